using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving;

/// <summary>
/// The endpoints behind a mirror's target, whatever the graph looks like: a weighted target becomes one set with the weights
/// multiplied out, a mirroring one stands for its primary (its own mirrors copy the copies).
/// </summary>
internal static class MirrorTarget
{
    // Weights are multiplied along the graph and brought back to this much, to stay far from overflow.
    private const long Scale = 100_000;

    public static EndpointsService Of(Plan plan, ServiceRef target) => plan.Services[target.Service] switch
    {
        EndpointsService endpoints => endpoints with { Endpoints = [.. PortOf(endpoints, target.Port).Select(address => Own(endpoints, address))] },
        MirroringService mirroring => Of(plan, mirroring.Primary) with { Name = mirroring.Name },
        WeightedService weighted => Flatten(plan, weighted),
        var other => throw new InvalidOperationException($"Service {other.Name} is of an unknown kind."),
    };

    // Beside addresses of other services, each keeps what its own service says of it.
    private static EndpointAddress Own(EndpointsService service, EndpointAddress address) =>
        address with { OwnProtocol = address.OwnProtocol ?? service.Protocol, OwnTls = address.OwnTls ?? service.Tls };

    private static ImmutableArray<EndpointAddress> PortOf(EndpointsService service, string? port) => port is null
        ? service.Endpoints
        : [.. service.Endpoints.Where(address => string.Equals(address.PortName, port, StringComparison.Ordinal))];

    private static EndpointsService Flatten(Plan plan, WeightedService weighted)
    {
        var parts = weighted.To.Where(part => part.Weight > 0).Select(part => (Service: Of(plan, part.Service), part.Weight)).ToArray();
        var total = parts.Sum(part => (long)part.Weight);
        var endpoints = parts.SelectMany(part =>
        {
            var sum = Math.Max(1, part.Service.Endpoints.Sum(address => (long)address.Weight));
            return part.Service.Endpoints.Select(address =>
                address with { Weight = address.Weight == 0 ? 0 : (int)Math.Max(1, Scale * part.Weight / total * address.Weight / sum) });
        });
        return parts[0].Service with { Name = weighted.Name, Endpoints = [.. endpoints] };
    }
}
