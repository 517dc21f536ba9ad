using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>A body on its way up while its answer is on its way down: each direction has a limit of its own.</summary>
public sealed class BothWaysTests
{
    private static readonly TimeSpan s_writeStall = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_client_that_sends_and_never_reads_is_still_given_up()
    {
        var sent = 0L;
        var whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var primary = new ScriptedUpstream(async (talk, _) =>
        {
            await talk.ReadToAsync("hello");
            await talk.SayAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            var rest = Task.Run(async () =>
            {
                await talk.ReadToAsync("world");
                whole.SetResult();
            });
            var piece = new byte[64 * 1024];
            while (true)
            {
                await talk.Socket.SendAllAsync(piece, talk.Stop);
                Interlocked.Add(ref sent, piece.Length);
            }
        });
        var time = new FakeTime();
        await using var host = await GatewayHost.StartAsync(new LaunchRequest
        {
            Plan = Plans.To(primary),
            Logs = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            Time = time,
        });
        await using var client = await RawClient.ConnectAsync(host.Bound[0].Address, receiveBuffer: 4096);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
        await StandsStillAsync(() => Volatile.Read(ref sent));
        await client.SendAsync("world");
        await Bound.Within(whole.Task, Bound.Usual, "the primary has the whole body");

        await Bound.Eventually(
            () =>
            {
                time.Advance(s_writeStall / 4);
                return host.Bound[0].EntryPoint.OpenConnections == 0;
            },
            "the connection is given up");
    }

    private static async Task StandsStillAsync(Func<long> count)
    {
        var (last, quiet) = (-1L, 0);
        await Bound.Eventually(
            () =>
            {
                quiet = count() == last && last > 0 ? quiet + 1 : 0;
                last = count();
                return quiet > 15;
            },
            "nobody takes any more");
    }
}
