using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>Compiles a fan-out of a checked plan.</summary>
internal static class FanOutCompiler
{
    /// <param name="service">The record.</param>
    /// <param name="route">The route, whose template has the parameters of the paths.</param>
    /// <param name="nodeOf">Compiles the service that a call names.</param>
    /// <param name="endpointsOf">The endpoints of such a service.</param>
    /// <param name="log">Told which calls are left out.</param>
    public static FanOutLeaf Compile(FanOutService service, Route route, Func<ServiceRef, Node> nodeOf, Func<ServiceRef, IEnumerable<EndpointAddress>> endpointsOf, PrimaryLog log)
    {
        var reads = service.Output != FanOutOutput.Raw;
        return new FanOutLeaf(
            service,
            new FanOutLimits(route.Timeout ?? service.Timeout, Math.Min(service.MaxBufferedBody, route.MaxBodyBytes ?? long.MaxValue)),
            [.. service.Calls.Select(call => new CompiledCall(
                call,
                new CallHead(call, TargetOf(service, call, route.Rule), reads),
                nodeOf(call.Service),
                new OwnRedirects(call.Redirects, endpointsOf(call.Service)),
                new AnswerShape(call),
                service.MaxAnswerBytes))],
            log);
    }

    private static TargetTemplate? TargetOf(FanOutService service, FanOutCall call, Rule rule)
    {
        var problems = new List<Problem>();
        var earlier = service.Sequential ? service.Calls.TakeWhile(other => !ReferenceEquals(other, call)).Select(other => other.Name).ToArray() : [];
        var target = call.Path is { } path
            ? TargetTemplate.Compile(path, rule, $"services[{service.Name}].fanOut.calls[{call.Name}].path", problems, earlier)
            : null;
        return problems.Count == 0 ? target : throw new PlanRefusedException([.. problems]);
    }
}

/// <summary>What a route and its fan-out allow one request.</summary>
/// <param name="Time">For all calls together.</param>
/// <param name="BodyBytes">Of the request.</param>
internal sealed record FanOutLimits(TimeSpan Time, long BodyBytes);
