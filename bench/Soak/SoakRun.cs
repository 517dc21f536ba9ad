using TestKit;

namespace Halfsilver.Soak;

/// <summary>How long, by requests or by time, and which gateway; null is the one built with this program.</summary>
internal sealed record SoakSettings(long? Requests, TimeSpan? Time, string? Gateway, int Seed = 1);

/// <summary>Clients, a primary, a mirror that is well and one that has every fault in turn, while plans are replaced.</summary>
internal sealed class SoakRun(SoakSettings settings) : IAsyncDisposable
{
    private const int Connections = 32;

    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(30);

    private readonly EchoUpstream _primary = new();
    private readonly EchoUpstream _steady = new();
    private readonly OddMirrors _odd = new();
    private readonly SoakClient[] _clients = new SoakClient[Connections];
    private readonly MemoryTrend _memory = new();
    private long _begun;
    private int _turns;

    public async Task<SoakReport> RunAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync([settings.Gateway ?? GatewayProcess.Executable], Plan(0), environment: null);
        var started = TimeProvider.System.GetTimestamp();
        using var over = new CancellationTokenSource();
        var samples = SampleAsync(gateway, started, over.Token);
        var turns = TurnAsync(gateway, over.Token);
        for (var i = 0; i < Connections; i++)
        {
            _clients[i] = new SoakClient(gateway.Web, settings.Seed + i);
        }

        await Task.WhenAll(_clients.Select(client => Task.Run(() => client.RunAsync(() => Another(started)))));
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        await over.CancelAsync();
        await samples;
        await turns;
        var page = await AtRestAsync(gateway);
        return new SoakReport
        {
            Elapsed = elapsed,
            Answered = _clients.Sum(client => client.Answered),
            Errors = _clients.Sum(client => client.Errors),
            WrongBodies = _clients.Sum(client => client.WrongBodies),
            Renewed = _clients.Sum(client => client.Renewed),
            FirstError = _clients.Select(client => client.FirstError).FirstOrDefault(error => error is not null),
            AtPrimary = _primary.Count,
            AtSteady = _steady.Count,
            Turns = _turns,
            Faults = _odd.Count,
            Page = page,
            Memory = _memory,
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client?.Dispose();
        }

        await _odd.DisposeAsync();
        await _steady.DisposeAsync();
        await _primary.DisposeAsync();
    }

    private bool Another(long started) => settings.Requests is { } requests
        ? Interlocked.Increment(ref _begun) <= requests
        : TimeProvider.System.GetElapsedTime(started) < settings.Time;

    private async Task SampleAsync(GatewayProcess gateway, long started, CancellationToken over)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            _memory.Add(TimeProvider.System.GetElapsedTime(started), ProcFacts.ResidentBytes(gateway.Process.Id));
        }
        while (await NextAsync(timer, over));
    }

    private async Task TurnAsync(GatewayProcess gateway, CancellationToken over)
    {
        using var timer = new PeriodicTimer(s_turn);
        while (await NextAsync(timer, over))
        {
            await gateway.ReplaceAsync(Plan(++_turns));
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken over)
    {
        try
        {
            return await timer.WaitForNextTickAsync(over);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The page when no copy is under way any more, or as it is when that takes too long: then its books say what is missing.</summary>
    private static async Task<PromText> AtRestAsync(GatewayProcess gateway)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var page = await gateway.MetricsAsync();
            var open = page.Sum("halfsilver_mirror_inflight_requests") + page.Sum("halfsilver_mirror_queue_length");
            if ((open == 0 && SoakReport.Mirrors.All(mirror => SoakReport.Balances(page, mirror))) || TimeProvider.System.GetElapsedTime(started) > s_rest)
            {
                return page;
            }

            await timer.WaitForNextTickAsync();
        }
    }

    // The odd mirror goes to another fault each turn; every fifth plan has a smaller budget, so that those change too.
    private string Plan(int turn) => $$"""
        version: 1
        services:
          primary: { host: 127.0.0.1, port: {{_primary.Port}}, timeouts: { connect: 30s } }
          steady: { host: 127.0.0.1, port: {{_steady.Port}} }
          odd: { host: 127.0.0.1, port: {{_odd.Port(turn)}} }
        routes:
          all:
            match: { path: { prefix: / } }
            destinations: [ { service: primary } ]
            mirrors:
              steady: { service: steady, percent: 100, only: { methods: all } }
              odd: { service: odd, percent: 100, only: { methods: all }, timeouts: { deadline: 1s }, budget: { maxInFlight: {{(turn % 5 == 4 ? 8 : 64)}} } }
        """;
}
