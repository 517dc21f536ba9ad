namespace Halfsilver.Planning;

/// <summary>Admin side, logs, budgets, drain, pinned names.</summary>
internal static class SettingsCheck
{
    private static readonly string[] Levels = ["trace", "debug", "info", "warn", "error"];

    public static void Check(Plan plan, ICollection<Problem> problems)
    {
        var ranges = new Ranges(problems);
        if (plan.Gateway.Length == 0 || plan.Gateway.Any(char.IsControl))
        {
            problems.Report(
                ProblemCodes.BadName,
                "gateway",
                $"not a name (\"{FieldSyntax.Shown(plan.Gateway)}\"); at least one character, none of control");
        }

        AdminCheck.Check(plan.Admin, problems);
        if (!Levels.Contains(plan.Logs.Level, StringComparer.OrdinalIgnoreCase))
        {
            problems.Report(
                ProblemCodes.BadWord,
                "logs.level",
                $"not a level ({plan.Logs.Level}){Nearest.Question(plan.Logs.Level, Levels)}; one of {string.Join(", ", Levels)}");
        }

        ranges.AtLeast(plan.Budgets.MaxInFlight, 1, "budgets.maxInFlight");
        ranges.AtLeast(plan.Budgets.MaxQueue, 0, "budgets.maxQueue");
        ranges.AtLeast(plan.Budgets.MaxBufferedBytes, 1, "budgets.maxBufferedBytes");
        ranges.AtLeast(plan.Budgets.MaxSpillBytes, 0, "budgets.maxSpillBytes");
        ranges.AtLeast(plan.Budgets.MaxSpillFiles, 1, "budgets.maxSpillFiles");
        ranges.AtLeast(plan.Budgets.MaxCopiesPerSecond ?? 1, 1, "budgets.maxCopiesPerSecond");
        ranges.TimeOrZero(plan.Drain.Primaries, "drain.primaries");
        ranges.TimeOrZero(plan.Drain.Copies, "drain.copies");
        foreach (var (name, address) in plan.Resolve.OrderBy(pin => pin.Key, StringComparer.Ordinal))
        {
            if (!HostPort.IsHostPort(name))
            {
                problems.Report(
                    ProblemCodes.BadAddress,
                    $"resolve[{name}]",
                    $"not host:port ({name}); as a service writes it, as orders.internal:8000");
            }

            if (!HostPort.IsHostPort(address) && !HostPort.IsHost(address))
            {
                problems.Report(
                    ProblemCodes.BadAddress,
                    $"resolve[{name}]",
                    $"not an address ({address}); host:port, or a host that keeps the port");
            }
        }
    }
}
