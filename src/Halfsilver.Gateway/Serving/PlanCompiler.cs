using System.Collections.Immutable;
using System.Text;
using Halfsilver.Gateway.Serving.Failover;
using Halfsilver.Gateway.Serving.FanOut;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>
/// Builds what the request path reads out of a checked plan. Live parts are taken from the books of upstreams and mirrors, so
/// that whatever a reload leaves as it was keeps its connections, counters and circuits.
/// </summary>
internal sealed class PlanCompiler(Plan plan, TlsMaterials materials, UpstreamSet upstreams, LiveMirrors mirrors, Meters meters, PrimaryLog log)
{
    // Of one route, for itself and for the calls of its fan-outs: a service that several lead to is compiled once.
    private readonly Dictionary<ServiceRef, Node> _nodes = [];
    private readonly Dictionary<ServiceRef, Node> _calls = [];
    private readonly Expressions _expressions = Expressions.ForRequests();

    /// <summary>Every route's compiled form, for the tables of the entry points.</summary>
    public ImmutableArray<(Route Route, CompiledRule Rule, CompiledRoute Value)> Compile()
    {
        var problems = new List<Problem>();
        var compiled = plan.Routes
            .Select(route => (route, RuleCompiler.Compile(route.Rule, $"routes[{route.Name}].match", problems, _expressions), CompileRoute(route)))
            .ToImmutableArray();
        return problems.Count == 0 ? compiled : throw new PlanRefusedException([.. problems]);
    }

    private CompiledRoute CompileRoute(Route route)
    {
        _nodes.Clear();
        _calls.Clear();
        var node = route.Action switch
        {
            ForwardAction forward => CompileService(route, forward.To),
            SplitAction split => Split(split.To, part => CompileService(route, part)),
            RedirectAction redirect => new RedirectLeaf(redirect, Prefixes.OfRule(route.Rule)),
            DirectAction direct => new DirectLeaf(Direct(direct)),
            MetricsAction => new MetricsLeaf(meters.Registry),
            _ => throw new InvalidOperationException($"Route {route.Name} has an action of an unknown kind."),
        };
        if (!route.Mirrors.IsEmpty)
        {
            node = new MirroringNode(Branches(route, route.Mirrors, new MirrorSeat(route.Name, "route", $"routes/{route.Name}")), node);
        }

        return new CompiledRoute(route, node, meters.Route(route.Name));
    }

    private Node CompileService(Route route, ServiceRef to) => Once(_nodes, to, service => service switch
    {
        EndpointsService endpoints => Forward(route, endpoints, to.Port),
        WeightedService weighted => Split(weighted.To, part => CompileService(route, part)),
        MirroringService mirroring => new MirroringNode(
            Branches(route, mirroring.Mirrors, new MirrorSeat(route.Name, mirroring.Name, Owner(mirroring))),
            CompileService(route, mirroring.Primary)),
        FailoverService failover => Failover(route, failover, part => CompileService(route, part)),
        FanOutService fanOut => FanOutCompiler.Compile(fanOut, route, call => CompileCall(route, call), EndpointsOf, log),
        _ => throw new InvalidOperationException($"Service {to.Service} is of an unknown kind."),
    });

    // A call's head is made anew, so that the route changes nothing in it; its Host is the service's unless that says otherwise.
    private Node CompileCall(Route route, ServiceRef to) => Once(_calls, to, service => service switch
    {
        EndpointsService endpoints => new ForwardLeaf(
            upstreams.Open(endpoints, to.Port),
            LegTemplate.Compile(Rewrite.None, copy: null, endpoints.Host.Kind == HostKind.Preserve ? HostRewrite.Service : endpoints.Host),
            new ForwardLimits(endpoints.Timeouts.Connect, endpoints.Timeouts.Request, endpoints.Timeouts.Idle, MaxBodyBytes: null),
            meters.Primary(route.Name, endpoints.Name),
            log),
        WeightedService weighted => Split(weighted.To, part => CompileCall(route, part)),
        FailoverService failover => Failover(route, failover, part => CompileCall(route, part)),
        _ => CompileService(route, to),
    });

    private Node Once(Dictionary<ServiceRef, Node> made, ServiceRef to, Func<Service, Node> make)
    {
        if (!made.TryGetValue(to, out var node))
        {
            made[to] = node = make(plan.Services[to.Service]);
        }

        return node;
    }

    private IEnumerable<EndpointAddress> EndpointsOf(ServiceRef to) =>
        plan.Services[to.Service] is EndpointsService service ? service.Endpoints.Where(endpoint => to.Port is null || endpoint.PortName == to.Port) : [];

    private static SplitNode Split(ImmutableArray<WeightedRef> to, Func<ServiceRef, Node> compile) =>
        new([.. to.Where(part => part.Weight > 0).Select(part => (compile(part.Service), part.Weight))]);

    // Mirrors around the first service stand around the whole: their copies are made whoever answers.
    private Node Failover(Route route, FailoverService service, Func<ServiceRef, Node> compile)
    {
        var around = new Stack<MirrorBranch[]>();
        var first = compile(service.Primary);
        while (first is MirroringNode mirroring)
        {
            around.Push(mirroring.Mirrors);
            first = mirroring.Next;
        }

        Node node = new FailoverLeaf(service, first, compile(service.Fallback), meters.Failover(route.Name, service.Name), log.Failovers);
        while (around.TryPop(out var mirrors))
        {
            node = new MirroringNode(mirrors, node);
        }

        return node;
    }

    private ForwardLeaf Forward(Route route, EndpointsService service, string? port) => new(
        upstreams.Open(service, port),
        LegTemplate.Compile(route.Rewrite, copy: null, service.Host, new LegChanges(PathChanges.Compile(route.Rewrite, route.Rule, "", [], _expressions))),
        new ForwardLimits(service.Timeouts.Connect, route.Timeout ?? service.Timeouts.Request, service.Timeouts.Idle, route.MaxBodyBytes),
        meters.Primary(route.Name, service.Name),
        log);

    private MirrorBranch[] Branches(Route route, ImmutableArray<Mirror> all, MirrorSeat seat) =>
        [.. all.Where(mirror => mirror.Role == MirrorRole.Candidate).Select(mirror => Branch(route, mirror, seat, all, candidate: null))];

    private MirrorBranch Branch(Route route, Mirror mirror, MirrorSeat seat, ImmutableArray<Mirror> all, Mirror? candidate)
    {
        var branches = plan.Services[mirror.Target.Service] is MirroringService mirroring
            ? Branches(route, mirroring.Mirrors, new MirrorSeat(route.Name, $"{seat.Node}/{mirror.Name}/{mirroring.Name}", Owner(mirroring), IsNested: true))
            : [];
        var baselines = all.Where(other => other.Role == MirrorRole.Baseline && ReferenceEquals(SamplingCheck.CandidateOf(other, all), mirror));
        var target = materials.Usable(MirrorTarget.Of(plan, mirror.Target));
        return new MirrorBranch(
            mirrors.Compile(seat, mirror, target, CopyTemplate.Compile(route.Rewrite, route.Rule, mirror, target, _expressions), candidate, materials, _expressions),
            branches,
            [.. baselines.Select(baseline => Branch(route, baseline, seat, all, candidate: mirror))]);
    }

    private static string Owner(MirroringService service) => $"services/{service.Name}";

    private static OwnAnswer Direct(DirectAction action) => OwnAnswer.Create(
        action.Status,
        Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(action.Status),
        action.Fields.Select(field => (field.Name, field.Value)),
        Encoding.UTF8.GetBytes(action.Body));
}
