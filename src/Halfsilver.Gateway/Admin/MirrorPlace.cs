using System.Text.Json.Nodes;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>Where a mirror stands: at its route, or at a service that the route leads to and that others may lead to as well.</summary>
/// <param name="Route">The route's name.</param>
/// <param name="Service">The service's name; null where it stands at the route.</param>
/// <param name="Name">The mirror's name.</param>
internal sealed record MirrorPlace(string Route, string? Service, string Name)
{
    /// <summary>The same as a JSON pointer into the native file.</summary>
    public string Pointer => string.Concat(Steps.Select(JsonPointer.Step));

    private string[] Steps => Service is null ? ["routes", Route, "mirrors", Name] : ["services", Service, "mirroring", "mirrors", Name];

    /// <summary>Finds a route.</summary>
    /// <exception cref="RefusedRequestException">There is none of that name.</exception>
    public static Route RouteOf(Plan plan, string name) =>
        PlanNames.RouteOf(plan, name) ?? PlanNames.RouteOf(plan, Unescaped(name))
        ?? throw Unknown($"no route '{AdminText.Line(name, "")}'; there are: {Listed(plan.Routes.Select(route => route.Name))}");

    /// <summary>Finds a mirror of a route.</summary>
    /// <exception cref="RefusedRequestException">There is none of that name.</exception>
    public static (MirrorPlace Place, Mirror Mirror) Of(Plan plan, string route, string name)
    {
        var owner = RouteOf(plan, route);
        return Find(plan, owner, name) ?? Find(plan, owner, Unescaped(name))
            ?? throw Unknown($"route '{owner.Name}' has no mirror '{AdminText.Line(name, "")}'; it has: {Listed(PlanNames.MirrorsOf(plan, owner).Select(mirror => mirror.Name))}");
    }

    /// <summary>Finds a mirror of a route; null where there is none of that name.</summary>
    public static (MirrorPlace Place, Mirror Mirror)? Find(Plan plan, Route route, string name)
    {
        foreach (var (service, mirror) in PlanNames.OwnedMirrorsOf(plan, route))
        {
            if (string.Equals(mirror.Name, name, StringComparison.Ordinal))
            {
                return (new MirrorPlace(route.Name, service, name), mirror);
            }
        }

        return null;
    }

    /// <summary>What of a plan matters to it: its own route alone, or all where it stands at a service that others may lead to.</summary>
    public Plan Around(Plan plan) => Service is not null ? plan : plan with { Routes = [.. plan.Routes.Where(route => route.Name == Route)] };

    /// <summary>The map of mirrors that it stands in, in a native file; made where there is none.</summary>
    public JsonObject MapIn(JsonObject file)
    {
        var node = file;
        foreach (var step in Steps[..^1])
        {
            if (node[step] is not JsonObject next)
            {
                node[step] = next = [];
            }

            node = next;
        }

        return node;
    }

    /// <summary>A slash in a name stays escaped when the path is taken apart.</summary>
    public static string Unescaped(string name) => name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal)) is { Length: > 0 } list ? list : "none";

    private static RefusedRequestException Unknown(string detail) => new(404, "not-found", "There is no such name in the plan", detail);
}
