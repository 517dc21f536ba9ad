using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>A service of the console, before routes name it.</summary>
internal sealed class ConsoleService
{
    private ConsoleService(MapItem item, string name) => (Item, Name) = (item, name);

    public MapItem Item { get; }

    public string Name { get; }

    public string Protocol { get; private init; } = "HTTP";

    /// <summary>The ports; one without a name is the only one.</summary>
    public ImmutableArray<Port> Ports { get; private init; } = [];

    /// <summary>Why it cannot be used, as a sentence; null where it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>What surprises about its addresses, as a sentence; null for nothing.</summary>
    public string? Remark { get; private init; }

    /// <summary>Its name in the plan.</summary>
    public ServiceRef Reference { get; set; }

    /// <summary>Its versions that have addresses of their own, by name.</summary>
    public Dictionary<string, ServiceRef> Versions { get; } = new(StringComparer.Ordinal);

    public bool IsUsed { get; set; }

    public static ConsoleService Of(MapItem item, string name)
    {
        var protocol = item.Text("agreementType") ?? "HTTP";
        var addresses = AddressesOf(item);
        var ports = item.List("ports").Select(port => Port.Of(port, protocol)).Concat(item.TryGet<long>("servicePort", out var only) ? [new Port((int)only, null, protocol)] : [])
            .DistinctBy(port => port.Number).ToImmutableArray();
        var announced = Announced(addresses);
        if (announced.Count > 0 && ports.Length > 1)
        {
            return new ConsoleService(item, name) { Protocol = protocol, Ports = ports, Problem = $"service \"{name}\" has {ports.Length} ports, and addresses with ports of their own; leave those out" };
        }

        var usual = protocol is "HTTPS" or "GRPCS" or "TLS" ? 443 : 80;
        string? remark = null;
        if (ports.IsEmpty)
        {
            ports = [new Port(announced.Count > 0 ? announced[0] : usual, null, protocol)];
            remark = announced.Count > 0 ? null : $"no port stands here: it is {usual}";
        }

        if (addresses.Count == 0)
        {
            var kubernetes = item.Text("sourceType") == "K8S";
            var host = kubernetes ? $"{name}.{(item.Text("namespace") is { Length: > 0 } space ? space : "default")}.svc" : name;
            if (!Addresses.IsHost(host))
            {
                return new ConsoleService(item, name) { Protocol = protocol, Ports = ports, Problem = $"service \"{name}\" has no addresses, and its name is none; write its addresses" };
            }

            addresses = [(host, null)];
            remark = $"no address stands here: requests go to {host}:{ports[0].Number}, which --resolve can pin";
        }

        return new ConsoleService(item, name) { Protocol = protocol, Ports = ports, Remark = remark, Addressed = addresses };
    }

    /// <summary>The service of the plan, all its ports in it.</summary>
    /// <param name="called">Its name there.</param>
    /// <param name="version">The addresses of one version; null for all.</param>
    public EndpointsService Build(string called, List<(string Host, int? Port)>? version = null)
    {
        var several = Ports.Length > 1;
        var usual = Upstreams.Usual.Speaking(several ? "HTTP" : Ports[0].Protocol);
        return usual with
        {
            Name = called,
            Routable = Ports.Any(port => Upstreams.IsHttp(port.Protocol)),
            Endpoints = Endpoints(version ?? Addressed, several),
        };
    }

    private ImmutableArray<EndpointAddress> Endpoints(List<(string Host, int? Port)> addresses, bool several)
    {
        var endpoints = ImmutableArray.CreateBuilder<EndpointAddress>(Ports.Length * addresses.Count);
        foreach (var port in Ports)
        {
            var own = Upstreams.Usual.Speaking(port.Protocol);
            foreach (var (host, number) in addresses)
            {
                endpoints.Add(new EndpointAddress
                {
                    Host = host,
                    Port = number ?? port.Number,
                    PortName = several ? port.Shown : null,
                    Tls = own.Tls is not null,
                    OwnTls = several ? own.Tls : null,
                    OwnProtocol = several && own.Protocol != UpstreamProtocol.Http1 ? own.Protocol : null,
                });
            }
        }

        return endpoints.MoveToImmutable();
    }

    /// <summary>Addresses of a service or of a version.</summary>
    public static List<(string Host, int? Port)> AddressesOf(MapItem item)
    {
        var values = item.Text("addresses") is null
            ? item.List("addresses").OfType<ValueItem>().Select(address => address.Value)
            : MseKinds.TextsOf(item, "addresses").Select(text => MseKinds.HostAndPort(text).Value);
        var addresses = new List<(string, int?)>();
        foreach (var value in values)
        {
            if (value is ValueTuple<string, int?> address)
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    // The ports that addresses have of their own, each once.
    private static List<int> Announced(List<(string Host, int? Port)> addresses)
    {
        var ports = new List<int>();
        foreach (var (_, port) in addresses)
        {
            if (port is { } number && !ports.Contains(number))
            {
                ports.Add(number);
            }
        }

        return ports;
    }

    private List<(string Host, int? Port)> Addressed { get; init; } = [];

    /// <summary>A port.</summary>
    internal sealed record Port(int Number, string? Name, string Protocol)
    {
        public string Shown => Name ?? Number.ToString(CultureInfo.InvariantCulture);

        public static Port Of(Item item, string protocol) => item is MapItem group
            ? new Port((int)group.Value<long>("port", 0), group.Text("name") is { Length: > 0 } name ? name : null, group.Text("protocol") ?? protocol)
            : new Port((int)(long)((ValueItem)item).Value, null, protocol);
    }
}
