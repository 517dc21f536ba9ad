using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Settings;

/// <summary>Several plans as one: names are put together, and what two files both say must be said once.</summary>
internal static class PlanMerge
{
    private const string Code = "HS0101";

    /// <summary>The plans as one, and what they disagree about.</summary>
    public static Plan Merge(ImmutableArray<Plan> plans, out ImmutableArray<Problem> problems)
    {
        problems = [];
        if (plans.Length == 1)
            return plans[0];
        var found = new List<Problem>();
        var usual = new Plan();
        var merged = new Plan
        {
            Gateway = One(plans, "gateway", plan => plan.Gateway, usual.Gateway, found),
            EntryPoints = EntryPoints(plans, found),
            Services = Named(plans.SelectMany(plan => plan.Services.Values), service => service.Name, "services", found),
            Routes = [.. Named(plans.SelectMany(plan => plan.Routes), route => route.Name, "routes", found).Values],
            Budgets = One(plans, "budgets", plan => plan.Budgets, usual.Budgets, found),
            Resolve = plans.Select(plan => plan.Resolve).FirstOrDefault(pins => !pins.IsEmpty) ?? usual.Resolve,
            TrustedProxies = Together(plans.SelectMany(plan => plan.TrustedProxies)),
            Outbound = new OutboundSettings
            {
                Allow = Together(plans.SelectMany(plan => plan.Outbound.Allow)),
                Deny = Together(plans.SelectMany(plan => plan.Outbound.Deny)),
                OwnListeners = plans.Any(plan => plan.Outbound.OwnListeners),
            },
            Admin = One(plans, "admin", plan => plan.Admin, usual.Admin, found),
            Metrics = One(plans, "telemetry.metrics", plan => plan.Metrics, usual.Metrics, found),
            Traces = One(plans, "telemetry.traces", plan => plan.Traces, usual.Traces, found),
            Logs = One(plans, "telemetry.logs", plan => plan.Logs, usual.Logs, found),
            Drain = One(plans, "drain", plan => plan.Drain, usual.Drain, found),
            Objects = Named(plans.SelectMany(plan => plan.Objects), kept => kept.Key, "objects", found).ToImmutableDictionary(kept => kept.Key, kept => kept.Value.Value, StringComparer.Ordinal),
        };
        problems = [.. found];
        return merged;
    }

    private static ImmutableArray<string> Together(IEnumerable<string> networks) => [.. networks.Distinct(StringComparer.Ordinal)];

    private static T One<T>(ImmutableArray<Plan> plans, string place, Func<Plan, T> part, T usual, List<Problem> problems)
        where T : IEquatable<T>
    {
        var said = plans.Select(part).Where(value => !value.Equals(usual)).Distinct().ToArray();
        if (said.Length > 1)
            problems.Add(new Problem(place, "is set in several files, differently; keep it in one of them") { Code = Code });
        return said.Length > 0 ? said[0] : usual;
    }

    // A file that names no entry point has the default one, which says nothing.
    private static ImmutableArray<EntryPoint> EntryPoints(ImmutableArray<Plan> plans, List<Problem> problems)
    {
        var named = plans.SelectMany(plan => plan.EntryPoints).Where(point => !point.Equals(EntryPoint.Default));
        ImmutableArray<EntryPoint> all = [.. Named(named, point => point.Name, "entryPoints", problems).Values];
        return all.IsEmpty ? [EntryPoint.Default] : all;
    }

    private static ImmutableDictionary<string, T> Named<T>(IEnumerable<T> parts, Func<T, string> name, string place, List<Problem> problems)
    {
        var all = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (!all.TryAdd(name(part), part))
                problems.Add(new Problem($"{place}[{name(part)}]", "is in several files; names are unique over all of them") { Code = Code });
        }
        return all.ToImmutable();
    }
}
