using System.Collections.Immutable;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Listening;
using Halfsilver.Gateway.Serving;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;

namespace Halfsilver.Gateway.Running;

/// <summary>
/// Holds the plan in force. A new one is checked, compiled and swapped in as a whole; a refused one changes nothing. One swap at a time.
/// </summary>
internal sealed class PlanKeeper(LiveMirrors mirrors, Meters meters, PrimaryLog log, Resolver resolver, UpstreamWatch watch, TimeProvider time) : IPlanHolder
{
    private readonly Lock _gate = new();
    private UpstreamSet? _upstreams;
    private string _fingerprint = "";
    private ImmutableArray<LiveEntryPoint> _entryPoints = [];

    /// <summary>The plan in force.</summary>
    public Plan Plan { get; private set; } = new();

    /// <summary>How many plans have been in force, this one included.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether the last attempt to swap was accepted.</summary>
    public bool LastAccepted { get; private set; } = true;

    /// <summary>When the plan in force was accepted.</summary>
    public DateTimeOffset AcceptedAt { get; private set; }

    /// <summary>Compiles the first plan for the entry points that are about to open.</summary>
    /// <exception cref="PlanRefusedException">The plan has problems; all of them are in the exception.</exception>
    public void Start(Plan plan, Func<EntryPoint, RouteTable<CompiledRoute>, LiveEntryPoint> open)
    {
        lock (_gate)
        {
            Refuse(PlanRules.CheckAll(plan));
            var certificates = PlanCertificates.Read(plan);
            Refuse(certificates.Problems);
            var (upstreams, compiled) = Compile(plan);
            _entryPoints = [.. plan.EntryPoints.Select(entryPoint => open(entryPoint, TableOf(entryPoint, compiled)))];
            certificates.Show(_entryPoints);
            Trust(plan);
            Accept(plan, upstreams);
        }
    }

    /// <summary>The problems for which a plan would be refused; nothing is changed.</summary>
    public ImmutableArray<Problem> Check(Plan plan)
    {
        lock (_gate)
        {
            if (PlanRules.CheckAll(plan) is { IsEmpty: false } problems)
            {
                return problems;
            }

            var found = new List<Problem>(SameListeners(plan));
            found.AddRange(PlanCertificates.Read(plan).Problems);
            TlsMaterials.Read(plan, found);
            return [.. found];
        }
    }

    /// <summary>Swaps in another plan; the problems, if it is refused.</summary>
    public ImmutableArray<Problem> TrySwap(Plan plan)
    {
        lock (_gate)
        {
            try
            {
                Refuse(PlanRules.CheckAll(plan));
                Refuse(SameListeners(plan));
                var certificates = PlanCertificates.Read(plan);
                Refuse(certificates.Problems);
                var (upstreams, compiled) = Compile(plan);
                foreach (var entryPoint in plan.EntryPoints)
                {
                    var live = _entryPoints.Single(open => string.Equals(open.Name, entryPoint.Name, StringComparison.Ordinal));
                    live.Change(entryPoint, TableOf(entryPoint, compiled));
                }

                certificates.Show(_entryPoints);
                Trust(plan);
                Accept(plan, upstreams);
                return [];
            }
            catch (PlanRefusedException refused)
            {
                LastAccepted = false;
                return refused.Problems;
            }
        }
    }

    /// <summary>Whether the files that the plan's services name hold something else than when it was accepted, or cannot be used any more.</summary>
    public bool FilesChanged()
    {
        lock (_gate)
        {
            var problems = new List<Problem>();
            var materials = TlsMaterials.Read(Plan, problems);
            return problems.Count > 0 || Fingerprint(Plan, materials) != _fingerprint;
        }
    }

    /// <summary>Whether an endpoint of a service is well; null where nothing looks at it.</summary>
    public bool? IsWell(string service, string endpoint) => watch.Gauges.Seen(service, endpoint);

    /// <summary>What was to be the next plan could not even be read.</summary>
    public void Refused() => LastAccepted = false;

    /// <summary>Looks whether certificate files have changed. <paramref name="settled"/>: takes only what has not changed since the last look.</summary>
    public void LookAtCertificates(bool settled)
    {
        foreach (var entryPoint in _entryPoints)
        {
            entryPoint.Certificates?.Look(settled);
        }
    }

    /// <summary>Retires connections that upstreams have closed while idle, and looks which addresses are this machine's by now.</summary>
    public void Sweep()
    {
        resolver.Own.Look();
        lock (_gate)
        {
            _upstreams?.Sweep();
        }
    }

    /// <summary>Closes kept connections; the process ends.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _upstreams?.CloseAllBut(next: null);
        }
    }

    private void Trust(Plan plan)
    {
        var trusted = TrustedProxies.Of(plan.TrustedProxies);
        foreach (var entryPoint in _entryPoints)
        {
            entryPoint.TrustedProxies = trusted;
        }
    }

    private void Accept(Plan plan, UpstreamSet upstreams)
    {
        resolver.Pin(plan.Resolve);
        resolver.Outbound = OutboundRules.Of(plan.Outbound);
        mirrors.Budgets.Change(plan.Budgets);
        watch.Gauges.ShowEach(plan.Metrics.Endpoints);
        meters.Registry.Aliases = MetricAlias.For(plan.Metrics.Aliases);
        mirrors.Tracing.Copies = plan.Traces.Mirror;
        mirrors.Swap();
        meters.Swap();
        _upstreams?.CloseAllBut(upstreams);
        _upstreams = upstreams;
        Plan = plan;
        Revision++;
        LastAccepted = true;
        AcceptedAt = time.GetUtcNow();
    }

    private (UpstreamSet Upstreams, ImmutableArray<(Route Route, CompiledRule Rule, CompiledRoute Value)> Compiled) Compile(Plan plan)
    {
        var problems = new List<Problem>();
        var materials = TlsMaterials.Read(plan, problems);
        Refuse([.. problems]);

        mirrors.TellBroken(materials.Broken);

        // Nothing can be refused from here on: the checks have compiled every rule once already.
        _fingerprint = Fingerprint(plan, materials);
        var upstreams = new UpstreamSet(resolver, materials, watch, _upstreams);
        return (upstreams, new PlanCompiler(plan, materials, upstreams, mirrors, meters, log).Compile());
    }

    private static string Fingerprint(Plan plan, TlsMaterials materials) => string.Join('\n', plan.Services.Values.OfType<EndpointsService>()
        .OrderBy(service => service.Name, StringComparer.Ordinal).Select(materials.FingerprintOf));

    private static RouteTable<CompiledRoute> TableOf(
        EntryPoint entryPoint, ImmutableArray<(Route Route, CompiledRule Rule, CompiledRoute Value)> compiled) =>
        new(compiled.Where(entry => entry.Route.EntryPoints.IsEmpty || entry.Route.EntryPoints.Contains(entryPoint.Name, StringComparer.Ordinal)));

    private ImmutableArray<Problem> SameListeners(Plan plan)
    {
        return Listeners(Plan).SequenceEqual(Listeners(plan))
            ? []
            : [new Problem("entryPoints", "names, addresses or protocols differ from those that are open; opening other listeners takes a restart.")];
    }

    private static IEnumerable<(string Name, string Listen, bool Tls, bool Http2)> Listeners(Plan plan) =>
        plan.EntryPoints.Select(entryPoint => (entryPoint.Name, entryPoint.Listen, entryPoint.Tls is not null, entryPoint.Tls is { Http2: true })).Order();

    private static void Refuse(ImmutableArray<Problem> problems)
    {
        if (!problems.IsEmpty)
        {
            throw new PlanRefusedException(problems);
        }
    }
}
