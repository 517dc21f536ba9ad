using Halfsilver.Planning;
using Halfsilver.Upstreams;

namespace Halfsilver.Sending;

/// <summary>Whether two plans mean the same target: same service, port and addresses, whatever else changed.</summary>
internal static class TargetIdentity
{
    public static string Of(EndpointsService service, string? port, TlsMaterials materials)
    {
        var addresses = service.Endpoints
            .Where(address => port is null || string.Equals(address.PortName, port, StringComparison.Ordinal))
            .Select(address => $"{address.Host}:{address.Port}*{address.Weight}{(address.Tls ? "s" : "")}{address.OwnProtocol ?? service.Protocol}");
        return $"{service.Name}/{port}/{service.Balancing}/{service.Timeouts.Idle.Ticks}/{string.Join(',', addresses)}/{materials.FingerprintOf(service)}";
    }
}
