using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Upstreams;

/// <summary>A service's endpoints of one port, live. Survives a reload that leaves the service as it was.</summary>
internal sealed class Upstream
{
    public Upstream(EndpointsService service, string? port, Resolver resolver, TlsMaterials? materials = null)
    {
        materials ??= TlsMaterials.None;
        Service = service;
        TlsFingerprint = materials.FingerprintOf(service);
        Endpoints = [.. service.Endpoints
            .Where(address => port is null || string.Equals(address.PortName, port, StringComparison.Ordinal))
            .Select(address => new Endpoint(address, resolver, Reach.Of(service, address, materials)))];
        Balancer = Balancer.Create(service.Balancing, Endpoints);
    }

    public EndpointsService Service { get; }

    /// <summary>What TLS settings and files it was built with.</summary>
    public string TlsFingerprint { get; }

    public ImmutableArray<Endpoint> Endpoints { get; }

    public Balancer Balancer { get; }

    /// <summary>Drops connections that ended while idle.</summary>
    public void Sweep()
    {
        foreach (var endpoint in Endpoints)
        {
            endpoint.Sweep();
        }
    }

    /// <summary>Closes kept connections; the service left the plan.</summary>
    public void Close()
    {
        foreach (var endpoint in Endpoints)
        {
            endpoint.Close();
        }
    }
}
