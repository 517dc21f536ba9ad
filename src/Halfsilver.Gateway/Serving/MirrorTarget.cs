using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving;

/// <summary>
/// The endpoints behind a mirror's target, whatever the graph looks like: a weighted target becomes one set with the weights
/// multiplied out, a mirroring one stands for its primary (its own mirrors copy the copies), and a
/// failover for the service that answers first: copies have no second try.
/// </summary>
internal static class MirrorTarget
{
    // What the weights of several services' endpoints add up to, about.
    private const double Scale = 100_000;

    public static EndpointsService Of(Plan plan, ServiceRef target)
    {
        // Each service is looked at once, after all that lead to it, however many ways there are through the graph.
        var order = new List<ServiceRef>();
        Visit(plan, target, [], order);
        var shares = new Dictionary<ServiceRef, double> { [target] = 1 };
        foreach (var reference in Enumerable.Reverse(order))
        {
            foreach (var (next, part) in Next(plan, reference))
            {
                shares[next] = shares.GetValueOrDefault(next) + shares[reference] * part;
            }
        }

        var ends = order.Where(reference => plan.Services[reference.Service] is EndpointsService).ToArray();
        return (EndpointsService)plan.Services[ends[0].Service] with
        {
            Name = target.Service,
            Endpoints = [.. ends.SelectMany(end => EndpointsOf((EndpointsService)plan.Services[end.Service], end.Port, ends.Length > 1 ? shares[end] : null))],
        };
    }

    private static void Visit(Plan plan, ServiceRef reference, HashSet<ServiceRef> seen, List<ServiceRef> order)
    {
        if (!seen.Add(reference))
        {
            return;
        }

        foreach (var (next, _) in Next(plan, reference))
        {
            Visit(plan, next, seen, order);
        }

        order.Add(reference);
    }

    private static IEnumerable<(ServiceRef Service, double Part)> Next(Plan plan, ServiceRef reference)
    {
        switch (plan.Services[reference.Service])
        {
            case EndpointsService:
                return [];
            case FailoverService failover:
                return [(failover.Primary, 1)];
            case MirroringService mirroring:
                return [(mirroring.Primary, 1)];
            case WeightedService weighted:
                var total = weighted.To.Sum(part => (double)part.Weight);
                return weighted.To.Where(part => part.Weight > 0).Select(part => (part.Service, part.Weight / total));
            case var other:
                throw new InvalidOperationException($"Service {other.Name} is of an unknown kind.");
        }
    }

    // Beside addresses of other services, each keeps what its own service says of it; alone, it keeps its weight too.
    private static IEnumerable<EndpointAddress> EndpointsOf(EndpointsService service, string? port, double? share)
    {
        var endpoints = service.Endpoints.Where(address => port is null || string.Equals(address.PortName, port, StringComparison.Ordinal)).ToArray();
        var sum = Math.Max(1, endpoints.Sum(address => (double)address.Weight));
        return endpoints.Select(address => address with
        {
            Weight = share is null || address.Weight == 0 ? address.Weight : Math.Max(1, (int)Math.Round(Scale * share.Value * address.Weight / sum)),
            OwnProtocol = address.OwnProtocol ?? service.Protocol,
            OwnTls = address.OwnTls ?? service.Tls,
            OwnHealthCheck = address.OwnHealthCheck ?? service.HealthCheck,
        });
    }
}
