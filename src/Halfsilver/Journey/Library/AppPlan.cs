using System.Collections.Immutable;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Journey.Library;

/// <summary>What an application's options say, as a plan like any other, checked like any other.</summary>
internal static class AppPlan
{
    /// <summary>The label of the one route there is: the application.</summary>
    public const string RouteName = "app";

    // Addresses that nobody can dial: the application has its own listeners, and the loop guard knows its copies.
    private const string Nowhere = "127.0.0.1:0";

    private const string RoutePlace = $"routes[{RouteName}].";

    /// <summary>Builds the plan and gathers what is wrong with it, the places as the options name them.</summary>
    public static Plan Of(MirroringOptions options, out List<Problem> problems)
    {
        problems = [.. options.Problems];
        var services = ImmutableDictionary.CreateBuilder<string, Service>(StringComparer.Ordinal);
        foreach (var service in options.Services)
        {
            if (!services.TryAdd(service.Name, service))
            {
                problems.Report(ProblemCodes.DuplicateName, $"services[{service.Name}]", $"name is used twice (\"{service.Name}\"); each name once");
            }
        }

        foreach (var (mirror, match) in options.Mirrors)
        {
            RuleCompiler.Compile(match, $"mirrors[{mirror.Name}].match", problems);
        }

        var plan = new Plan
        {
            EntryPoints = [new EntryPoint { Name = RouteName, Listen = Nowhere }],
            Admin = new AdminSettings { Listen = Nowhere },
            Services = services.ToImmutable(),
            Budgets = options.Budgets,
            Drain = new DrainSettings { Copies = options.Drain },
            Routes =
            [
                new Route
                {
                    Name = RouteName,
                    Rule = AnyRule.Instance,
                    Action = new DirectAction { Status = 404 },
                    Mirrors = [.. options.Mirrors.Select(one => one.Mirror)],
                },
            ],
        };
        problems.AddRange(PlanRules.CheckAll(plan).Select(AsOptionsSay));
        return plan;
    }

    private static Problem AsOptionsSay(Problem problem) => problem switch
    {
        { Path: "drain.copies" } => problem with { Path = "drain" },
        _ when problem.Path.StartsWith(RoutePlace, StringComparison.Ordinal) => problem with { Path = problem.Path[RoutePlace.Length..] },
        _ => problem,
    };
}
