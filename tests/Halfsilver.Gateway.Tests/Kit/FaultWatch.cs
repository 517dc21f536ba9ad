using Halfsilver.Gateway.Running;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Looks again and again at what copies hold, until it is disposed, and remembers the most.</summary>
internal sealed class FaultWatch : IAsyncDisposable
{
    // Sockets take reading /proc, so they are looked at less often.
    private const int LooksPerSocketLook = 10;

    private readonly CancellationTokenSource _stop = new();
    private readonly GatewayHost _host;
    private readonly int _port;
    private readonly int _before;
    private readonly Task _watching;

    public FaultWatch(GatewayHost host, int port)
    {
        _host = host;
        _port = port;
        _before = Sockets();
        _watching = WatchAsync();
    }

    /// <summary>Bytes held by all copies.</summary>
    public long MostBytes { get; private set; }

    /// <summary>Copies of one mirror in flight.</summary>
    public int MostInFlight { get; private set; }

    /// <summary>Copies of one mirror that wait.</summary>
    public int MostQueued { get; private set; }

    /// <summary>Connections to the server that were not there before.</summary>
    public int MostSockets { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        try
        {
            for (var looks = 0; await ticks.WaitForNextTickAsync(_stop.Token); looks++)
            {
                Look(looks % LooksPerSocketLook == 0);
            }
        }
        catch (OperationCanceledException)
        {
            Look(sockets: true);
        }
    }

    private void Look(bool sockets)
    {
        MostBytes = Math.Max(MostBytes, _host.Mirrors.Budgets.Bytes.Held);
        foreach (var mirror in _host.Mirrors.All)
        {
            MostInFlight = Math.Max(MostInFlight, mirror.Queue.InFlight);
            MostQueued = Math.Max(MostQueued, mirror.Queue.Queued);
        }

        MostSockets = sockets ? Math.Max(MostSockets, Sockets() - _before) : MostSockets;
    }

    // One that is being closed may have its descriptor a moment longer.
    private int Sockets() => ProcFacts.ConnectionsTo(Environment.ProcessId, _port).Count(fact => fact.State == TcpFactState.Established);
}
