using System.Collections.Immutable;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Control;

/// <summary>
/// Brings into a plan what changed between two readings of one API's objects. What they say alike stays as the plan has it, so that an edit
/// of one object undoes nothing that was done to another, whoever did it.
/// </summary>
internal static class PlanGraft
{
    /// <summary>The plan with the changes.</summary>
    /// <param name="written">The plan.</param>
    /// <param name="before">What the objects meant; null where there were none.</param>
    /// <param name="after">What they mean now.</param>
    /// <param name="problems">Names that are new among the objects and that somebody else uses already.</param>
    public static Plan Graft(Plan written, Plan? before, Plan after, out ImmutableArray<Problem> problems)
    {
        var found = ImmutableArray.CreateBuilder<Problem>();
        var services = Steps("services", written.Services, before?.Services ?? [], after.Services, found);
        var routes = Steps("routes", ByName(written.Routes, NameOf), ByName(before?.Routes ?? [], NameOf), ByName(after.Routes, NameOf), found);
        var (was, now) = (EntryPointsOf(before), EntryPointsOf(after));
        var points = Steps("entryPoints", ByName(written.EntryPoints, NameOf), was, now, found);
        problems = found.ToImmutable();
        return written with
        {
            Services = Taken(written.Services, services),
            Routes = Taken(written.Routes, routes, NameOf),
            EntryPoints = points.Count == 0 ? written.EntryPoints : Taken(written.EntryPoints, points, NameOf),
        };
    }

    // An API that names no entry point means the usual one, and says nothing about it.
    private static ImmutableDictionary<string, EntryPoint> EntryPointsOf(Plan? plan) =>
        ByName((plan?.EntryPoints ?? []).Where(point => !point.Equals(EntryPoint.Default)), NameOf);

    // Null is to take out.
    private static Dictionary<string, T?> Steps<T>(
        string place, ImmutableDictionary<string, T> written, ImmutableDictionary<string, T> before, ImmutableDictionary<string, T> after, ImmutableArray<Problem>.Builder problems)
        where T : class
    {
        var steps = new Dictionary<string, T?>(StringComparer.Ordinal);
        foreach (var (name, now) in after)
        {
            if (!before.TryGetValue(name, out var was))
            {
                if (written.TryGetValue(name, out var other) && !PlanEquality.Same(other, now))
                {
                    problems.Add(new Problem($"{place}[{name}]", "is a name that is taken already, by something that was not written here; choose another, or take that out first"));
                }

                steps[name] = now;
            }
            else if (!PlanEquality.Same(was, now))
            {
                steps[name] = now;
            }
        }

        foreach (var name in before.Keys.Where(name => !after.ContainsKey(name)))
        {
            steps[name] = null;
        }

        return steps;
    }

    private static ImmutableDictionary<string, T> Taken<T>(ImmutableDictionary<string, T> written, Dictionary<string, T?> steps)
        where T : class =>
        written.RemoveRange(steps.Keys).AddRange(from step in steps where step.Value is not null select KeyValuePair.Create(step.Key, step.Value));

    // What is changed keeps its place; what is new comes last.
    private static ImmutableArray<T> Taken<T>(ImmutableArray<T> written, Dictionary<string, T?> steps, Func<T, string> name)
        where T : class
    {
        var known = written.Select(name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. written.Select(item => steps.TryGetValue(name(item), out var step) ? step : item).OfType<T>(),
            .. steps.Where(step => step.Value is not null && !known.Contains(step.Key)).Select(step => step.Value!),
        ];
    }

    private static ImmutableDictionary<string, T> ByName<T>(IEnumerable<T> items, Func<T, string> name) => items.ToImmutableDictionary(name, StringComparer.Ordinal);

    private static string NameOf(Route route) => route.Name;

    private static string NameOf(EntryPoint point) => point.Name;
}
