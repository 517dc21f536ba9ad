namespace Halfsilver.Planning;

/// <summary>Routes: names, entry points, actions, rewrites, mirrors.</summary>
internal static class RouteCheck
{
    private static readonly int[] Redirects = [301, 302, 303, 307, 308];

    public static void Check(Plan plan, References references, ICollection<Problem> problems)
    {
        Names.Check("routes", plan.Routes.Select(route => route.Name), problems);
        var ranges = new Ranges(problems);
        foreach (var route in plan.Routes)
        {
            var place = $"routes[{route.Name}]";
            for (var i = 0; i < route.EntryPoints.Length; i++)
            {
                references.EntryPoint(route.EntryPoints[i], $"{place}.entryPoints[{i}]");
            }

            Action(route.Action, place, references, problems);
            RewriteCheck.Check(route.Rewrite, $"{place}.rewrite", problems);
            if (route.Timeout is { } timeout)
            {
                ranges.Time(timeout, $"{place}.timeout");
            }

            ranges.AtLeast(route.MaxBodyBytes ?? 0, 0, $"{place}.maxBodySize");
            MirrorCheck.Check(plan, route.Mirrors, place, references, problems);
        }
    }

    private static void Action(RouteAction action, string place, References references, ICollection<Problem> problems)
    {
        switch (action)
        {
            case ForwardAction forward:
                references.Service(forward.To, $"{place}.destinations[0].service");
                break;
            case SplitAction split:
                references.Weighted(split.To.IsDefault ? [] : split.To, $"{place}.destinations");
                break;
            case RedirectAction redirect:
                Redirect(redirect, $"{place}.redirect", problems);
                break;
            case DirectAction direct:
                if (direct.Status is < 200 or > 599)
                {
                    problems.Report(
                        ProblemCodes.BadStatus,
                        $"{place}.respond.status",
                        $"not a status to answer with ({direct.Status}); 200 to 599");
                }

                RewriteCheck.Fields(direct.Fields, $"{place}.respond.headers", problems);
                break;
        }
    }

    private static void Redirect(RedirectAction redirect, string place, ICollection<Problem> problems)
    {
        if (!Redirects.Contains(redirect.Status))
        {
            problems.Report(
                ProblemCodes.BadStatus,
                $"{place}.status",
                $"not a redirect ({redirect.Status}); one of {string.Join(", ", Redirects)}");
        }

        if (redirect.Scheme is not (null or "http" or "https"))
        {
            problems.Report(ProblemCodes.BadWord, $"{place}.scheme", $"not a scheme ({FieldSyntax.Shown(redirect.Scheme)}); http or https");
        }

        if (redirect.Host is { } host && !HostPort.IsHost(host is ['[', .., ']'] ? host[1..^1] : host))
        {
            problems.Report(
                ProblemCodes.BadHost,
                $"{place}.host",
                $"not a host ({FieldSyntax.Shown(host)}); a name or address without port");
        }

        new Ranges(problems).Number(redirect.Port ?? 1, 1, ushort.MaxValue, $"{place}.port");
        RewriteCheck.Prefix(redirect.Path, $"{place}.path", problems);
        RewriteCheck.Prefix(redirect.PathPrefix, $"{place}.pathPrefix", problems);
        if (redirect.Path is not null && redirect.PathPrefix is not null)
        {
            problems.Report(
                ProblemCodes.BadPath,
                $"{place}.path",
                $"path and pathPrefix are both there ({redirect.Path}, {redirect.PathPrefix}); one of them");
        }
    }
}
