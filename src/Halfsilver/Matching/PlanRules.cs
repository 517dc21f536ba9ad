using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>The checks on a plan that need rules compiled.</summary>
internal static class PlanRules
{
    // From the file to the listeners a plan is checked by whoever gets it; it never changes, so that once is enough.
    private static readonly ConditionalWeakTable<Plan, IReadOnlyList<Problem>> s_checked = [];

    /// <summary>Every problem of a plan: <see cref="PlanChecker"/>'s and those of its rules.</summary>
    public static ImmutableArray<Problem> CheckAll(Plan plan) =>
        [.. s_checked.GetValue(plan, static plan => [.. PlanChecker.Check(plan), .. Check(plan)])];

    /// <summary>Problems of route rules, mirror filters, changes of paths, trusted networks, and routes that tie.</summary>
    public static ImmutableArray<Problem> Check(Plan plan)
    {
        var problems = new List<Problem>();
        var sound = new List<Route>();
        var expressions = Expressions.ForChecks();
        foreach (var route in plan.Routes)
        {
            var place = $"routes[{route.Name}]";
            var before = problems.Count;
            RuleCompiler.Compile(route.Rule, $"{place}.match", problems, expressions);
            if (problems.Count == before)
            {
                sound.Add(route);
            }

            Filters(route.Mirrors, place, problems, expressions);
            PathChanges.Compile(route.Rewrite, route.Rule, $"{place}.rewrite", problems, expressions);
            Changes(route.Mirrors, route.Rule, place, problems, expressions);
        }

        if (!plan.Services.Values.Any(service => service is MirroringService or FanOutService))
        {
            return Finish(plan, sound, problems);
        }

        var reaching = plan.Routes.SelectMany(route => Reached(plan, route).Select(service => (service, route))).ToLookup(pair => pair.service, pair => pair.route, StringComparer.Ordinal);
        foreach (var service in plan.Services.Values.OfType<MirroringService>().OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            var place = $"services[{service.Name}]";
            Filters(service.Mirrors, place, problems, expressions);
            foreach (var route in reaching[service.Name])
            {
                Changes(service.Mirrors, route.Rule, place, problems, expressions);
            }

            if (!reaching.Contains(service.Name))
            {
                Changes(service.Mirrors, rule: null, place, problems, expressions);
            }
        }

        foreach (var fanOut in plan.Services.Values.OfType<FanOutService>().OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            Paths(fanOut, [.. reaching[fanOut.Name].Select(route => (Rule?)route.Rule).DefaultIfEmpty(null)], problems);
        }

        return Finish(plan, sound, problems);
    }

    private static ImmutableArray<Problem> Finish(Plan plan, List<Route> sound, List<Problem> problems)
    {
        problems.AddRange(NotNetworks(plan.TrustedProxies, "trustedProxies"));
        problems.AddRange(OutboundCheck.Check(plan));
        problems.AddRange(RouteTies.Check(sound));
        return [.. problems.Distinct()];
    }

    /// <summary>Problems of texts that should be networks.</summary>
    public static IEnumerable<Problem> NotNetworks(ImmutableArray<string> networks, string place) =>
        from network in networks
        where Networks.Parse(network) is null
        select new Problem(place, $"not a network ({network}); an address and a prefix length, as 10.0.0.0/8 or 2001:db8::/32")
        {
            Code = ProblemCodes.BadNetwork,
        };

    // Services that a route leads to, those of its mirrors included; a service seen before adds nothing, which also ends circles.
    private static HashSet<string> Reached(Plan plan, Route route)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<ServiceRef>(route.Mirrors.Select(mirror => mirror.Target).Concat(route.Action switch
        {
            ForwardAction forward => [forward.To],
            SplitAction split => split.To.Select(to => to.Service),
            _ => [],
        }));
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Service) || !plan.Services.TryGetValue(next.Service, out var service))
            {
                continue;
            }

            foreach (var to in service switch
            {
                WeightedService weighted => weighted.To.Select(to => to.Service),
                MirroringService mirroring => mirroring.Mirrors.Select(mirror => mirror.Target).Append(mirroring.Primary),
                FanOutService fanOut => fanOut.Calls.IsDefault ? [] : fanOut.Calls.Select(call => call.Service),
                _ => [],
            })
            {
                open.Enqueue(to);
            }
        }

        return seen;
    }

    private static void Paths(FanOutService fanOut, Rule?[] rules, List<Problem> problems)
    {
        var earlier = new List<string>();
        foreach (var call in fanOut.Calls.IsDefault ? [] : fanOut.Calls)
        {
            foreach (var rule in call.Path is null ? [] : rules)
            {
                TargetTemplate.Compile(call.Path!, rule, $"services[{fanOut.Name}].fanOut.calls[{call.Name}].path", problems, earlier);
            }

            if (fanOut.Sequential)
            {
                earlier.Add(call.Name);
            }
        }
    }

    private static void Changes(ImmutableArray<Mirror> mirrors, Rule? rule, string place, List<Problem> problems, Expressions expressions)
    {
        foreach (var mirror in mirrors)
        {
            PathChanges.Compile(mirror.Changes.Rewrite, rule, $"{place}.mirrors[{mirror.Name}]", problems, expressions);
        }
    }

    private static void Filters(ImmutableArray<Mirror> mirrors, string place, List<Problem> problems, Expressions expressions)
    {
        foreach (var mirror in mirrors)
        {
            var only = $"{place}.mirrors[{mirror.Name}].only";
            if (mirror.Only.Path is { } path)
            {
                RuleCompiler.Compile(path, only, problems, expressions);
            }

            if (mirror.Only.NotPath is { } notPath)
            {
                RuleCompiler.Compile(notPath, $"{only}.not", problems, expressions);
            }

            foreach (var header in mirror.Only.Headers)
            {
                RuleCompiler.Compile(header, only, problems, expressions);
            }
        }
    }
}
