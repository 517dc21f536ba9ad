using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Turns checked files into a plan.</summary>
internal sealed class Assembly(ReadingScope scope)
{
    private readonly PlanPlaces _places = new(scope);

    /// <summary>The plan, or null after saying why there is none.</summary>
    public Plan? Build(IReadOnlyList<MapItem> files)
    {
        var entities = new Entities(scope);
        entities.Add(files);
        if (scope.Stops)
        {
            return null;
        }

        var names = new PlanNames();
        var services = new ServiceBinder(entities, names, _places, scope);
        foreach (var service in entities.Services.Where(service => !service.IsEnabled))
        {
            scope.Ignore(service.Item.Place, service.Item.Path, "is not enabled; its routes are not served");
        }

        // Services take their names before mirrors do.
        foreach (var route in entities.Routes.Where(route => route.Service is { IsEnabled: true }))
        {
            services.Bind(route.Service!);
        }

        var mirrors = new MirrorBinder(names, _places, scope);
        var plugins = new PluginBinder(entities, mirrors, scope);
        var routes = new RouteBinder(services, plugins, names, _places, scope);
        foreach (var route in entities.Routes)
        {
            routes.Bind(route);
        }

        SayUnused(entities, plugins);
        var plan = new Plan
        {
            EntryPoints = EntryPoints(routes.TakesTls),
            Services = services.Services.Concat<Service>(mirrors.Services).Concat(routes.Mirroring).ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
            Routes = routes.InOrder(),
        };
        if (!scope.Stops)
        {
            _places.Check(plan);
        }

        return plan;
    }

    private void SayUnused(Entities entities, PluginBinder plugins)
    {
        foreach (var service in entities.Services.Where(service => service is { IsEnabled: true, IsUsed: false }))
        {
            scope.Ignore(service.Item.Place, service.Item.Path, "no route leads to it");
        }

        plugins.SayUnused();
        entities.Upstreams.SayUnused();
    }

    private ImmutableArray<EntryPoint> EntryPoints(bool takesTls)
    {
        var web = EntryPoint.Default;
        if (!takesTls)
        {
            return [web];
        }

        scope.Remark(Yaml.Place.Start, "", "routes that take https are served at :8443; its certificate is made at the start and signed by nobody");
        return [web, new EntryPoint { Name = RouteBinder.WebSecure, Listen = ":8443", Tls = new ListenTls() }];
    }
}
