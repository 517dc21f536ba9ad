using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Running;

/// <summary>Finds the routes and mirrors that people name.</summary>
internal static class PlanNames
{
    /// <summary>The route of that name, or null.</summary>
    public static Route? RouteOf(Plan plan, string name) =>
        plan.Routes.FirstOrDefault(route => string.Equals(route.Name, name, StringComparison.Ordinal));

    /// <summary>A route's mirrors: its own, then those of the mirroring services its action leads to.</summary>
    public static ImmutableArray<Mirror> MirrorsOf(Plan plan, Route route) => [.. OwnedMirrorsOf(plan, route).Select(owned => owned.Mirror)];

    /// <summary>The same, each with the service that it is written at; null where that is the route itself.</summary>
    public static ImmutableArray<(string? Service, Mirror Mirror)> OwnedMirrorsOf(Plan plan, Route route)
    {
        var found = ImmutableArray.CreateBuilder<(string? Service, Mirror Mirror)>();
        found.AddRange(route.Mirrors.Select(mirror => ((string?)null, mirror)));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<ServiceRef>(route.Action switch
        {
            ForwardAction forward => [forward.To],
            SplitAction split => split.To.Select(to => to.Service),
            _ => [],
        });
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Service) || !plan.Services.TryGetValue(next.Service, out var service))
                continue;
            if (service is WeightedService weighted)
            {
                foreach (var to in weighted.To)
                    open.Enqueue(to.Service);
            }
            else if (service is MirroringService mirroring)
            {
                found.AddRange(mirroring.Mirrors.Select(mirror => ((string?)mirroring.Name, mirror)));
                open.Enqueue(mirroring.Primary);
            }
            else if (service is FailoverService failover)
            {
                open.Enqueue(failover.Primary);
            }
        }
        return found.ToImmutable();
    }
}
