using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Tests.Matching;

/// <summary>Routes and tables in one line each.</summary>
internal static class Tables
{
    public static Route Route(string name, Rule rule, int? priority = null, params string[] entryPoints) => new()
    {
        Name = name,
        Rule = rule,
        Priority = priority,
        EntryPoints = [.. entryPoints],
        Action = new DirectAction { Status = 204 },
    };

    /// <summary>A table whose values are the routes' names.</summary>
    public static RouteTable<string> Of(params IEnumerable<Route> routes) =>
        new(routes.Select(route => (route, Asked.Compiled(route.Rule), route.Name)));
}
