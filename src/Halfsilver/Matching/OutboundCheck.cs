using System.Net;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>What the plan alone says about addresses that are dialled; names are looked up later, and judged then.</summary>
internal static class OutboundCheck
{
    public static IEnumerable<Problem> Check(Plan plan)
    {
        foreach (var problem in PlanRules.NotNetworks(plan.Outbound.Allow, "outbound.allow").Concat(PlanRules.NotNetworks(plan.Outbound.Deny, "outbound.deny")))
        {
            yield return problem;
        }

        var rules = OutboundRules.Of(plan.Outbound);
        foreach (var service in plan.Services.Values.OfType<EndpointsService>().OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            var endpoints = service.Endpoints.IsDefault ? [] : service.Endpoints;
            for (var i = 0; i < endpoints.Length; i++)
            {
                if (Literal(plan, endpoints[i]) is { } address && !rules.Allows(address))
                {
                    yield return new Problem(
                        $"services[{service.Name}].endpoints[{i}].host",
                        $"address is none that this gateway dials ({FieldSyntax.Shown(endpoints[i].Host)}, {address}); another, or its network in outbound.allow")
                    {
                        Code = ProblemCodes.ForbiddenAddress,
                    };
                }
            }
        }
    }

    // As it will be dialled: a pin counts, not what it stands for.
    private static IPAddress? Literal(Plan plan, EndpointAddress endpoint)
    {
        var host = endpoint.Host;
        if (plan.Resolve.TryGetValue($"{host}:{endpoint.Port}", out var pinned))
        {
            host = IPAddress.TryParse(pinned, out _) ? pinned : IPEndPoint.TryParse(pinned, out var whole) ? whole.Address.ToString() : "";
        }

        return IPAddress.TryParse(host, out var address) ? address : null;
    }
}
