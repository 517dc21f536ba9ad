using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Health checks, ejections, and keys of hash balancing.</summary>
internal static class HealthRules
{
    public static void Check(EndpointsService service, string place, ICollection<Problem> problems)
    {
        if (service.HealthCheck is { } check)
        {
            Check(check, $"{place}.healthCheck", problems);
        }

        for (var i = 0; i < (service.Endpoints.IsDefault ? 0 : service.Endpoints.Length); i++)
        {
            if (service.Endpoints[i].OwnHealthCheck is { } own)
            {
                Check(own, $"{place}.endpoints[{i}].healthCheck", problems);
            }
        }

        if (service.Ejection is { } ejection)
        {
            Check(ejection, $"{place}.ejection", new Ranges(problems));
        }

        if (service.HashKey is { } key)
        {
            SamplingCheck.Key(key, $"{place}.balancing.hash.key", problems);
        }

        if ((service.Balancing == Balancing.Hash) != service.HashKey is not null)
        {
            problems.Report(
                ProblemCodes.BadSampling, $"{place}.balancing", $"a key and hash go together (balancing {service.Balancing}); balancing: {{hash: {{key: …}}}}");
        }
    }

    /// <summary>Ranges of statuses, at least one where there must be one.</summary>
    public static void Statuses(ImmutableArray<StatusRange> statuses, bool needed, string place, ICollection<Problem> problems)
    {
        if (needed && statuses.IsDefaultOrEmpty)
        {
            problems.Report(ProblemCodes.BadStatus, place, "no status (0); at least one, as 200-399");
        }

        foreach (var range in (statuses.IsDefault ? [] : statuses).Where(range => range.From < 100 || range.To > 599 || range.From > range.To))
        {
            problems.Report(ProblemCodes.BadStatus, place, $"not a range of statuses ({range}); 100 to 599, the lower one first, as 500-599");
        }
    }

    private static void Check(HealthCheck check, string place, ICollection<Problem> problems)
    {
        var ranges = new Ranges(problems);
        if (!check.Path.StartsWith('/') || check.Path.Any(letter => letter is <= ' ' or > '~' or '#'))
        {
            problems.Report(ProblemCodes.BadPath, $"{place}.path", $"not a path ({FieldSyntax.Shown(check.Path)}); begins with / and has no space");
        }

        if (MethodNames.Check([check.Method], $"{place}.method") is { } badMethod)
        {
            problems.Add(badMethod);
        }
        else if (check.Method == "CONNECT")
        {
            problems.Report(ProblemCodes.BadMethod, $"{place}.method", "a check is never a tunnel (CONNECT); another method");
        }

        ranges.Time(check.Interval, $"{place}.interval");
        ranges.Time(check.Timeout, $"{place}.timeout");
        ranges.Number(check.UnhealthyAfter, 1, 1_000, $"{place}.unhealthyAfter");
        ranges.Number(check.HealthyAfter, 1, 1_000, $"{place}.healthyAfter");
        ranges.Number(check.Port ?? 1, 1, ushort.MaxValue, $"{place}.port");
        Statuses(check.Status, needed: true, $"{place}.status", problems);
        if (check.Host is { } host)
        {
            RewriteCheck.Host(new HostRewrite(HostKind.Literal, host), $"{place}.host", problems);
        }

        RewriteCheck.Fields(check.Fields, $"{place}.headers", problems);
    }

    private static void Check(Ejection ejection, string place, Ranges ranges)
    {
        ranges.Number(ejection.ConsecutiveFailures, 1, 10_000, $"{place}.consecutiveFailures");
        ranges.Number(ejection.ConsecutiveErrors ?? 1, 1, 10_000, $"{place}.consecutive5xx");
        ranges.Time(ejection.For, $"{place}.for");
    }
}
