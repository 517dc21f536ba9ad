using System.Collections.Immutable;
using Halfsilver.Gateway.Listening;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Running;

/// <summary>The data plane of one gateway, from its first plan to the end of its last copy.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    // Connections that upstreams closed while idle hold a descriptor until somebody looks.
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(5);

    private readonly DeadlineWheel _wheel;
    private readonly Listeners _listeners;
    private readonly LiveMirrors _mirrors;
    private readonly ITimer _sweeper;

    private GatewayHost(DeadlineWheel wheel, Listeners listeners, LiveMirrors mirrors, PlanKeeper plans, ITimer sweeper)
    {
        _wheel = wheel;
        _listeners = listeners;
        _mirrors = mirrors;
        Plans = plans;
        _sweeper = sweeper;
    }

    /// <summary>The plan in force, and how to change it.</summary>
    public PlanKeeper Plans { get; }

    /// <summary>Whether requests are taken: listeners bound, a plan in force, not stopping.</summary>
    public bool Ready { get; private set; }

    /// <summary>Where clients connect, as bound.</summary>
    public ImmutableArray<(LiveEntryPoint EntryPoint, System.Net.IPEndPoint Address)> Bound => [.. _listeners.Bound];

    /// <summary>Opens the listeners with a plan in force.</summary>
    /// <exception cref="PlanRefusedException">The plan has problems.</exception>
    /// <exception cref="IOException">An address is in use.</exception>
    public static async Task<GatewayHost> StartAsync(Plan plan, TimeProvider time, ILoggerFactory loggers)
    {
        var wheel = new DeadlineWheel(time);
        var instance = new Instance(NewId(), new ByteBudget(), wheel, time);
        var mirrors = new LiveMirrors();
        var meters = new Meters();
        var log = new PrimaryLog();
        var journey = new Journey.Journey(instance, meters.Route("none"));
        var plans = new PlanKeeper(mirrors, meters, log, time);
        var entryPoints = new List<LiveEntryPoint>();
        plans.Start(plan, (entryPoint, routes) =>
        {
            entryPoints.Add(new LiveEntryPoint(entryPoint, journey, routes, new RefusalMeter()));
            return entryPoints[^1];
        });
        var listeners = new Listeners(entryPoints, instance, loggers);
        await listeners.StartAsync();
        var sweeper = time.CreateTimer(_ => plans.Sweep(), null, s_sweepEvery, s_sweepEvery);
        return new GatewayHost(wheel, listeners, mirrors, plans, sweeper) { Ready = true };
    }

    /// <summary>Lets primaries and then copies end, for as long as the plan says, and closes what is left.</summary>
    public async Task StopAsync()
    {
        Ready = false;
        var drain = Plans.Plan.Drain;
        await _listeners.StopAsync(drain.Primaries);
        await _mirrors.DrainAsync(drain.Copies);
    }

    public async ValueTask DisposeAsync()
    {
        Ready = false;
        await _sweeper.DisposeAsync();
        await _listeners.DisposeAsync();
        Plans.Close();
        _wheel.Dispose();
    }

    // Eight hex digits tell the gateways of a fleet apart well enough for a loop guard.
    private static string NewId() => Random.Shared.Next().ToString("x8");
}
