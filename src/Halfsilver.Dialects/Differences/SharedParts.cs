using Halfsilver.Planning;

namespace Halfsilver.Dialects.Differences;

/// <summary>Routes and services that two plans have as one object: they say the same, and need not be compared.</summary>
internal static class SharedParts
{
    /// <summary>Both plans without what they share. One of each stays, so that a list of theirs that held something still does.</summary>
    public static (Plan Before, Plan After) Apart(Plan before, Plan after)
    {
        var routes = before.Routes.Intersect<Route>(after.Routes, ReferenceEqualityComparer.Instance).Skip(1).ToHashSet<Route>(ReferenceEqualityComparer.Instance);
        string[] services = [.. before.Services.Where(entry => after.Services.TryGetValue(entry.Key, out var other) && ReferenceEquals(entry.Value, other)).Skip(1).Select(entry => entry.Key)];
        return (Without(before), Without(after));

        Plan Without(Plan plan) => plan with { Routes = plan.Routes.RemoveAll(routes.Contains), Services = plan.Services.RemoveRange(services) };
    }
}
