using System.Collections.Immutable;
using Halfsilver.Gateway.Listening;
using Halfsilver.Gateway.Serving;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Running;

/// <summary>The data plane of one gateway, from its first plan to the end of its last copy.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    // Connections that upstreams closed while idle hold a descriptor until somebody looks.
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(5);

    // Reading some kilobytes now and then sees every way in which files are replaced; events of the file system do not.
    private static readonly TimeSpan s_certificatesEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_loopProbe = TimeSpan.FromMilliseconds(250);

    private readonly DeadlineWheel _wheel;
    private readonly Listeners _listeners;
    private readonly Resolver _resolver;
    private readonly EvidenceLog? _evidence;
    private readonly Spill? _spill;
    private readonly LoopDelay _loopDelay;
    private readonly ITimer _sweeper;
    private readonly ITimer _certificates;

    private GatewayHost(LaunchRequest request)
    {
        var logger = request.Logs.CreateLogger("halfsilver");
        _wheel = new DeadlineWheel(request.Time);
        Metrics = new MetricRegistry(request.Time);
        _evidence = request.DataDirectory is { } directory ? EvidenceLog.Open(directory, Metrics, logger) : null;
        var budgets = new CopyBudgets(request.Plan.Budgets, request.Time);
        var (diskBytes, diskFiles) = (request.Plan.Budgets.MaxSpillBytes, request.Plan.Budgets.MaxSpillFiles);
        _spill = request.DataDirectory is { } data ? Spill.Open(data, diskBytes, diskFiles, Metrics, logger) : null;
        budgets.Bytes.Spill = _spill;
        var resolver = _resolver = new Resolver(request.Time);
        Watch = UpstreamWatch.Create(_wheel, resolver, Metrics, logger);
        Mirrors = new LiveMirrors(
            new CopyShop(_wheel, resolver, budgets, Metrics, Copies, _evidence, logger) { Tracing = Tracing, Watch = Watch }, new KillSwitch(request.DataDirectory, logger));
        var meters = new Meters(Metrics);
        Plans = new PlanKeeper(Mirrors, meters, new PrimaryLog(logger, request.Time), resolver, Watch, request.Time);
        var instance = new Instance(NewId(), budgets.Bytes, _wheel, request.Time, Copies) { Tracing = Tracing };
        var journey = new Journey.Journey(instance, new RouteMeter(Metrics, "none"));
        var entryPoints = new List<LiveEntryPoint>();
        Plans.Start(request.Plan, (entryPoint, routes) =>
        {
            entryPoints.Add(new LiveEntryPoint(entryPoint, journey, routes, new RefusalMeter(Metrics, entryPoint.Name))
            {
                Certificates = entryPoint.Tls is null ? null : new LiveCertificates(entryPoint.Name, request.Time, logger),
            });
            return entryPoints[^1];
        });
        _listeners = new Listeners(entryPoints, instance, request.Logs);
        _loopDelay = new LoopDelay(Metrics, s_loopProbe);
        _sweeper = request.Time.CreateTimer(static state => ((PlanKeeper)state!).Sweep(), Plans, s_sweepEvery, s_sweepEvery);
        _certificates = request.Time.CreateTimer(
            static state => ((PlanKeeper)state!).LookAtCertificates(settled: true), Plans, s_certificatesEvery, s_certificatesEvery);
        GatewayGauges.Register(Metrics, Plans, entryPoints, Mirrors, instance.Splices);
    }

    /// <summary>The plan in force, and how to change it.</summary>
    public PlanKeeper Plans { get; }

    /// <summary>The mirrors, live.</summary>
    public LiveMirrors Mirrors { get; }

    /// <summary>What is known of endpoints.</summary>
    public UpstreamWatch Watch { get; }

    /// <summary>Everything that is counted.</summary>
    public MetricRegistry Metrics { get; }

    /// <summary>Makes spans, where somebody listens.</summary>
    public Tracing Tracing { get; } = new();

    /// <summary>Who is told of every copy that ends.</summary>
    public CopyListeners Copies { get; } = new();

    /// <summary>Whether requests are taken: listeners bound, a plan in force, not stopping.</summary>
    public bool Ready { get; private set; }

    /// <summary>Where clients connect, as bound.</summary>
    public ImmutableArray<(LiveEntryPoint EntryPoint, System.Net.IPEndPoint Address)> Bound => [.. _listeners.Bound];

    /// <summary>Opens the listeners with a plan in force.</summary>
    /// <exception cref="PlanRefusedException">The plan has problems.</exception>
    /// <exception cref="ListenException">An address cannot be bound.</exception>
    public static async Task<GatewayHost> StartAsync(LaunchRequest request)
    {
        var host = new GatewayHost(request);
        try
        {
            await host._listeners.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        host._resolver.Own.Know(host.Bound.Select(bound => bound.Address));
        host.Ready = true;
        return host;
    }

    /// <summary>Another listener of this process: it is dialled only where the plan says that own listeners are.</summary>
    public void ListensAlso(System.Net.IPEndPoint address) => _resolver.Own.Add(address);

    /// <summary>Lets primaries and then copies end, for as long as allowed, and closes what is left.</summary>
    public async Task StopAsync(DrainSettings drain)
    {
        Ready = false;
        await _listeners.StopAsync(drain.Primaries);
        await Mirrors.DrainAsync(drain.Copies);
    }

    public async ValueTask DisposeAsync()
    {
        Ready = false;
        await _sweeper.DisposeAsync();
        await _certificates.DisposeAsync();
        _loopDelay.Dispose();
        await _listeners.DisposeAsync();
        await Mirrors.DisposeAsync();
        Plans.Close();
        if (_spill is not null)
        {
            await _spill.DisposeAsync();
        }

        if (_evidence is not null)
        {
            await _evidence.DisposeAsync();
        }

        Tracing.Dispose();
        _wheel.Dispose();
    }

    // Eight hex digits tell the gateways of a fleet apart well enough for a loop guard.
    private static string NewId() => Random.Shared.Next().ToString("x8");
}
