using System.Collections.Immutable;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Mse;

/// <summary>A gateway in the list of gateways; one process is one.</summary>
internal sealed record MseGateway(string Name, string GatewayUniqueId, string Version, bool Ready, ImmutableArray<string> EntryPoints, int Routes, int Services)
{
    /// <summary>This one.</summary>
    public static MseGateway From(IGateway gateway) => new(
        gateway.Plan.Gateway, gateway.Plan.Gateway, Product.Version, gateway.Ready,
        [.. gateway.EntryPoints.Select(point => $"{point.Name} {point.Address}")], gateway.Plan.Routes.Length, gateway.Plan.Services.Count);
}

/// <summary>A service that is associated with the gateway.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Protocol">What it speaks: HTTP, HTTPS, HTTP2, or OTHER, which can be neither routed nor mirrored to.</param>
/// <param name="Ports">Its ports; with several, a mirror names one of them.</param>
/// <param name="Addresses">Its addresses.</param>
internal sealed record MseService(string Name, string Protocol, ImmutableArray<MsePort> Ports, ImmutableArray<string> Addresses)
{
    /// <summary>From the plan's.</summary>
    public static MseService From(Service service) => service is EndpointsService endpoints
        ? new MseService(service.Name, ProtocolOf(endpoints), MsePort.Of(service), [.. endpoints.Endpoints.Select(each => $"{each.Host}:{each.Port}")])
        : new MseService(service.Name, "HTTP", [], []);

    private static string ProtocolOf(EndpointsService service) => !service.Routable ? "OTHER"
        : service.Endpoints.Any(each => each.Tls) ? "HTTPS"
        : service.Protocol != UpstreamProtocol.Http1 ? "HTTP2" : "HTTP";
}

/// <summary>A route that is published.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Services">Who answers, with shares in percent where there are several.</param>
/// <param name="Policies">Its policies, by their names in paths.</param>
internal sealed record MseRoute(string Name, ImmutableArray<MseRouteService> Services, ImmutableArray<string> Policies)
{
    /// <summary>From the plan's.</summary>
    public static MseRoute From(Route route) => new(
        route.Name,
        route.Action switch
        {
            ForwardAction forward => [new MseRouteService(forward.To.Service, forward.To.Port, null)],
            SplitAction split => [.. split.To.Select(each => new MseRouteService(each.Service.Service, each.Service.Port, each.Weight))],
            _ => [],
        },
        MseMirrorPolicy.MirrorOf(route) is null ? [] : [MseMirrorPolicy.Name]);
}

/// <summary>A service of a route.</summary>
internal sealed record MseRouteService(string Name, string? Port, int? Percent);
