using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Binds services: where they are, and what is put before their paths.</summary>
internal sealed class ServiceBinder(Entities entities, PlanNames names, PlanPlaces places, ReadingScope scope)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Dictionary<ServiceSource, (EndpointsService? Service, string Path)> _bound = [];
    private bool _saidUnchecked;

    public IEnumerable<EndpointsService> Services => _bound.Values.Select(bound => bound.Service).OfType<EndpointsService>();

    /// <summary>The service and its path; null where it cannot be served, after saying why.</summary>
    public (EndpointsService Service, string Path)? Bind(ServiceSource source)
    {
        if (!_bound.TryGetValue(source, out var bound))
        {
            _bound[source] = bound = Make(source);
        }

        return bound.Service is null ? null : (bound.Service, bound.Path);
    }

    private (EndpointsService? Service, string Path) Make(ServiceSource source)
    {
        var item = source.Item;
        var target = Target(item);
        if (target is null)
        {
            return (null, "");
        }

        var (protocol, host, port, path) = target.Value;
        if (protocol is not ("http" or "https" or "grpc" or "grpcs" or "ws" or "wss"))
        {
            scope.Ignore(item.Place, item.Path, $"speaks no HTTP ({protocol}); its routes are not served");
            return (null, "");
        }

        var secure = protocol is "https" or "grpcs" or "wss";
        var name = names.Make(item.Text("name") ?? host);
        places.Remember($"services[{name}]", item);
        var template = entities.Upstreams.Find(host) ?? new EndpointsService
        {
            Name = "",
            Endpoints = [new EndpointAddress { Host = host is ['[', .., ']'] ? host[1..^1] : host, Port = port }],
            Host = HostRewrite.Service,
        };
        var service = template with
        {
            Name = name,
            Endpoints = [.. template.Endpoints.Select(endpoint => endpoint with { Tls = secure })],
            Protocol = protocol switch { "grpc" => UpstreamProtocol.H2c, "grpcs" => UpstreamProtocol.Http2, _ => UpstreamProtocol.Http1 },
            Tls = secure ? Tls(item) : null,
            Timeouts = new ServiceTimeouts { Connect = Time(item, "connect_timeout"), Request = Time(item, "read_timeout") },
        };
        return (service, path);
    }

    private (string Protocol, string Host, int Port, string Path)? Target(MapItem item)
    {
        var protocol = item.Text("protocol") ?? "http";
        var (host, port, path) = (item.Text("host") ?? "", (int)item.Value<long>("port", Usual(protocol)), item.Text("path") ?? "");
        var at = item.Entries.GetValueOrDefault("host") ?? item;
        if (item.Entries.GetValueOrDefault("url") is ValueItem url)
        {
            at = url;
            if (!Uri.TryCreate((string)url.Value, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
            {
                scope.Reject(Codes.BadValue, url.Place, url.Path, $"\"{url.Value}\" is not a URL; protocol://host:port/path");
                return null;
            }

            (protocol, host) = (parsed.Scheme, parsed.Host);
            port = parsed.Port > 0 ? parsed.Port : Usual(protocol);

            // A URL without a path leaves the one beside it.
            path = parsed.AbsolutePath == "/" && !((string)url.Value).EndsWith('/') ? path : parsed.AbsolutePath;
        }

        if (host.Length == 0 || !Addresses.IsHost(host is ['[', .., ']'] ? host[1..^1] : host))
        {
            scope.Reject(Codes.BadValue, at.Place, at.Path, host.Length == 0 ? "names no host; host, or url" : $"\"{host}\" is not a host; a name or an IP address");
            return null;
        }

        if (path.Length > 0 && (path[0] != '/' || path.Any(c => c is <= ' ' or >= (char)0x7F or '?' or '#')))
        {
            at = item.Entries.GetValueOrDefault("path") ?? at;
            scope.Reject(Codes.BadValue, at.Place, at.Path, $"\"{path}\" is not a path; begins with / and has no space, ? or #");
            return null;
        }

        return (protocol, host, port, path);
    }

    private UpstreamTls? Tls(MapItem item)
    {
        if (item.Value("tls_verify", false))
        {
            return null;
        }

        if (!_saidUnchecked)
        {
            _saidUnchecked = true;
            scope.Remark(item.Place, item.Path, "as in Kong, certificates of services are not checked unless tls_verify is true");
        }

        return new UpstreamTls { InsecureSkipVerify = true };
    }

    private static int Usual(string protocol) => protocol is "https" or "grpcs" or "wss" ? 443 : 80;

    private static TimeSpan Time(MapItem item, string key)
    {
        var time = TimeSpan.FromMilliseconds(item.Value<long>(key, 60_000));
        return time < Longest ? time : Longest;
    }
}
