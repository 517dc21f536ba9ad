using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>The checks on a plan that need rules compiled.</summary>
internal static class PlanRules
{
    /// <summary>Every problem of a plan: <see cref="PlanChecker"/>'s and those of its rules.</summary>
    public static ImmutableArray<Problem> CheckAll(Plan plan) => [.. PlanChecker.Check(plan), .. Check(plan)];

    /// <summary>Problems of route rules, mirror filters, and routes that tie.</summary>
    public static ImmutableArray<Problem> Check(Plan plan)
    {
        var problems = new List<Problem>();
        var sound = new List<Route>();
        foreach (var route in plan.Routes)
        {
            var place = $"routes[{route.Name}]";
            var before = problems.Count;
            RuleCompiler.Compile(route.Rule, $"{place}.match", problems);
            if (problems.Count == before)
            {
                sound.Add(route);
            }

            Filters(route.Mirrors, place, problems);
        }

        foreach (var service in plan.Services.Values.OfType<MirroringService>().OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            Filters(service.Mirrors, $"services[{service.Name}]", problems);
        }

        problems.AddRange(RouteTies.Check(sound));
        return [.. problems];
    }

    private static void Filters(ImmutableArray<Mirror> mirrors, string place, List<Problem> problems)
    {
        foreach (var mirror in mirrors)
        {
            var only = $"{place}.mirrors[{mirror.Name}].only";
            if (mirror.Only.Path is { } path)
            {
                RuleCompiler.Compile(path, only, problems);
            }

            if (mirror.Only.NotPath is { } notPath)
            {
                RuleCompiler.Compile(notPath, $"{only}.not", problems);
            }

            foreach (var header in mirror.Only.Headers)
            {
                RuleCompiler.Compile(header, only, problems);
            }
        }
    }
}
