using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>
/// Bounds mirrors of mirrors: each step may multiply the copies, so that a few lines could ask for more of them than a gateway can count.
/// </summary>
internal sealed class MirrorLadders
{
    /// <summary>How many mirrored services may copy one another's copies in a row.</summary>
    internal const int MostSteps = 8;

    /// <summary>How many copies one request may ask for.</summary>
    internal const int MostCopies = 1_000;

    private readonly Plan _plan;
    private readonly Dictionary<string, (int Steps, long Copies)> _ofCopies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ofRequests = new(StringComparer.Ordinal);

    private MirrorLadders(Plan plan)
    {
        _plan = plan;
    }

    public static void Check(Plan plan, ICollection<Problem> problems)
    {
        if (!plan.Services.Values.Any(service => service is MirroringService))
        {
            return;
        }

        var ladders = new MirrorLadders(plan);
        foreach (var service in plan.Services.Values.OfType<MirroringService>().OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            foreach (var mirror in service.Mirrors)
            {
                // The first that is too many is told, and not all that lead to it.
                if (ladders.OfCopies(mirror.Target).Steps == MostSteps)
                {
                    problems.Report(
                        ProblemCodes.TooManyCopies, $"services[{service.Name}].mirrors[{mirror.Name}].service",
                        $"more than {MostSteps} mirrored services copy one another's copies (\"{mirror.Target.Service}\"); a target that is not mirrored");
                }
            }
        }

        foreach (var route in plan.Routes)
        {
            var copies = Sum(ladders.OfMirrors(route.Mirrors).Copies, Sum(Next(route.Action).Select(ladders.OfRequests)));
            if (copies > MostCopies)
            {
                problems.Report(
                    ProblemCodes.TooManyCopies, $"routes[{route.Name}]",
                    $"mirrors, and mirrors of mirrors, ask for {(copies == long.MaxValue ? "more" : copies)} copies of one request; at most {MostCopies}");
            }
        }
    }

    // What is sent to a service as a copy is copied by its own mirrors alone, and by theirs.
    private (int Steps, long Copies) OfCopies(ServiceRef target)
    {
        if (_ofCopies.TryGetValue(target.Service, out var known) || !_plan.Services.TryGetValue(target.Service, out var service) || service is not MirroringService mirroring)
        {
            return known;
        }

        // Circles are told elsewhere.
        _ofCopies[target.Service] = (0, 0);
        var (steps, copies) = OfMirrors(mirroring.Mirrors);
        return _ofCopies[target.Service] = (steps + 1, copies);
    }

    private (int Steps, long Copies) OfMirrors(ImmutableArray<Mirror> mirrors)
    {
        var (most, all) = (0, 0L);
        foreach (var mirror in mirrors)
        {
            var (steps, copies) = OfCopies(mirror.Target);
            most = Math.Max(most, steps);
            all = Sum(all, Sum(copies, 1));
        }

        return (most, all);
    }

    private long OfRequests(ServiceRef target)
    {
        if (_ofRequests.TryGetValue(target.Service, out var known) || !_plan.Services.TryGetValue(target.Service, out var service))
        {
            return known;
        }

        _ofRequests[target.Service] = 0;
        var copies = service switch
        {
            MirroringService mirroring => Sum(OfMirrors(mirroring.Mirrors).Copies, OfRequests(mirroring.Primary)),
            WeightedService weighted => weighted.To.IsDefaultOrEmpty ? 0 : weighted.To.Max(to => OfRequests(to.Service)),
            _ => Sum(ServiceCycles.Next(service).Select(OfRequests)),
        };
        return _ofRequests[target.Service] = copies;
    }

    private static IEnumerable<ServiceRef> Next(RouteAction action) => action switch
    {
        ForwardAction forward => [forward.To],
        SplitAction { To.IsDefault: false } split => split.To.Select(to => to.Service),
        _ => [],
    };

    private static long Sum(IEnumerable<long> parts) => parts.Aggregate(0L, Sum);

    // Numbers of copies grow by powers; what does not fit is more than enough.
    private static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;
}
