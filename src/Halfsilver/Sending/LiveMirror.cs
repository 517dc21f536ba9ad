using Halfsilver.Planning;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>What a mirror keeps while plans come and go: its books, circuit, connections and queue.</summary>
internal sealed class LiveMirror
{
    private volatile bool _killed;
    private readonly MirrorGauges _gauges;
    private readonly RateLimitedLine _overload;
    private Leaver? _leaver;

    public LiveMirror(string route, Mirror mirror, EndpointsService target, CopyShop shop, TlsMaterials materials)
    {
        Route = route;
        Shop = shop;
        Record = mirror;
        Upstream = new Upstream(target, mirror.Target.Port, shop.Resolver, materials, shop.Watch, DescriptorUse.Copies);
        Circuit = new Circuit(mirror.Circuit, shop.Time, CircuitChanged);
        Rate = new RateLimit(mirror.Budget.MaxPerSecond, shop.Time);
        Queue = new CopyQueue(shop);
        Bytes = shop.Budgets.Bytes.Open();
        _overload = new RateLimitedLine(shop.Time, TimeSpan.FromSeconds(10));
        Failures = new RateLimitedLine(shop.Time, TimeSpan.FromSeconds(1));
        Books = new Books(shop.Metrics, route, Destination, mirror.Name);
        _gauges = new MirrorGauges(this);
    }

    public string Route { get; }

    public string Name => Record.Name;

    /// <summary>The target's name, as a label.</summary>
    public string Destination => Upstream.Service.Name;

    /// <summary>The record of the plan in force.</summary>
    public Mirror Record { get; private set; }

    public CopyShop Shop { get; }

    /// <summary>Own connections, apart from those of primaries that use the same service.</summary>
    public Upstream Upstream { get; }

    public Circuit Circuit { get; }

    public RateLimit Rate { get; }

    public CopyQueue Queue { get; }

    public ByteAccount Bytes { get; }

    public Books Books { get; }

    public RateLimitedLine Failures { get; }

    public bool Killed => _killed;

    /// <summary>Says, now and then, that a copy was skipped because there are too many.</summary>
    public void TellSkipped(Fate why)
    {
        if (FateText.IsOverload(why) && _overload.MayWrite(out var dropped))
        {
            Shop.Log.MirrorOverload(Route, Name, FateText.Label(why), dropped);
        }
    }

    /// <summary>Takes over a new record of the same mirror.</summary>
    public void Change(Mirror mirror)
    {
        Record = mirror;
        Circuit.Change(mirror.Circuit);
        Rate.Change(mirror.Budget.MaxPerSecond);
        Queue.LookAnew();
    }

    /// <summary>Acts at once; the number of waiting copies that were dropped.</summary>
    public int Kill(bool killed)
    {
        _killed = killed;
        return killed ? Queue.Empty(Fate.Killed) : 0;
    }

    /// <summary>Whether a removed mirror has nothing under way any more.</summary>
    public bool HasLeft => _leaver is { HasLeft: true };

    /// <summary>The mirror left the plan: who waits is skipped, who flies may finish within its deadline.</summary>
    public void Remove()
    {
        Queue.Empty(Fate.Removed, closed: Fate.Removed);
        _gauges.Remove();
        Books.Meter.Remove();
        _leaver = new Leaver(this);
    }

    /// <summary>
    /// Before another connection is opened: where several endpoints share the cap, an idle one elsewhere gives way.
    /// </summary>
    public void MakeRoomFor(Endpoint endpoint)
    {
        var endpoints = Upstream.Endpoints;
        if (endpoints.Length == 1)
        {
            // Idle ones are taken before a new one is opened, so no more can be open than copies are in flight.
            return;
        }

        var open = Queue.InFlight;
        foreach (var other in endpoints)
        {
            open += other.Pool.IdleCount;
        }

        for (var i = 0; i < endpoints.Length && open > Record.Budget.MaxInFlight; i++)
        {
            if (endpoints[i] != endpoint && endpoints[i].Pool.Take() is { } idle)
            {
                idle.Retire();
                open--;
            }
        }
    }

    private void CircuitChanged(CircuitState state)
    {
        if (state == CircuitState.Open)
        {
            Shop.Log.MirrorCircuit(Route, Name, "open", $"{Record.Circuit.OpenAfter} failures in a row");
        }
        else
        {
            Shop.Log.MirrorCircuit(Route, Name, "closed", "a probe was answered");
        }
    }
}
