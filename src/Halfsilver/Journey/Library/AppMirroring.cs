using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Halfsilver.Journey.Library;

/// <summary>The mirrors of one application, from its start to the end of its last copy.</summary>
internal sealed class AppMirroring : IHostedService, IAsyncDisposable
{
    private readonly Tracing _tracing = new();
    private readonly MeterBridge _meter;
    private readonly DeadlineWheel _wheel;
    private readonly RateLimitedLine _unread;
    private readonly Func<string, Encoding?> _encodingOf;
    private readonly AppMirror[] _mirrors;
    private readonly ILogger _log;
    private readonly TimeSpan _drain;
    private readonly Histogram? _awaited;

    /// <exception cref="PlanRefusedException">The options have problems; all of them are in the exception.</exception>
    public AppMirroring(IOptions<MirroringOptions> options, IOptions<KestrelServerOptions> kestrel, ILoggerFactory logs, TimeProvider time)
    {
        var asked = options.Value;
        var plan = AppPlan.Of(asked, out var problems);
        if (problems.Count > 0)
        {
            throw new PlanRefusedException([.. problems]);
        }

        _log = logs.CreateLogger("Halfsilver");
        _drain = asked.Drain;
        _encodingOf = kestrel.Value.RequestHeaderEncodingSelector;
        _wheel = new DeadlineWheel(time);
        _unread = new RateLimitedLine(time, TimeSpan.FromSeconds(10));
        Metrics = new MetricRegistry(time);
        _meter = new MeterBridge(Metrics);
        var budgets = new CopyBudgets(plan.Budgets, time);
        var listeners = new CopyListeners();
        Live = new LiveMirrors(
            new CopyShop(_wheel, new Resolver(time), budgets, Metrics, listeners, Evidence: null, _log) { Tracing = _tracing },
            new KillSwitch(dataDirectory: null, _log));

        // Eight hex digits tell the instances of an application apart well enough for a loop guard.
        Instance = new Instance(Random.Shared.Next().ToString("x8"), budgets.Bytes, _wheel, time, listeners) { Tracing = _tracing };
        AppMirror[] compiled = [.. asked.Mirrors.Select(one => Compile(plan, one))];

        // Options do not change: whoever is off is never asked. A baseline is asked after its candidate.
        AppMirror[] open = [.. compiled.Where(one => one.Mirror.Record.Enabled).OrderBy(one => one.Mirror.Record.Role)];
        _mirrors = [.. open.Select(one => one with { Candidate = Array.FindIndex(open, other => ReferenceEquals(other.Mirror.Record, CandidateOf(plan, one.Mirror.Record))) })];
        Live.Swap();
        _awaited = _mirrors.Any(one => one.Mirror.Record.Timing == CopyTiming.Await) ? Metrics.Histogram(MetricCatalogue.SyncAdded, AppPlan.RouteName) : null;
    }

    /// <summary>What all requests share.</summary>
    public Instance Instance { get; }

    /// <summary>The mirrors, live.</summary>
    public LiveMirrors Live { get; }

    /// <summary>Everything that is counted.</summary>
    public MetricRegistry Metrics { get; }

    /// <summary>Which mirrors want this request; null when none does, and then nothing is kept.</summary>
    public MirroredRequest? Choose(HttpContext context)
    {
        if (_mirrors.Length == 0 || context.GetEndpoint()?.Metadata.GetMetadata<NotMirrored>() is not null)
        {
            return null;
        }

        var request = MirroredRequest.Rent();
        var fault = request.Read(context, _encodingOf);
        if (fault == WireFault.None && request.Choose(_mirrors, Instance, HttpContextHead.IsTunnel(context.Request)))
        {
            return request;
        }

        request.PutBack();
        if (fault != WireFault.None && _unread.MayWrite(out var suppressed))
        {
            LibraryLog.NotCopied(_log, fault, suppressed);
        }

        return null;
    }

    /// <summary>Counts an answer that was held for copies, as a difference of timestamps.</summary>
    public void Awaited(long heldTicks) => _awaited?.Record(heldTicks);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LibraryLog.Started(_log, _mirrors.Length);
        return Task.CompletedTask;
    }

    /// <summary>The server has stopped before: copies under way may end, for as long as the options say.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Live.DrainAsync(_drain);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Live.DisposeAsync();
        _meter.Dispose();
        _tracing.Dispose();
        _wheel.Dispose();
    }

    private AppMirror Compile(Plan plan, (Mirror Mirror, Rule Match) one)
    {
        var target = (EndpointsService)plan.Services[one.Mirror.Target.Service];
        var match = one.Match is AnyRule ? null : RuleCompiler.Compile(one.Match, AppPlan.RouteName, []);
        return new AppMirror(
            Live.Compile(
                new MirrorSeat(AppPlan.RouteName, AppPlan.RouteName, AppPlan.RouteName),
                one.Mirror,
                target,
                CopyTemplate.Compile(Rewrite.None, AnyRule.Instance, one.Mirror, target),
                CandidateOf(plan, one.Mirror)),
            match);
    }

    private static Mirror? CandidateOf(Plan plan, Mirror mirror) =>
        mirror.Role == MirrorRole.Baseline ? SamplingCheck.CandidateOf(mirror, plan.Routes[0].Mirrors) : null;
}
