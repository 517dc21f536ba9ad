using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Leaves out the mirrors that a plan cannot hold: each costs only itself, and never its route.</summary>
internal static class BrokenMirrors
{
    /// <summary>The plan without them, each told where it stands.</summary>
    public static Plan Without(Plan plan, PlanPlaces places, ReadingScope scope)
    {
        var broken = PlanRules.CheckAll(plan).Where(problem => problem.Path.Contains("].mirrors[", StringComparison.Ordinal)).ToList();
        if (broken.Count == 0)
        {
            return plan;
        }

        var routes = plan.Routes.ToBuilder();
        for (var i = 0; i < routes.Count; i++)
        {
            var route = routes[i];
            foreach (var mirror in route.Mirrors)
            {
                var part = $"routes[{route.Name}].mirrors[{mirror.Name}]";
                if (broken.Find(problem => problem.Path.StartsWith(part, StringComparison.Ordinal)) is { } problem)
                {
                    var (path, place) = places.Of(part);
                    scope.Ignore(place, path, $"{problem.Message}; the route is served without this mirror");
                    routes[i] = routes[i] with { Mirrors = routes[i].Mirrors.Remove(mirror) };
                }
            }
        }

        return plan with { Routes = routes.ToImmutable() };
    }
}
