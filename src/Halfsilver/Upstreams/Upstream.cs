using System.Collections.Immutable;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>A service's endpoints of one port, live. Survives a reload that leaves the service as it was.</summary>
internal sealed class Upstream
{
    private readonly Lock _gate = new();
    private readonly UpstreamWatch? _watch;
    private readonly Ejector? _ejector;
    private readonly Action _changed;
    private Balancer _balancer;
    private int _closed;

    /// <param name="service">The record.</param>
    /// <param name="port">Which of its ports; null for all.</param>
    /// <param name="resolver">Names to addresses.</param>
    /// <param name="materials">What the files of its TLS settings hold; null where it names none.</param>
    /// <param name="watch">Who knows which endpoints are well; null: all of them, always.</param>
    /// <param name="use">Whether it answers clients or takes copies.</param>
    public Upstream(
        EndpointsService service, string? port, Resolver resolver, TlsMaterials? materials = null, UpstreamWatch? watch = null,
        DescriptorUse use = DescriptorUse.Primaries)
    {
        materials ??= TlsMaterials.None;
        Service = service;
        TlsFingerprint = materials.FingerprintOf(service);
        Endpoints = [.. service.Endpoints
            .Where(address => port is null || string.Equals(address.PortName, port, StringComparison.Ordinal))
            .Select(address => new Endpoint(address, resolver, Reach.Of(service, address, materials) with { Use = use }))];
        _watch = watch;
        _changed = Rebalance;
        _balancer = Balancer.Create(service, Endpoints);
        if (watch is not null)
        {
            _ejector = service.Ejection is { } rule ? new Ejector(service, rule, watch.Wheel, watch.Log, _changed) : null;
            foreach (var endpoint in Endpoints.Where(endpoint => endpoint.Address.Weight > 0))
            {
                endpoint.Faults = _ejector?.Add(endpoint);
                endpoint.Check = CheckOf(endpoint) is { } check ? watch.Checks.Open(service, endpoint.Address, check, materials, _changed) : null;
            }

            Rebalance();
            watch.Gauges.Add(this);
        }
    }

    public EndpointsService Service { get; }

    /// <summary>What TLS settings and files it was built with.</summary>
    public string TlsFingerprint { get; }

    public ImmutableArray<Endpoint> Endpoints { get; }

    /// <summary>Chooses among the endpoints that are well now.</summary>
    public Balancer Balancer => Volatile.Read(ref _balancer);

    /// <summary>Whether there is an endpoint to choose.</summary>
    public bool HasEndpoint => !Balancer.IsEmpty;

    /// <summary>False when all endpoints have failed their checks; a service that is not checked is always well.</summary>
    public bool IsWell => HasEndpoint || !Endpoints.Any(endpoint => endpoint.Check is not null);

    /// <summary>Drops connections that ended while idle.</summary>
    public void Sweep()
    {
        foreach (var endpoint in Endpoints)
        {
            endpoint.Sweep();
        }
    }

    /// <summary>Closes kept connections, and looks after the endpoints no longer; the service left the plan.</summary>
    public void Close()
    {
        foreach (var endpoint in Endpoints)
        {
            endpoint.Close();
        }

        if (_watch is null || Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _watch.Gauges.Remove(this);
        _ejector?.Close();
        foreach (var endpoint in Endpoints)
        {
            if (endpoint.Check is { } check)
            {
                _watch.Checks.Close(check, _changed);
            }
        }
    }

    private HealthCheck? CheckOf(Endpoint endpoint) => endpoint.Address.OwnHealthCheck ?? Service.HealthCheck;

    // Those that are only left alone are better than none: a check may have taken the last of the others out.
    private void Rebalance()
    {
        lock (_gate)
        {
            var up = Endpoints.Where(endpoint => endpoint.Check is not { IsWell: false }).ToArray();
            var well = up.Where(endpoint => endpoint.IsWell).ToArray();
            Volatile.Write(ref _balancer, Balancer.Create(Service, well.Any(endpoint => endpoint.Address.Weight > 0) ? well : up));
        }
    }
}
