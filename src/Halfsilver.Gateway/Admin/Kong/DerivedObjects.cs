using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Objects for what a plan has from elsewhere, files or other interfaces, as well as Kong's words can say it.</summary>
/// <param name="plan">The plan.</param>
/// <param name="own">What these interfaces' own objects come to.</param>
/// <param name="ids">The id of an own service by its name; null where there is none.</param>
internal sealed class DerivedObjects(Plan plan, Plan own, Func<string, string?> ids)
{
    private readonly HashSet<string> _ownRoutes = own.Routes.Select(route => route.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>All of a kind.</summary>
    public IEnumerable<KongEntry> All(EntityKind kind) =>
        kind == EntityKind.Services ? Services() : kind == EntityKind.Routes ? Routes() : kind == EntityKind.Plugins ? Plugins() : [];

    /// <summary>An id that follows from names, and so is the same in every process.</summary>
    public static string IdOf(params string[] names)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString("D");
    }

    private IEnumerable<KongEntry> Services() => plan.Services.Values
        .Where(service => !own.Services.ContainsKey(service.Name) && !service.Name.StartsWith(DirectMirrors.OwnNames, StringComparison.Ordinal))
        .OrderBy(service => service.Name, StringComparer.Ordinal)
        .Select(service => new KongEntry(EntityKind.Services, Of(service)) { IsOwn = false });

    private IEnumerable<KongEntry> Routes() => plan.Routes.Where(route => !_ownRoutes.Contains(route.Name))
        .Select(route => new KongEntry(EntityKind.Routes, Of(route)) { IsOwn = false, Route = route });

    private IEnumerable<KongEntry> Plugins() =>
        from route in plan.Routes
        where !_ownRoutes.Contains(route.Name)
        from mirror in route.Mirrors
        let address = AddressOf(plan, mirror)
        where address is not null
        select new KongEntry(EntityKind.Plugins, Of(route, mirror, address)) { IsOwn = false, Route = route, Mirror = mirror };

    /// <summary>Where a mirror's copies go; null where that is no single service with an address.</summary>
    public static EndpointAddress? AddressOf(Plan plan, Mirror mirror) => plan.Services.GetValueOrDefault(mirror.Target.Service) is EndpointsService service
        ? service.Endpoints.FirstOrDefault(endpoint => mirror.Target.Port is not { } port || endpoint.PortName == port)
        : null;

    private static JsonObject Marked(string id, string key, string name) => new() { ["id"] = id, [key] = name, ["created_at"] = 0, ["updated_at"] = 0 };

    private static JsonObject Of(Service service)
    {
        var entity = Marked(IdOf("service", service.Name), "name", service.Name);
        var first = (service as EndpointsService)?.Endpoints.FirstOrDefault();
        var tls = first?.Tls == true;
        entity["protocol"] = (service as EndpointsService)?.Protocol is UpstreamProtocol.Http1 or null ? tls ? "https" : "http" : tls ? "grpcs" : "grpc";
        entity["host"] = first?.Host ?? service.Name;
        entity["port"] = first?.Port ?? 80;
        if (service is EndpointsService { Timeouts: var timeouts })
        {
            entity["connect_timeout"] = (long)timeouts.Connect.TotalMilliseconds;
            entity["read_timeout"] = (long)timeouts.Request.TotalMilliseconds;
        }

        return entity;
    }

    private JsonObject Of(Route route)
    {
        var entity = Marked(IdOf("route", route.Name), "name", route.Name);
        var tests = route.Rule is AllOf all ? all.Rules : [route.Rule];
        Say(entity, "methods", Parts<MethodRule>(tests).SelectMany(rule => rule.Methods));
        Say(entity, "hosts", Parts<HostRule>(tests).Select(rule => rule.Host));
        Say(entity, "paths", tests.SelectMany(Alternatives).Select(PathOf).OfType<string>());
        entity["protocols"] = Protocols(route);
        entity["strip_path"] = route.Rewrite.StripPrefix is not null;
        entity["preserve_host"] = route.Rewrite.Host?.Kind == HostKind.Preserve;
        if (route.Action is ForwardAction { To.Service: var service })
        {
            entity["service"] = new JsonObject { ["id"] = ids(service) ?? IdOf("service", service) };
        }

        return entity;
    }

    private static JsonObject Of(Route route, Mirror mirror, EndpointAddress address)
    {
        var entity = Marked(IdOf("mirror", route.Name, mirror.Name), "instance_name", mirror.Name);
        entity["name"] = PluginConfigs.TrafficMirror;
        entity["route"] = new JsonObject { ["id"] = IdOf("route", route.Name) };
        entity["enabled"] = mirror.Enabled;
        entity["config"] = new JsonObject
        {
            ["mirrorHost"] = address.Host,
            ["mirrorPort"] = address.Port,
            ["percentage"] = mirror.Share.Percent,
            ["synchronous"] = mirror.Timing == CopyTiming.Await,
            ["logResponses"] = mirror.LogResponses,
        };
        return entity;
    }

    private JsonArray Protocols(Route route)
    {
        var points = plan.EntryPoints.Where(point => route.EntryPoints.IsEmpty || route.EntryPoints.Contains(point.Name, StringComparer.Ordinal)).ToList();
        var protocols = new JsonArray();
        if (points.Exists(point => point.Tls is null))
        {
            protocols.Add((JsonNode)"http");
        }

        if (points.Exists(point => point.Tls is not null))
        {
            protocols.Add((JsonNode)"https");
        }

        return protocols;
    }

    private static IEnumerable<Rule> Alternatives(Rule rule) => rule is OneOf one ? one.Rules : [rule];

    private static IEnumerable<T> Parts<T>(ImmutableArray<Rule> tests)
        where T : Rule => tests.SelectMany(Alternatives).OfType<T>();

    private static string? PathOf(Rule rule) => rule switch
    {
        PathTextPrefixRule prefix => prefix.Prefix,
        PathPrefixRule prefix => prefix.Prefix,
        PathRule exact => $"~^{exact.Path}$",
        PathTemplateRule template => $"~^{template.Template}$",
        PathRegexRule pattern => $"~{pattern.Pattern}",
        _ => null,
    };

    private static void Say(JsonObject entity, string name, IEnumerable<string> values)
    {
        var list = new JsonArray([.. values.Distinct(StringComparer.Ordinal).Select(value => (JsonNode)value)]);
        if (list.Count > 0)
        {
            entity[name] = list;
        }
    }
}
