using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Takes files in the console's form apart: services and domains of all files first, for routes of any may name them.</summary>
internal sealed class ConsoleFile(MseAssembly parts)
{
    private readonly Dictionary<string, Domain> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Domain> _byId = new(StringComparer.Ordinal);
    private string? _gateway;

    /// <summary>Name of the gateway, or null where no file has one.</summary>
    public string? GatewayName { get; private set; }

    /// <summary>Makes the plan's parts of all files.</summary>
    public void Take(IReadOnlyList<MapItem> files)
    {
        foreach (var gateway in files.SelectMany(file => file.List("gateways")).OfType<MapItem>())
        {
            Gateway(gateway);
        }

        foreach (var domain in files.SelectMany(file => file.List("domains")).OfType<MapItem>())
        {
            Define(domain);
        }

        var services = new ConsoleServices(parts.Book, parts.Scope);
        foreach (var service in files.SelectMany(file => file.List("services")).OfType<MapItem>())
        {
            services.Define(service);
        }

        var routes = new ConsoleRoutes(parts, services, this);
        foreach (var route in files.SelectMany(file => file.List("routes")).OfType<MapItem>())
        {
            routes.Add(route);
        }

        services.SayUnused();
    }

    /// <summary>The domains that a route names, or null after saying which of them there is not. None where it takes every host.</summary>
    public IReadOnlyList<Domain>? DomainsOf(MapItem route)
    {
        var found = new List<Domain>();
        foreach (var name in Keys.MseKinds.TextsOf(route, "domains").Where(name => name is not ("" or "*")))
        {
            found.Add(_byName.GetValueOrDefault(name) ?? new Domain(name, false, false));
        }

        foreach (var id in Keys.MseKinds.TextsOf(route, "domainIds"))
        {
            if (_byId.TryGetValue(id, out var domain))
            {
                found.Add(domain);
                continue;
            }

            var at = route.Entries["domainIds"];
            parts.Scope.Reject(Codes.UnknownPart, at.Place, at.Path, $"no domain with the number {id} stands in the files; write its name under domains");
            return null;
        }

        return [.. found.Where(domain => domain.Host != "*").DistinctBy(domain => domain.Host, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The domain that stands for every host, where a route names it.</summary>
    public Domain? EveryHost(MapItem route) =>
        Keys.MseKinds.TextsOf(route, "domains").Select(name => _byName.GetValueOrDefault(name))
            .Concat(Keys.MseKinds.TextsOf(route, "domainIds").Select(id => _byId.GetValueOrDefault(id))).FirstOrDefault(domain => domain?.Host == "*");

    private void Gateway(MapItem item)
    {
        var id = item.Text("gatewayUniqueId") ?? item.Text("name");
        if (_gateway is not null)
        {
            parts.Scope.Approximate(item.Place, item.Path, $"one process is one gateway: routes of this one are served by \"{GatewayName ?? _gateway}\" too");
            return;
        }

        _gateway = id ?? "";
        GatewayName = item.Text("name") ?? id;
        parts.Points.Port = (int)item.Value<long>("httpPort", parts.Points.Port);
        parts.Points.SecurePort = (int)item.Value<long>("httpsPort", parts.Points.SecurePort);
    }

    private void Define(MapItem item)
    {
        if (item.Text("name") is not { } name)
        {
            return;
        }

        var domain = new Domain(name, item.Text("protocol") == "HTTPS", item.Value("mustHttps", false));
        _byName[name] = domain;
        if (item.Text("domainId") is { } id)
        {
            _byId[id] = domain;
        }
    }

    /// <summary>A domain.</summary>
    /// <param name="Host">The host.</param>
    /// <param name="Tls">Whether it is served by TLS as well.</param>
    /// <param name="MustTls">Whether clear text is answered with a redirect.</param>
    internal sealed record Domain(string Host, bool Tls, bool MustTls);
}
