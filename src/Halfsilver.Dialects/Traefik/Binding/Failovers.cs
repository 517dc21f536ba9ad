using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Builds failovers.</summary>
internal static class Failovers
{
    public static FailoverService? Build(string name, MapItem group, ServiceRef? service, ServiceRef? fallback, ServiceGraph graph, ReadingScope scope)
    {
        if (service is not { } first || fallback is not { } second || !graph.SharePath(name, [first, second], group))
        {
            return null;
        }

        // Mirrors directly around the first service copy every request; elsewhere the plan cannot hold them.
        var behind = graph.Built.GetValueOrDefault(first.Service) is MirroringService around ? around.Primary : first;
        if (graph.Mirrors(behind))
        {
            Say("service");
            first = graph.WithoutMirrors(first, group);
        }

        if (graph.Mirrors(second))
        {
            Say("fallback");
            second = graph.WithoutMirrors(second, group);
        }

        var errors = group.Map("errors");
        return new FailoverService
        {
            Name = name,
            Primary = first,
            Fallback = second,
            OnStatus = [.. (errors?.List("status") ?? []).Select(status => (StatusRange)((ValueItem)status).Value)],
            MaxBufferedBody = errors?.Value<long>("maxRequestBodyBytes", -1) is >= 0 and var most ? most : 1024 * 1024,
        };

        void Say(string key)
        {
            var at = group.Entries[key];
            scope.Approximate(at.Place, at.Path, "its mirrors get no copies here: inside a failover only mirrors directly around its first service do");
        }
    }
}
