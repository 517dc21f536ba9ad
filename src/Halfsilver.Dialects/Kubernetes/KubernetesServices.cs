using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kubernetes;

/// <summary>
/// Where the requests of a Service go: to the endpoints that documents beside it name; without any, to <c>name.namespace.svc</c>, which a
/// cluster's DNS knows.
/// </summary>
internal sealed class KubernetesServices
{
    private readonly Dictionary<(string Namespace, string Name), MapItem> _services = [];
    private readonly Dictionary<(string Namespace, string Name), List<Slice>> _slices = [];

    /// <summary>Reads the Services, slices and Endpoints among objects; the others are left to whoever knows them.</summary>
    public KubernetesServices(IEnumerable<KubernetesObject> objects, ReadingScope scope)
    {
        foreach (var one in objects)
        {
            if (one.Is("", "Service") && KubernetesKeys.Service.Read(one.Root, one.Path, scope) is MapItem service)
            {
                _services[(one.Namespace, one.Name)] = service;
            }
            else if (one.Is("discovery.k8s.io", "EndpointSlice") && KubernetesKeys.EndpointSlice.Read(one.Root, one.Path, scope) is MapItem slice)
            {
                if (slice.Map("metadata")?.Map("labels")?.Text(KubernetesKeys.ServiceName) is { } owner)
                {
                    Learn(one.Namespace, owner, Slice.Of(slice));
                }
                else
                {
                    scope.Ignore(one.Root.Place, one.Path, $"names no Service by the label {KubernetesKeys.ServiceName}");
                }
            }
            else if (one.Is("", "Endpoints") && KubernetesKeys.Endpoints.Read(one.Root, one.Path, scope) is MapItem endpoints)
            {
                foreach (var subset in endpoints.List("subsets").OfType<MapItem>())
                {
                    Learn(one.Namespace, one.Name, Slice.OfSubset(subset));
                }
            }
        }
    }

    /// <summary>Whether objects of a kind are read here.</summary>
    public static bool Reads(KubernetesObject one) => one.Is("", "Service") || one.Is("discovery.k8s.io", "EndpointSlice") || one.Is("", "Endpoints");

    /// <summary>Whether no Service stands in the documents.</summary>
    public bool IsEmpty => _services.Count == 0;

    /// <summary>Whether a Service stands in the documents.</summary>
    public bool Stands(string space, string name) => _services.ContainsKey((space, name));

    /// <summary>Where a port of a Service leads.</summary>
    /// <param name="space">The Service's namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="port">The port's name or number; null for the only one.</param>
    public KubernetesBackend Find(string space, string name, string? port)
    {
        var number = port is null ? (int?)null : Number(port);
        if (!_services.TryGetValue((space, name), out var service))
        {
            return number is { } known
                ? new KubernetesBackend { Endpoints = [new EndpointAddress { Host = $"{name}.{space}.svc", Port = known }], Port = known, IsByName = true }
                : Unknown(port is null
                    ? $"no Service \"{space}/{name}\" stands in the files, and no port is named"
                    : $"no Service \"{space}/{name}\" stands in the files, so the number of its port \"{port}\" is not known");
        }

        var spec = service.Map("spec");
        var ports = (spec?.List("ports") ?? []).OfType<MapItem>().Where(entry => entry.Value("protocol", "TCP") == "TCP").ToList();
        if (spec?.Text("type") == "ExternalName")
        {
            return External(spec, ports, space, name, port, number);
        }

        var found = port is null
            ? ports.Count == 1 ? ports[0] : null
            : ports.FirstOrDefault(entry => entry.Text("name") == port) ?? ports.FirstOrDefault(entry => number is { } wanted && PortOf(entry) == wanted);
        if (found is null)
        {
            var there = string.Join(", ", ports.Select(entry => entry.Text("name") is { } named ? $"{named} ({PortOf(entry)})" : $"{PortOf(entry)}"));
            return Unknown(port is null
                ? $"the Service \"{space}/{name}\" has {ports.Count} ports{(ports.Count > 0 ? $"; name one of {there}" : "")}"
                : $"the Service \"{space}/{name}\" has no port {port}{(ports.Count > 0 ? $"; it has {there}" : "")}");
        }

        return Inside(space, name, spec, found);
    }

    /// <summary>Where the first port of a Service leads, however many it has; null where no such Service stands in the documents.</summary>
    public KubernetesBackend? First(string space, string name)
    {
        if (!_services.TryGetValue((space, name), out var service))
        {
            return null;
        }

        var first = (service.Map("spec")?.List("ports") ?? []).OfType<MapItem>().FirstOrDefault(entry => entry.Value("protocol", "TCP") == "TCP");
        return first is null ? Unknown($"the Service \"{space}/{name}\" has no ports") : Find(space, name, first.Text("name") ?? $"{PortOf(first)}");
    }

    private KubernetesBackend Inside(string space, string name, MapItem? spec, MapItem port)
    {
        var backend = new KubernetesBackend { Port = PortOf(port), PortName = port.Text("name"), AppProtocol = port.Text("appProtocol"), Endpoints = [] };
        if (_slices.TryGetValue((space, name), out var slices))
        {
            var addresses = from slice in slices
                            let to = slice.PortNamed(port.Text("name"))
                            where to is not null
                            from host in slice.Hosts
                            select new EndpointAddress { Host = host, Port = to.Value };
            return backend with { Endpoints = [.. addresses.Distinct().OrderBy(address => address.Host, StringComparer.Ordinal).ThenBy(address => address.Port)] };
        }

        // Without an address of its own the name leads to the endpoints themselves, whose port is the target.
        var target = spec?.Text("clusterIP") == "None" && port.Text("targetPort") is { } inner && Number(inner) is { } direct ? direct : backend.Port;
        return backend with { Endpoints = [new EndpointAddress { Host = $"{name}.{space}.svc", Port = target }], IsByName = true };
    }

    private static KubernetesBackend External(MapItem spec, List<MapItem> ports, string space, string name, string? port, int? number)
    {
        if (spec.Text("externalName") is not { } host)
        {
            return Unknown($"the Service \"{space}/{name}\" is an ExternalName without a name");
        }

        var found = ports.FirstOrDefault(entry => entry.Text("name") == port && port is not null) ?? (port is null && ports.Count == 1 ? ports[0] : null);
        var to = number ?? (found is null ? null : PortOf(found));
        return to is { } known
            ? new KubernetesBackend { Endpoints = [new EndpointAddress { Host = host, Port = known }], Port = known, PortName = found?.Text("name"), IsByName = true, IsExternal = true }
            : Unknown($"the Service \"{space}/{name}\" is an ExternalName, and no port is named");
    }

    private void Learn(string space, string name, Slice slice)
    {
        if (!_slices.TryGetValue((space, name), out var slices))
        {
            _slices[(space, name)] = slices = [];
        }

        slices.Add(slice);
    }

    private static KubernetesBackend Unknown(string problem) => new() { Endpoints = [], Problem = problem };

    private static int PortOf(MapItem port) => (int)port.Value<long>("port", 0);

    private static int? Number(string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65_535 ? number : null;

    /// <summary>Some endpoints of a Service.</summary>
    private sealed record Slice(ImmutableArray<string> Hosts, ImmutableArray<(string? Name, int Port)> Ports)
    {
        public static Slice Of(MapItem slice) => new(
            [.. slice.List("endpoints").OfType<MapItem>().Where(Serves).Select(endpoint => endpoint.List("addresses").OfType<ValueItem>().FirstOrDefault()?.Value as string).OfType<string>()],
            PortsOf(slice));

        public static Slice OfSubset(MapItem subset) => new(
            [.. subset.List("addresses").OfType<MapItem>().Select(address => address.Text("ip")).OfType<string>()], PortsOf(subset));

        // A port without a name is the only one.
        public int? PortNamed(string? name)
        {
            foreach (var port in Ports)
            {
                if (string.Equals(port.Name ?? "", name ?? "", StringComparison.Ordinal))
                {
                    return port.Port;
                }
            }

            return Ports.Length == 1 && (Ports[0].Name is null || name is null) ? Ports[0].Port : null;
        }

        private static bool Serves(MapItem endpoint)
        {
            var conditions = endpoint.Map("conditions");
            return conditions is null || conditions.Value("serving", conditions.Value("ready", true));
        }

        private static ImmutableArray<(string?, int)> PortsOf(MapItem group) =>
            [.. group.List("ports").OfType<MapItem>().Where(port => PortOf(port) > 0).Select(port => (port.Text("name"), PortOf(port)))];
    }
}

/// <summary>Where a port of a Service leads.</summary>
internal sealed record KubernetesBackend
{
    /// <summary>The addresses; none where a Service has no endpoint that takes requests.</summary>
    public required ImmutableArray<EndpointAddress> Endpoints { get; init; }

    /// <summary>The Service's port; 0 where it is not known.</summary>
    public int Port { get; init; }

    /// <summary>The port's name, or null.</summary>
    public string? PortName { get; init; }

    /// <summary>What the Service says is spoken there, or null.</summary>
    public string? AppProtocol { get; init; }

    /// <summary>Whether the address is a name for DNS rather than an endpoint of the documents.</summary>
    public bool IsByName { get; init; }

    /// <summary>Whether the Service stands for a name outside the cluster.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Why it leads nowhere, as a sentence; null where it leads somewhere.</summary>
    public string? Problem { get; init; }
}
