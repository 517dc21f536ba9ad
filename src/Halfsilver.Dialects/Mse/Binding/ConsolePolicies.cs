using System.Text.RegularExpressions;

using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Binds the policies of the console's routes.</summary>
internal sealed partial class ConsolePolicies(ConsoleServices services, ReadingScope scope, PlanPlaces places)
{
    /// <summary>The mirror, or null for none.</summary>
    /// <param name="policies">The route's policies.</param>
    /// <param name="gateway">The route's gateway; null where it names none.</param>
    /// <param name="route">The route's name in the plan.</param>
    public Mirror? Mirror(MapItem? policies, string? gateway, string route)
    {
        if (policies?.Map("trafficMirror") is not { } policy || policy.Text("target") is not { } name || services.OfMirror(policy, gateway) is not { } target)
        {
            return null;
        }

        var percent = policy.Value("percentage", 100m);
        var mirror = MirrorMaker.Make(new PlanNames().Make(name), target, Share.FromPercent(percent)!) with { Enabled = policy.Value("enable", true) };
        if (percent == 0)
        {
            scope.Remark(policy.Place, policy.Path, "gets no copies: its percentage is 0");
        }
        else if (!mirror.Enabled)
        {
            scope.Remark(policy.Place, policy.Path, "is switched off: it gets no copies until it is switched on");
        }

        places.Remember($"routes[{route}].mirrors[{mirror.Name}]", policy);
        return mirror;
    }

    /// <summary>How long an answer may take; null where nothing is said.</summary>
    public static TimeSpan? Timeout(MapItem? policies)
    {
        if (policies?.Map("timeout") is not { } policy || !policy.Value("status", true) || !policy.TryGet<long>("unitNum", out var units))
        {
            return null;
        }

        var time = (policy.Text("timeUnit") ?? "s").ToLowerInvariant() switch
        {
            "ms" or "millisecond" => TimeSpan.FromMilliseconds(units),
            "m" or "minute" => TimeSpan.FromMinutes(units),
            "h" or "hour" => TimeSpan.FromHours(units),
            _ => TimeSpan.FromSeconds(units),
        };
        return time == TimeSpan.Zero || time > Upstreams.Longest ? Upstreams.Longest : time;
    }

    /// <summary>What is changed about requests.</summary>
    /// <param name="policies">The route's policies.</param>
    /// <param name="path">The route's test of the path.</param>
    public Rewrite Rewrite(MapItem? policies, MapItem? path)
    {
        var rewrite = Planning.Rewrite.None;
        if (policies?.Map("httpRewrite") is { } policy && policy.Value("status", true))
        {
            rewrite = Path(policy, path);
            if (policy.Text("host") is { Length: > 0 } host)
            {
                rewrite = rewrite with { Host = new HostRewrite(HostKind.Literal, host) };
            }
        }

        var changes = policies?.Entries.GetValueOrDefault("headerOp");
        var items = changes switch
        {
            ListItem list => list.Items,
            MapItem map when map.Value("status", true) => map.List("headerOpItems"),
            _ => [],
        };
        return items.OfType<MapItem>().Aggregate(rewrite, Field);
    }

    /// <summary>Says what becomes of the policies that have no effect here, and refuses those that keep somebody out.</summary>
    public void SayOthers(MapItem? policies)
    {
        foreach (var (name, _, how) in PolicyKeys.Off)
        {
            if (policies?.Map(name) is { } policy && policy.Value("status", true))
            {
                scope.Approximate(policy.Place, policy.Path, how);
            }
        }

        foreach (var name in PolicyKeys.Guards)
        {
            if (policies?.Map(name) is { } policy && policy.Value("status", true))
            {
                scope.Reject(Codes.NotHere, policy.Place, policy.Path, "nobody is kept out here: without this policy the route would be open");
            }
        }
    }

    private Rewrite Path(MapItem policy, MapItem? path)
    {
        var to = policy.Text("path") is { Length: > 0 } text ? text : null;
        switch (policy.Text("pathType") ?? "EQUAL")
        {
            case "PRE" or "PREFIX" when to is not null:
                if (path?.Text("path") is { } prefix && (path.Text("type") ?? "PRE") == "PRE")
                {
                    if (path.Value("ignoreCase", false))
                    {
                        return new Rewrite { ReplaceRegex = new RegexReplacement($"^(?i:{Tests.Literal(prefix.TrimEnd('/'))})", to.Replace("$", "$$", StringComparison.Ordinal)) };
                    }

                    return new Rewrite { ReplacePrefix = new PrefixReplacement(prefix, to) };
                }

                scope.Reject(Codes.BadValue, policy.Place, policy.Path, "a prefix is replaced where the route's path is one (PRE)");
                return Planning.Rewrite.None;
            case "REGEX" or "ERGULAR" or "REGULAR" when policy.Text("pattern") is { Length: > 0 } pattern:
                return new Rewrite { ReplaceRegex = new RegexReplacement(pattern, Replacement(policy.Text("substitution") ?? "")) };
            default:
                return to is null ? Planning.Rewrite.None : new Rewrite { ReplacePath = to };
        }
    }

    private Rewrite Field(Rewrite rewrite, MapItem change)
    {
        if (change.Text("directionType") == "Response")
        {
            scope.Approximate(change.Place, change.Path, "fields of answers are passed on as they come");
            return rewrite;
        }

        if (change.Text("key") is not { } name)
        {
            return rewrite;
        }

        var field = new Field(name, (change.Text("value") ?? "").Trim(' ', '\t'));
        return change.Text("opType") switch
        {
            "Add" => rewrite with { AddFields = rewrite.AddFields.Add(field) },
            "Update" => rewrite with { SetFields = rewrite.SetFields.Add(field) },
            "Delete" => rewrite with { RemoveFields = rewrite.RemoveFields.Add(name) },
            _ => rewrite,
        };
    }

    /// <summary>What stands in place of matches, in the plan's notation: groups as \1 or $1.</summary>
    public static string Replacement(string text) =>
        Groups().Replace(text, match => match.Groups["group"].Success ? $"${{{match.Groups["group"].Value}}}" : "$$");

    [GeneratedRegex(@"[\\$](?<group>[0-9])|\$\{(?<group>[0-9])\}|\$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Groups();
}
