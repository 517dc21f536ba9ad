using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Binds plugins that copy. What is wrong with a mirror leaves it out; its route is served.</summary>
internal sealed class MirrorBinder(PlanNames names, PlanPlaces places, ReadingScope scope)
{
    private readonly Dictionary<(string Host, int Port, bool Tls, UpstreamProtocol Spoken), EndpointsService> _services = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public IEnumerable<EndpointsService> Services => _services.Values;

    /// <summary>The mirror of a <c>traffic-mirror</c> plugin; null after saying what is wrong. Calls of gRPC without TLS are copied as such.</summary>
    public Mirror? Traffic(MapItem plugin, MapItem config, UpstreamProtocol spoken)
    {
        var (host, port) = (Scalars.First(config, "mirrorHost", "mirror_host"), Scalars.First(config, "mirrorPort", "mirror_port"));
        if (host is null || port is null)
        {
            return LeaveOut(plugin, $"\"{(host is null ? "mirrorHost" : "mirrorPort")}\" is missing");
        }

        var name = Scalars.Text(host) ?? "";
        name = name is ['[', .., ']'] ? name[1..^1] : name;
        if (!Addresses.IsHost(name))
        {
            return LeaveOut(host, $"\"{name}\" is not a host; a name or an IP address, without scheme and port");
        }

        if (Scalars.Number(port) is not (>= 1 and <= 65_535 and { Scale: 0 } number))
        {
            return LeaveOut(port, $"\"{Scalars.Text(port)}\" is not a port; 1 to 65535");
        }

        var percentage = Scalars.First(config, "percentage");
        if ((percentage is null ? Share.All : Scalars.Number(percentage) is { } percent ? Share.FromPercent(percent) : null) is not { } share)
        {
            return LeaveOut(percentage!, $"\"{Scalars.Text(percentage)}\" is not a percentage; 0 to 100");
        }

        if (Flag(config, false, "synchronous") is not { } waits || Flag(config, true, "logResponses", "log_responses") is not { } logs)
        {
            return null;
        }

        var mirror = Common(Service(name, (int)number, false, spoken == UpstreamProtocol.H2c ? spoken : UpstreamProtocol.Http1, host), plugin);
        return mirror with { Share = share, Timing = waits ? CopyTiming.Await : CopyTiming.Concurrent, LogResponses = logs };
    }

    /// <summary>The mirrors of an <c>http-mirror</c> plugin, without those that something is wrong with.</summary>
    public IEnumerable<Mirror> Http(MapItem plugin, MapItem config)
    {
        if (Scalars.First(config, "mirror_endpoints") is not { } endpoints)
        {
            LeaveOut(plugin, "\"mirror_endpoints\" is missing");
            yield break;
        }

        if (Flag(config, false, "mirror_request_body") is not { } body)
        {
            yield break;
        }

        if (endpoints.Value is not ListNode { Items: { IsEmpty: false } items })
        {
            LeaveOut(endpoints, "is not a list of URLs");
            yield break;
        }

        for (var i = 0; i < items.Length; i++)
        {
            var at = new ValueItem($"{endpoints.Path}[{i}]", items[i].Place, items[i]);
            if (Endpoint(plugin, at) is { } mirror)
            {
                yield return mirror with { CopyBody = body };
            }
        }
    }

    private Mirror? Endpoint(MapItem plugin, ValueItem at)
    {
        var text = Scalars.Text(at) ?? "";
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : text.IndexOf('/', scheme + 3);
        var parsed = Addresses.Endpoint(slash < 0 ? text : text[..slash]);
        var path = slash < 0 ? "" : text[slash..].TrimEnd('/');
        if (parsed.Value is not EndpointAddress address)
        {
            return LeaveOut(at, $"\"{text}\" {parsed.Wrong}");
        }

        if (path.Any(c => c is <= ' ' or >= (char)0x7F or '?' or '#'))
        {
            return LeaveOut(at, $"\"{text}\" has more than a path behind its host");
        }

        var mirror = Common(Service(address.Host, address.Port, address.Tls, UpstreamProtocol.Http1, at), plugin);
        var rewrite = new Rewrite { Host = HostRewrite.Preserve, AddPrefix = path.Length > 0 ? path : null };
        return mirror with { Changes = mirror.Changes with { Rewrite = rewrite } };
    }

    private static Mirror Common(EndpointsService service, MapItem plugin) => MirrorMaker.Make(
        plugin.Text("instance_name") is { Length: > 0 and <= 100 } own && !own.Any(char.IsControl) ? own : service.Name, new ServiceRef(service.Name), Share.All);

    private EndpointsService Service(string host, int port, bool tls, UpstreamProtocol spoken, Item at)
    {
        if (!_services.TryGetValue((host, port, tls, spoken), out var service))
        {
            service = new EndpointsService
            {
                Name = names.Make(port == (tls ? 443 : 80) ? host : $"{host}-{port}"),
                Endpoints = [new EndpointAddress { Host = host, Port = port, Tls = tls }],
                Host = HostRewrite.Service,
                Tls = tls ? new UpstreamTls { InsecureSkipVerify = true } : null,
                Protocol = spoken,
            };
            places.Remember($"services[{service.Name}]", at);
            _services[(host, port, tls, spoken)] = service;
        }

        return service;
    }

    private bool? Flag(MapItem config, bool usual, params string[] keys)
    {
        if (Scalars.First(config, keys) is not { } item)
        {
            return usual;
        }

        if (Scalars.Bool(item) is not { } flag)
        {
            LeaveOut(item, $"\"{Scalars.Text(item)}\" is neither true nor false");
            return null;
        }

        return flag;
    }

    // A plugin of everything is bound for each route, and told once.
    private Mirror? LeaveOut(Item at, string why)
    {
        if (_told.Add($"{at.Place.File} {at.Path}"))
        {
            scope.Approximate(at.Place, at.Path, $"{why}; this mirror is left out");
        }

        return null;
    }
}
