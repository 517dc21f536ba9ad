using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>The objects of all files, each with what belongs to it, wherever it stands.</summary>
internal sealed class Entities(ReadingScope scope)
{
    private readonly Dictionary<string, ServiceSource> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteSource> _routes = new(StringComparer.Ordinal);
    private readonly List<(MapItem Item, ServiceSource? Service, RouteSource? Route)> _plugins = [];

    public List<ServiceSource> Services { get; } = [];

    public List<RouteSource> Routes { get; } = [];

    /// <summary>Plugins of everything.</summary>
    public List<PluginSource> Plugins { get; } = [];

    public UpstreamBook Upstreams { get; } = new(scope);

    public void Add(IReadOnlyList<MapItem> files)
    {
        foreach (var file in files)
        {
            foreach (var item in file.List("services").OfType<MapItem>())
            {
                AddService(item, ByPattern(file));
            }
        }

        foreach (var file in files)
        {
            foreach (var item in file.List("routes").OfType<MapItem>())
            {
                AddRoute(item, item.Entries.GetValueOrDefault("service") is { } named ? Find(named, _services, "service") : null, ByPattern(file));
            }

            Upstreams.Add(file);
        }

        // They may name what stands behind them.
        _plugins.AddRange(files.SelectMany(file => file.List("plugins")).OfType<MapItem>().Select(item => (item, (ServiceSource?)null, (RouteSource?)null)));
        foreach (var (item, service, route) in _plugins)
        {
            AddPlugin(item, service, route);
        }
    }

    private static bool ByPattern(MapItem file) => file.Text("_format_version") is "1.1" or "2.1";

    private void AddService(MapItem item, bool byPattern)
    {
        var service = new ServiceSource(item);
        Services.Add(service);
        Register(item, service, _services, "service");
        foreach (var plugin in item.List("plugins").OfType<MapItem>())
        {
            _plugins.Add((plugin, service, null));
        }

        foreach (var route in item.List("routes").OfType<MapItem>())
        {
            AddRoute(route, service, byPattern);
        }
    }

    private void AddRoute(MapItem item, ServiceSource? service, bool byPattern)
    {
        var route = new RouteSource(item, service, byPattern);
        Routes.Add(route);
        Register(item, route, _routes, "route");
        foreach (var plugin in item.List("plugins").OfType<MapItem>())
        {
            _plugins.Add((plugin, null, route));
        }
    }

    private void AddPlugin(MapItem item, ServiceSource? service, RouteSource? route)
    {
        if (!item.Value("enabled", true))
        {
            return;
        }

        if (item.Entries.GetValueOrDefault("consumer") is { } || item.Entries.GetValueOrDefault("consumer_group") is { })
        {
            scope.Ignore(item.Place, item.Path, "is for some consumers alone, and nobody is told apart here");
            return;
        }

        var (ofRoute, ofService) = (item.Entries.GetValueOrDefault("route"), item.Entries.GetValueOrDefault("service"));
        route = ofRoute is null ? route : Find(ofRoute, _routes, "route");
        service = ofService is null ? service : Find(ofService, _services, "service");
        if ((ofRoute is not null && route is null) || (ofService is not null && service is null))
        {
            return;
        }

        // A plugin of a route and of another service than the route's is never run.
        if (route is not null && service is not null && route.Service != service)
        {
            scope.Ignore(item.Place, item.Path, "names a route and a service that is not the route's");
            return;
        }

        var plugins = route is not null && service is not null ? route.ServicePlugins : route?.Plugins ?? service?.Plugins ?? Plugins;
        var plugin = new PluginSource(item);
        if (plugins.Exists(known => known.Name == plugin.Name))
        {
            scope.Reject(Codes.DuplicateKey, item.Place, item.Path, $"plugin \"{plugin.Name}\" stands twice in one place; one of them");
            return;
        }

        plugins.Add(plugin);
    }

    private T? Find<T>(Item reference, Dictionary<string, T> known, string kind)
        where T : class
    {
        var text = reference switch
        {
            ValueItem { Value: string bare } => bare,
            MapItem map => map.Text("name") ?? map.Text("id") ?? "",
            _ => "",
        };
        if (known.TryGetValue(text, out var found))
        {
            return found;
        }

        var suggestion = scope.IsFull || known.Count > 1_000 ? null : Nearest.To(text, known.Keys);
        scope.Reject(Codes.UnknownPart, reference.Place, reference.Path, $"no {kind} named \"{text}\"", suggestion);
        return null;
    }

    private void Register<T>(MapItem item, T value, Dictionary<string, T> known, string kind)
        where T : class
    {
        foreach (var key in (string[])["name", "id"])
        {
            if (item.Text(key) is { Length: > 0 } text && !known.TryAdd(text, value) && known[text] != value)
            {
                scope.Reject(Codes.DuplicateKey, item.Entries[key].Place, item.Entries[key].Path, $"two objects are named \"{text}\", and each {kind} has a name of its own");
            }
        }
    }
}
