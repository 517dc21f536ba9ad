namespace Halfsilver.Planning;

/// <summary>Entry points: names, addresses, limits.</summary>
internal static class EntryPointCheck
{
    public static void Check(Plan plan, ICollection<Problem> problems)
    {
        if (plan.EntryPoints.IsDefaultOrEmpty)
        {
            problems.Report(ProblemCodes.UnknownEntryPoint, "entryPoints", "no entry points (0); at least one");
            return;
        }

        Names.Check("entryPoints", plan.EntryPoints.Select(entryPoint => entryPoint.Name), problems);
        var taken = new Dictionary<ListenAddress, string>();
        if (ListenAddress.Parse(plan.Admin.Listen) is { Port: > 0 } admin)
        {
            taken[admin] = "admin";
        }

        foreach (var entryPoint in plan.EntryPoints)
        {
            var place = $"entryPoints[{entryPoint.Name}]";
            if (ListenAddress.Parse(entryPoint.Listen) is not { } listen)
            {
                problems.Add(BadListen($"{place}.listen", entryPoint.Listen));
            }
            else if (listen.Port > 0 && !taken.TryAdd(listen, entryPoint.Name))
            {
                problems.Report(
                    ProblemCodes.BadListen,
                    $"{place}.listen",
                    $"address is taken by \"{taken[listen]}\" ({entryPoint.Listen}); an address of its own");
            }
            else if (IsAdmins(plan.Admin, listen))
            {
                problems.Report(
                    ProblemCodes.BadListen,
                    $"{place}.listen",
                    $"port is the admin side's too ({entryPoint.Listen}, {plan.Admin.Listen}); another for one of them (--listen, --admin)");
            }

            Tls(entryPoint.Tls, $"{place}.tls", problems);
            Limits(entryPoint.Limits, $"{place}.limits", problems);
        }
    }

    /// <summary>Whether a problem is gone once the admin side listens elsewhere.</summary>
    public static bool IsAdminsPort(Plan plan, Problem problem) =>
        problem.Code == ProblemCodes.BadListen && plan.EntryPoints.Any(
            entryPoint => problem.Path == $"entryPoints[{entryPoint.Name}].listen" && ListenAddress.Parse(entryPoint.Listen) is { Port: > 0 } listen
                && (IsAdmins(plan.Admin, listen) || listen == ListenAddress.Parse(plan.Admin.Listen)));

    // Every address is the admin side's too.
    private static bool IsAdmins(AdminSettings admin, ListenAddress listen) =>
        ListenAddress.Parse(admin.Listen) is { Port: > 0 } other && other.Port == listen.Port && other != listen && (other.IsWildcard || listen.IsWildcard);

    public static Problem BadListen(string path, string listen) =>
        new(
            path,
            $"not an address to listen on ({listen}); host:port, the host an IP address, localhost or nothing, the port 0 to 65535")
        {
            Code = ProblemCodes.BadListen,
        };

    /// <summary>Certificates of a listener.</summary>
    public static void Tls(ListenTls? tls, string place, ICollection<Problem> problems)
    {
        for (var i = 0; i < tls?.Certificates.Length; i++)
        {
            var (file, keyFile) = tls.Certificates[i];
            if (file.Length == 0 || keyFile.Length == 0)
            {
                problems.Report(
                    ProblemCodes.BadCertificate,
                    $"{place}.certificates[{i}]",
                    $"names no file (\"{FieldSyntax.Shown(PemText.Shown(file))}\", \"{FieldSyntax.Shown(PemText.Shown(keyFile))}\"); a certificate and its key, each in a PEM file or as PEM text");
            }
        }
    }

    private static void Limits(ConnectionLimits limits, string place, ICollection<Problem> problems)
    {
        var ranges = new Ranges(problems);
        ranges.AtLeast(limits.MaxConnections, 1, $"{place}.maxConnections");
        ranges.AtLeast(limits.MaxRequests, 1, $"{place}.maxRequests");
        ranges.Number(limits.MaxHeadBytes, 1024, 1024 * 1024, $"{place}.maxHeadBytes");
        ranges.Number(limits.MaxFields, 1, 1_000, $"{place}.maxFields");
        ranges.Time(limits.HeadTimeout, $"{place}.headTimeout");
        ranges.Time(limits.KeepAliveTimeout, $"{place}.keepAliveTimeout");
        ranges.AtLeast(limits.MinBodyRate, 0, $"{place}.minBodyRate");
        ranges.TimeOrZero(limits.BodyRateGrace, $"{place}.bodyRateGrace");
        if (limits.UpgradeIdleTimeout is { } idle)
        {
            ranges.Time(idle, $"{place}.upgradeIdleTimeout");
        }
    }
}
