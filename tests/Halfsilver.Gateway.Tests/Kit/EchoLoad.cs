using System.Net;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Clients that each know the answer to every one of their requests: its own target and what its own body adds up to.</summary>
internal static class EchoLoad
{
    /// <summary>A primary that answers so.</summary>
    public static RecordingUpstream Primary() =>
        RecordingUpstream.Start(request => Answer.Text($"{request.Target} {request.BodySha256}"));

    /// <summary>Asks until each client has asked so often; every answer must be the right one. The times they took, sorted.</summary>
    public static Task<TimeSpan[]> RunAsync(EndPoint to, int clients, int requestsEach, int bodyBytes) =>
        RunAsync(to, clients, bodyBytes, asked => asked < requestsEach);

    /// <summary>The same for so long.</summary>
    public static Task<TimeSpan[]> RunAsync(EndPoint to, int clients, TimeSpan duration, TimeSpan every)
    {
        var began = TimeProvider.System.GetTimestamp();
        return RunAsync(to, clients, 1024, _ => TimeProvider.System.GetElapsedTime(began) < duration, every);
    }

    /// <summary>The same for as long as it is to go on.</summary>
    public static Task<TimeSpan[]> RunAsync(EndPoint to, int clients, Func<bool> goesOn, TimeSpan every) => RunAsync(to, clients, 1024, _ => goesOn(), every);

    private static async Task<TimeSpan[]> RunAsync(EndPoint to, int clients, int bodyBytes, Func<int, bool> goesOn, TimeSpan? every = null)
    {
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => AskAsync(to, client, bodyBytes, goesOn, every))));
        TimeSpan[] all = [.. latencies.SelectMany(one => one)];
        Array.Sort(all);
        return all;
    }

    private static async Task<List<TimeSpan>> AskAsync(EndPoint to, int number, int bodyBytes, Func<int, bool> goesOn, TimeSpan? every)
    {
        await using var client = await RawClient.ConnectAsync(to, TimeSpan.FromSeconds(30));
        using var ticks = every is { } pause ? new PeriodicTimer(pause) : null;
        var body = new PatternBody(bodyBytes, seed: number + 1);
        var bytes = body.ToArray();
        var latencies = new List<TimeSpan>();
        for (var i = 0; goesOn(i); i++)
        {
            if (ticks is not null)
            {
                await ticks.WaitForNextTickAsync();
            }

            var began = TimeProvider.System.GetTimestamp();
            byte[] request = [.. Bytes.Of($"POST /{number}/{i} HTTP/1.1\r\nHost: a\r\nContent-Length: {bodyBytes}\r\n\r\n"), .. bytes];
            await client.SendAsync(request);
            var answer = await client.ReadAnswerAsync();
            latencies.Add(TimeProvider.System.GetElapsedTime(began));
            Assert.Equal(200, answer.Status);
            Assert.Equal($"/{number}/{i} {body.Sha256}", answer.BodyText);
        }

        return latencies;
    }
}
