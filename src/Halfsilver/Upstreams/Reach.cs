using System.Net.Security;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>How an endpoint is spoken to.</summary>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Tls">How to shake hands; null for none.</param>
/// <param name="Idle">How long a connection without a request is kept below, where streams share one.</param>
internal sealed record Reach(UpstreamProtocol Protocol, SslClientAuthenticationOptions? Tls, TimeSpan Idle)
{
    /// <summary>HTTP/1.1 in the clear.</summary>
    public static Reach Plain { get; } = new(UpstreamProtocol.Http1, Tls: null, TimeSpan.FromSeconds(60));

    /// <summary>What its connections take descriptors for.</summary>
    public DescriptorUse Use { get; init; } = DescriptorUse.Primaries;

    /// <summary>How one address of a service is spoken to.</summary>
    public static Reach Of(EndpointsService service, EndpointAddress address, TlsMaterials materials)
    {
        var protocol = address.OwnProtocol ?? service.Protocol;
        var tls = address.Tls ? materials.Of(address.OwnTls ?? service.Tls).Options(address.Host, protocol) : null;
        return new Reach(protocol, tls, service.Timeouts.Idle);
    }
}
