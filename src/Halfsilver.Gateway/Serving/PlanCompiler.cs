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
    /// <summary>Every route's compiled form, for the tables of the entry points.</summary>
    public ImmutableArray<(Route Route, CompiledRule Rule, CompiledRoute Value)> Compile()
    {
        var problems = new List<Problem>();
        var compiled = plan.Routes
            .Select(route => (route, RuleCompiler.Compile(route.Rule, $"routes[{route.Name}].match", problems), CompileRoute(route)))
            .ToImmutableArray();
        return problems.Count == 0 ? compiled : throw new PlanRefusedException([.. problems]);
    }

    private CompiledRoute CompileRoute(Route route)
    {
        var node = route.Action switch
        {
            ForwardAction forward => CompileService(route, forward.To, $"{route.Name}"),
            SplitAction split => Split(route, split.To, $"{route.Name}"),
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

    private Node CompileService(Route route, ServiceRef to, string path)
    {
        switch (plan.Services[to.Service])
        {
            case EndpointsService endpoints:
                return Forward(route, endpoints, to.Port);
            case WeightedService weighted:
                return Split(route, weighted.To, $"{path}/{weighted.Name}");
            case MirroringService mirroring:
                return new MirroringNode(
                    Branches(route, mirroring.Mirrors, new MirrorSeat(route.Name, mirroring.Name, Owner(mirroring))),
                    CompileService(route, mirroring.Primary, $"{path}/{mirroring.Name}"));
            case FailoverService failover:
                return Failover(route, failover, part => CompileService(route, part, $"{path}/{failover.Name}"));
            case FanOutService fanOut:
                return FanOutCompiler.Compile(fanOut, route, call => CompileCall(route, call, path), EndpointsOf, log);
            default:
                throw new InvalidOperationException($"Service {to.Service} is of an unknown kind.");
        }
    }

    // A call's head is made anew, so that the route changes nothing in it; its Host is the service's unless that says otherwise.
    private Node CompileCall(Route route, ServiceRef to, string path) => plan.Services[to.Service] switch
    {
        EndpointsService endpoints => new ForwardLeaf(
            upstreams.Open(endpoints, to.Port),
            LegTemplate.Compile(Rewrite.None, copy: null, endpoints.Host.Kind == HostKind.Preserve ? HostRewrite.Service : endpoints.Host),
            new ForwardLimits(endpoints.Timeouts.Connect, endpoints.Timeouts.Request, endpoints.Timeouts.Idle, MaxBodyBytes: null),
            meters.Primary(route.Name, endpoints.Name),
            log),
        WeightedService weighted => Split(weighted.To, part => CompileCall(route, part, path)),
        FailoverService failover => Failover(route, failover, part => CompileCall(route, part, path)),
        _ => CompileService(route, to, path),
    };

    private IEnumerable<EndpointAddress> EndpointsOf(ServiceRef to) =>
        plan.Services[to.Service] is EndpointsService service ? service.Endpoints.Where(endpoint => to.Port is null || endpoint.PortName == to.Port) : [];

    private static SplitNode Split(ImmutableArray<WeightedRef> to, Func<ServiceRef, Node> compile) =>
        new([.. to.Where(part => part.Weight > 0).Select(part => (compile(part.Service), part.Weight))]);

    private SplitNode Split(Route route, ImmutableArray<WeightedRef> to, string path) => Split(to, part => CompileService(route, part, path));

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
        LegTemplate.Compile(route.Rewrite, copy: null, service.Host, new LegChanges(PathChanges.Compile(route.Rewrite, route.Rule, "", []))),
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
        var target = MirrorTarget.Of(plan, mirror.Target);
        return new MirrorBranch(
            mirrors.Compile(seat, mirror, target, CopyTemplate.Compile(route.Rewrite, route.Rule, mirror, target), candidate, materials),
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
