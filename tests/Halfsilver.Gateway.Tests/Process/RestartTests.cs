using System.Diagnostics;
using System.Text.Json;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

/// <summary>The executable is stopped in the middle of its work, again and again.</summary>
public sealed class RestartTests
{
    private const int Connections = 8;

    [Fact]
    public async Task Twenty_terminations_under_load_cost_no_client_an_answer_and_no_copy_its_place_in_the_books()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var silent = BadMirror.Hangs();
        for (var round = 0; round < 20; round++)
        {
            await OneAsync(round, primary, mirror, silent);
        }
    }

    private static async Task OneAsync(int round, CountingUpstream primary, CountingUpstream mirror, BadMirror silent)
    {
        var (primaryBefore, mirrorBefore) = (primary.Count, mirror.Count);
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, silent));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, Connections).Select(_ => Task.Run(() => AskUntilClosedAsync(gateway, begun))).ToArray();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        var watch = Stopwatch.StartNew();
        gateway.Process.Signal(Signals.Term);
        var answered = await Task.WhenAll(clients);
        Assert.Equal(0, await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"round {round} took {watch.Elapsed}");

        Assert.Equal(answered.Sum(), primary.Count - primaryBefore);
        var fates = await FatesAsync(gateway);
        Assert.InRange(mirror.Count - mirrorBefore, fates["v2 answered"], fates["v2 answered"] + fates.GetValueOrDefault("v2 drained"));
        Assert.Equal(answered.Sum(), fates.Where(fate => fate.Key.StartsWith("v2 ", StringComparison.Ordinal)).Sum(fate => fate.Value));
        Assert.Equal(["silent drained"], fates.Keys.Where(fate => fate.StartsWith("silent ", StringComparison.Ordinal)));
    }

    // Each client asks without a pause; its connection ends with an answer that says so, never without one.
    private static async Task<int> AskUntilClosedAsync(GatewayProcess gateway, TaskCompletionSource begun)
    {
        await using var client = await RawClient.ConnectAsync(gateway.Web);
        for (var answered = 1; ; answered++)
        {
            var answer = await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal(200, answer.Status);
            if (answered == 50)
            {
                begun.TrySetResult();
            }

            if (answer.Field("Connection") == "close")
            {
                Assert.True(await client.IsClosedAsync(Bound.Usual));
                return answered;
            }
        }
    }

    private static async Task<Dictionary<string, int>> FatesAsync(GatewayProcess gateway)
    {
        var fates = new Dictionary<string, int>(StringComparer.Ordinal);
        var folder = Path.GetDirectoryName(gateway.File)!;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder, "evidence", "copies.jsonl")))
        {
            using var copy = JsonDocument.Parse(line);
            var fate = $"{copy.RootElement.GetProperty("mirror").GetString()} {copy.RootElement.GetProperty("fate").GetString()}";
            fates[fate] = fates.GetValueOrDefault(fate) + 1;
        }

        return fates;
    }

    private static string Yaml(CountingUpstream primary, CountingUpstream mirror, BadMirror silent) =>
        $$"""
        version: 1
        drain: { primaries: 10s, copies: 500ms }
        services:
          a: { endpoints: [ "http://{{primary.Authority}}" ], timeouts: { connect: 30s } }
          b: { endpoints: [ "http://{{mirror.Authority}}" ] }
          c: { endpoints: [ "http://{{silent.Authority}}" ] }
        routes:
          all:
            match: { path: { prefix: / } }
            destinations: [ { service: a } ]
            mirrors:
              v2: { service: b, percent: 100, logResponses: true }
              silent: { service: c, percent: 100, logResponses: true, budget: { maxInFlight: 4, maxQueue: 4 }, timeouts: { deadline: 60s } }
        """;
}
