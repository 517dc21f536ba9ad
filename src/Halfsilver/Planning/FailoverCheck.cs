namespace Halfsilver.Planning;

/// <summary>Failovers: who answers, statuses, and what cannot stand behind one.</summary>
internal static class FailoverCheck
{
    public static void Check(Plan plan, FailoverService service, string place, References references, ICollection<Problem> problems)
    {
        references.Service(service.Primary, $"{place}.service");
        references.Service(service.Fallback, $"{place}.fallback");
        new Ranges(problems).AtLeast(service.MaxBufferedBody, 0, $"{place}.maxBufferedBody");
        HealthRules.Statuses(service.OnStatus, needed: false, $"{place}.onStatus", problems);
        Side(plan, First(plan, service.Primary), $"{place}.service", problems);
        Side(plan, service.Fallback, $"{place}.fallback", problems);
    }

    /// <summary>Whether requests to a service may be copied by a mirror of that service, or of one that it leads to.</summary>
    public static bool LeadsToMirrors(Plan plan, ServiceRef reference) => Leads(plan, reference, [], static service => service is MirroringService);

    private static void Side(Plan plan, ServiceRef side, string place, ICollection<Problem> problems)
    {
        if (LeadsToMirrors(plan, side))
        {
            problems.Report(
                ProblemCodes.BadFailover, place, $"cannot be mirrored here (\"{side.Service}\"); mirrors around the failover, at its first service, or at the route");
        }

        if (Leads(plan, side, [], static service => service is FanOutService))
        {
            problems.Report(ProblemCodes.BadFailover, place, $"a fan-out cannot stand here (\"{side.Service}\"); a service of endpoints");
        }
    }

    // Mirrors directly around the first service copy every request, as they would around the failover.
    private static ServiceRef First(Plan plan, ServiceRef reference)
    {
        for (var depth = 0; depth <= plan.Services.Count && plan.Services.TryGetValue(reference.Service, out var service) && service is MirroringService around; depth++)
        {
            reference = around.Primary;
        }

        return reference;
    }

    private static bool Leads(Plan plan, ServiceRef reference, HashSet<string> seen, Func<Service, bool> to) =>
        seen.Add(reference.Service) && plan.Services.TryGetValue(reference.Service, out var service)
        && (to(service) || ServiceCycles.Next(service).Any(next => Leads(plan, next, seen, to)));
}
