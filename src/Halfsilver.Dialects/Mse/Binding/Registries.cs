using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Hosts that annotations name: Services by their DNS names, services of registries, and any other host.</summary>
internal sealed class Registries(BackendBook book, ReadingScope scope)
{
    private const string Cluster = ".svc.cluster.local";

    private readonly Dictionary<string, MapItem> _registries = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Makes a bridge's registries known.</summary>
    public void Define(MapItem spec)
    {
        foreach (var registry in spec.List("registries").OfType<MapItem>())
        {
            if (registry.Text("name") is { } name && registry.Text("type") is "static" or "dns")
            {
                _registries[$"{registry.Text("name")}.{registry.Text("type")}"] = registry;
            }
        }
    }

    /// <summary>The service that a host stands for, or null after saying why there is none.</summary>
    /// <param name="host">The host.</param>
    /// <param name="port">The port; null for the usual one.</param>
    /// <param name="usual">How it is asked.</param>
    /// <param name="at">Where it is named.</param>
    public ServiceRef? Find(string host, int? port, EndpointsService usual, Item at)
    {
        if (_registries.TryGetValue(host, out var registry))
        {
            return OfRegistry(host, registry, port, usual, at);
        }

        if (host.EndsWith(Cluster, StringComparison.Ordinal) && host[..^Cluster.Length].Split('.') is [var name, var space])
        {
            var backend = port is null ? book.Services.First(space, name) : book.Services.Find(space, name, port.Value.ToString(CultureInfo.InvariantCulture));
            if (backend?.Problem is { } problem)
            {
                scope.Approximate(at.Place, at.Path, $"{problem}: it takes no requests");
                return null;
            }

            if (backend is not null)
            {
                return book.Of(space, name, backend, usual, at);
            }
        }

        if (!Addresses.IsHost(host))
        {
            scope.Approximate(at.Place, at.Path, $"\"{host}\" is not a host: it takes no requests");
            return null;
        }

        var number = port ?? 80;
        if (IsElsewhere(host) && _told.Add(host))
        {
            scope.Remark(at.Place, at.Path, $"registries are not asked here: requests go to {host}:{number}, which --resolve can pin");
        }

        return book.Of($"{host}-{number}", [new EndpointAddress { Host = host, Port = number }], usual, at);
    }

    private static bool IsElsewhere(string host) =>
        host.Split('.')[^1].ToLowerInvariant() is "nacos" or "zookeeper" or "zk" or "consul" or "eureka" or "static" or "dns" or "mcp";

    private ServiceRef? OfRegistry(string host, MapItem registry, int? port, EndpointsService usual, Item at)
    {
        var isStatic = registry.Text("type") == "static";
        var own = (int)registry.Value<long>("port", 0);
        var addresses = (registry.Text("domain") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => MseKinds.HostAndPort(text).Value).OfType<(string Host, int? Port)>()
            .Select(address => new EndpointAddress { Host = address.Host, Port = address.Port ?? (isStatic || own == 0 ? port ?? 80 : own) }).ToImmutableArray();
        if (addresses.IsEmpty)
        {
            scope.Approximate(at.Place, at.Path, $"the registry \"{host}\" has no addresses: it takes no requests");
            return null;
        }

        var protocol = (registry.Text("protocol") ?? "http").ToUpperInvariant();
        return book.Of(host, addresses, usual.Tls is null && usual.Protocol == UpstreamProtocol.Http1 ? usual.Speaking(protocol, registry.Text("sni")) : usual, at);
    }
}
