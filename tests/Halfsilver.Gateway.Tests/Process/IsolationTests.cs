using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

/// <summary>Bad mirrors seen from outside: memory, sockets and books of the executable.</summary>
public sealed class IsolationTests
{
    private const long MiB = 1024 * 1024;
    private const int Cap = 32;

    private static readonly string[] s_faults = ["refuses", "hangs", "resets", "drips", "endless", "garbage"];

    [Fact]
    public async Task Bad_mirrors_take_neither_memory_nor_sockets_beyond_their_budgets()
    {
        await using var primary = CountingUpstream.Start();
        var mirrors = s_faults.ToDictionary(fault => fault, Create, StringComparer.Ordinal);
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirrors));
        await LoadClient.RunAsync(Load.Get(gateway.Web, "/none", connections: 16, requestsEach: 200));
        var idle = ProcFacts.ResidentBytes(gateway.Process.Id);

        foreach (var (fault, mirror) in mirrors)
        {
            var most = 0;
            using var over = new CancellationTokenSource();
            var watching = Task.Run(async () =>
            {
                using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
                while (await ticks.WaitForNextTickAsync(over.Token))
                {
                    most = Math.Max(most, ProcFacts.ConnectionsTo(gateway.Process.Id, mirror.Port).Count);
                }
            });
            var load = await LoadClient.RunAsync(Load.Get(gateway.Web, $"/{fault}", connections: 16, requestsEach: 300));
            await over.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

            Assert.Equal((4_800, 0), (load.Answered, load.Failed));
            Assert.True(most <= Cap, $"{fault}: {most} sockets to a mirror with a cap of {Cap}");
            var resident = ProcFacts.ResidentBytes(gateway.Process.Id);
            Assert.True(resident <= idle + (16 * MiB) + (16 * MiB), $"{fault}: {resident / MiB} MiB after {idle / MiB} MiB idle");
        }

        foreach (var fault in s_faults)
        {
            await BalancesAsync(gateway, fault, 4_800);
            await mirrors[fault].DisposeAsync();
        }
    }

    [Fact]
    public async Task The_page_of_a_busy_gateway_passes_promtool()
    {
        Assert.SkipUnless(Promtool.Available, "promtool is not installed");
        await using var primary = CountingUpstream.Start();
        await using var mirror = BadMirror.Garbage(GarbageKind.Binary);
        await using var gateway = await GatewayProcess.StartAsync(
            Yaml(primary, new Dictionary<string, BadMirror>(StringComparer.Ordinal) { ["garbage"] = mirror }));
        await LoadClient.RunAsync(Load.Get(gateway.Web, "/garbage", connections: 4, requestsEach: 50));

        Assert.Empty(await Promtool.CheckAsync(await gateway.PageAsync()));
    }

    private static async Task BalancesAsync(GatewayProcess gateway, string mirror, int matched)
    {
        var last = "";
        for (var tries = 0; tries < 200; tries++)
        {
            var page = await gateway.MetricsAsync();
            double Sum(string family) => page.Sum($"halfsilver_mirror_{family}_total", ("mirror", mirror));
            last = $"{mirror}: matched {Sum("matched")}, skipped {Sum("skipped")}, sent {Sum("requests")}, answered {Sum("responses")}, failed {Sum("errors")}";
            if (Sum("matched") == matched && matched == Sum("skipped") + Sum("requests") && Sum("requests") == Sum("responses") + Sum("errors"))
            {
                return;
            }

            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            await pause.WaitForNextTickAsync();
        }

        Assert.Fail(last);
    }

    private static BadMirror Create(string fault) => fault switch
    {
        "refuses" => BadMirror.Refuses(),
        "hangs" => BadMirror.Hangs(),
        "resets" => BadMirror.ResetsAtAccept(),
        "drips" => BadMirror.DripsBody(1000),
        "endless" => BadMirror.EndlessBody(),
        _ => BadMirror.Garbage(GarbageKind.Binary),
    };

    private static string Yaml(CountingUpstream primary, IReadOnlyDictionary<string, BadMirror> mirrors) =>
        $$"""
        version: 1
        budgets: { maxBufferedBytes: 16MiB }
        services:
          primary: { endpoints: [ "http://{{primary.Authority}}" ] }
        {{string.Concat(mirrors.Select(mirror => $"  {mirror.Key}: {{ endpoints: [ \"http://{mirror.Value.Authority}\" ] }}\n"))}}
        routes:
          none: { match: { path: { prefix: /none } }, destinations: [ { service: primary } ] }
        {{string.Concat(mirrors.Keys.Select(Route))}}
        """;

    private static string Route(string fault) =>
        $$"""
          {{fault}}:
            match: { path: { prefix: /{{fault}} } }
            destinations: [ { service: primary } ]
            mirrors:
              {{fault}}: { service: {{fault}}, percent: 100, budget: { maxInFlight: {{Cap}}, maxQueue: 64 }, timeouts: { deadline: 1s } }

        """;
}
