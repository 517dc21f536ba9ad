using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Puts the parts of all files together and makes the plan of them. Of two with the same name the later file's counts.</summary>
internal sealed class Assembly(ReadingScope scope)
{
    private readonly PlanPlaces _places = new(scope);

    public Plan Build(IReadOnlyList<MapItem> files)
    {
        var sections = files.SelectMany(file => file.Map("ReverseProxy") is { } section ? [file, section] : (MapItem[])[file]).ToList();
        var (routes, clusters) = (Gather(sections, "Routes"), Gather(sections, "Clusters"));
        var byName = clusters.ToDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);
        var services = new ClusterBinder(byName, _places, scope);
        var bound = new RouteBinder(services, byName.Keys, _places, scope).Bind(routes);
        foreach (var (_, cluster) in clusters.Where(one => !services.IsUsed(one.Name)))
        {
            scope.Remark(cluster.Place, cluster.Path, "no route leads to this cluster");
        }

        if (bound.IsEmpty && !scope.Stops)
        {
            scope.Remark(Yaml.Place.Start, "", "no route stands in the files; every request is answered with 404");
        }

        var allowed = files.Select(file => file.Entries.GetValueOrDefault("AllowedHosts")).OfType<ValueItem>().LastOrDefault(item => (string)item.Value is not ("" or "*"));
        if (allowed is not null)
        {
            scope.Approximate(allowed.Place, allowed.Path, "requests for other hosts are served too where a route takes them; hosts of routes stand in Match.Hosts");
        }

        var plan = new Plan
        {
            EntryPoints = new ListenBinder(_places, scope).Bind(files),
            Services = services.Services.ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
            Routes = bound,
        };
        if (!scope.Stops)
        {
            plan = BrokenMirrors.Without(plan, _places, scope);
            _places.Check(plan);
        }

        return plan;
    }

    private List<(string Name, MapItem Item)> Gather(List<MapItem> sections, string key)
    {
        var all = new Dictionary<string, (string Name, MapItem Item)>(StringComparer.OrdinalIgnoreCase);
        var order = new List<string>();
        foreach (var (name, item) in sections.SelectMany(section => section.Map(key)?.Entries ?? ImmutableDictionary<string, Item>.Empty))
        {
            if (item is not MapItem group)
            {
                continue;
            }

            if (all.TryGetValue(name, out var before))
            {
                scope.Ignore(before.Item.Place, before.Item.Path, "stands once more below, and that one counts as a whole");
            }
            else
            {
                order.Add(name);
            }

            all[name] = (name, group);
        }

        return [.. order.Select(name => all[name])];
    }
}
