using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Finds services that lead back to themselves, mirrors included, and names the way.</summary>
internal static class ServiceCycles
{
    public static void Check(Plan plan, ICollection<Problem> problems)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in plan.Services.Keys.Order(StringComparer.Ordinal))
        {
            Visit(plan, name, [], done, problems);
        }
    }

    private static void Visit(Plan plan, string name, ImmutableList<string> way, HashSet<string> done, ICollection<Problem> problems)
    {
        var seen = way.IndexOf(name);
        if (seen >= 0)
        {
            var circle = string.Join(" -> ", way.Skip(seen).Append(name));
            problems.Report(
                ProblemCodes.ServiceCycle,
                $"services[{name}]",
                $"services refer to each other in a circle ({circle}); each chain of services ends at endpoints");
            return;
        }

        if (done.Contains(name) || !plan.Services.TryGetValue(name, out var service))
        {
            return;
        }

        foreach (var next in Next(service).Distinct(StringComparer.Ordinal))
        {
            Visit(plan, next, way.Add(name), done, problems);
        }

        done.Add(name);
    }

    private static IEnumerable<string> Next(Service service) => service switch
    {
        WeightedService weighted => weighted.To.Select(to => to.Service.Service),
        MirroringService mirroring => mirroring.Mirrors.Select(mirror => mirror.Target.Service).Prepend(mirroring.Primary.Service),
        FanOutService fanOut => fanOut.Calls.IsDefault ? [] : fanOut.Calls.Select(call => call.Service.Service),
        _ => [],
    };
}
