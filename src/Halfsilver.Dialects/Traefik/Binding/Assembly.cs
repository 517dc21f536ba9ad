using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Puts the parts of all files together and makes the plan of them.</summary>
internal sealed class Assembly
{
    private readonly PlanPlaces _places;

    public Assembly(ReadingScope scope)
    {
        Scope = scope;
        _places = new PlanPlaces(scope);
        Graph = new ServiceGraph(scope, _places);
        Transports = new Transports(scope);
        Mirrors = new MirrorBuilder(Graph, scope, _places);
        Middlewares = new Middlewares(scope);
        Tls = new TlsSource(scope);
        EntryPoints = new EntryPoints(scope, _places);
        Routes = new RouteBinder(Middlewares, Graph, EntryPoints, _places, scope);
    }

    public ReadingScope Scope { get; }

    public ServiceGraph Graph { get; }

    public Transports Transports { get; }

    public MirrorBuilder Mirrors { get; }

    public Middlewares Middlewares { get; }

    public TlsSource Tls { get; }

    public RouteBinder Routes { get; }

    /// <summary>The routers, in the order of the files.</summary>
    public List<RouterSource> Routers { get; } = [];

    /// <summary>The entry points of static configurations.</summary>
    public List<(string Name, MapItem Group)> EntryPointGroups { get; } = [];

    private EntryPoints EntryPoints { get; }

    /// <summary>The plan of files and objects.</summary>
    /// <param name="files">Files of the file provider and static configurations.</param>
    /// <param name="objects">Objects of Kubernetes.</param>
    public Plan Build(IReadOnlyList<MapItem> files, ImmutableArray<KubernetesObject> objects)
    {
        var source = new FileSource(this);
        foreach (var file in files)
        {
            source.Take(file);
        }

        new ResourceSource(this, objects).Take();
        var named = Routers.SelectMany(router => router.EntryPoints).Select(item => (string)item.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, group) in EntryPointGroups)
        {
            EntryPoints.Define(name, group, named.Contains(name));
        }

        EntryPoints.Settle(Routers);
        foreach (var router in Routers)
        {
            Routes.Add(router);
        }

        Routes.AddRedirects();
        Tls.Check();
        Graph.SayUnused();
        Middlewares.SayUnused();
        Transports.SayUnused();
        if (Routers.Count == 0 && !Scope.Stops)
        {
            Scope.Remark(Yaml.Place.Start, "", "no router stands in the files; every request is answered with 404");
        }

        var plan = Settings(files);
        plan = SentHosts.Settle(plan with
        {
            EntryPoints = EntryPoints.Build(Tls.Certificates),
            Services = Graph.Built.ToImmutableDictionary(StringComparer.Ordinal),
            Routes = Routes.Build(),
        });
        if (!Scope.Stops)
        {
            _places.Check(plan);
        }

        return plan;
    }

    private Plan Settings(IReadOnlyList<MapItem> files)
    {
        var plan = new Plan();
        if (files.Select(file => file.Map("log")).OfType<MapItem>().FirstOrDefault() is { } log)
        {
            plan = plan with
            {
                Logs = new LogSettings
                {
                    Json = log.Text("format") == "json",
                    Level = log.Text("level")?.ToLowerInvariant() switch
                    {
                        "warning" => "warn",
                        "fatal" or "panic" => "error",
                        null => plan.Logs.Level,
                        var level => level,
                    },
                },
            };
        }

        var trusted = new List<string>();
        foreach (var (_, group) in EntryPointGroups)
        {
            var forwarded = group.Map("forwardedHeaders");
            trusted.AddRange((forwarded?.List("trustedIPs") ?? []).Select(item => (string)((ValueItem)item).Value));
            if (forwarded?.Value("insecure", false) == true)
            {
                trusted.AddRange(["0.0.0.0/0", "::/0"]);
            }
        }

        return plan with { TrustedProxies = [.. trusted.Distinct(StringComparer.Ordinal)] };
    }
}
