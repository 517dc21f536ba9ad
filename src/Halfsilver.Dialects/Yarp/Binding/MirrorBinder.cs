using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Binds the mirrors that stand in a route's metadata. What is wrong with one leaves it out, and never its route.</summary>
internal sealed class MirrorBinder(ClusterBinder clusters, IEnumerable<string> names, ReadingScope scope)
{
    private const string Prefix = "Mirror.";
    private static readonly string[] Known = ["ClusterId", "Percent", "Methods", "Body", "Timeout", "Enabled", "Mark", "LogResponses"];

    /// <summary>The mirrors, each with where it stands.</summary>
    /// <param name="route">The route.</param>
    /// <param name="bases">What the primary's addresses put before a path, which the mirror's own replace.</param>
    public IReadOnlyList<(Mirror Mirror, Item At)> Bind(MapItem route, string bases)
    {
        var all = new SortedDictionary<string, Dictionary<string, ValueItem>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, item) in route.Map("Metadata")?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || item is not ValueItem value)
            {
                continue;
            }

            var words = name[Prefix.Length..].Split('.');
            var key = Known.FirstOrDefault(known => known.Equals(words[^1], StringComparison.OrdinalIgnoreCase));
            if (key is null || words.Length > 2 || words[0].Length == 0)
            {
                scope.Ignore(item.Place, item.Path, $"is no setting of a mirror; Mirror. or Mirror.NAME. before one of {string.Join(", ", Known)}", Nearest.To(words[^1], Known));
                continue;
            }

            var mirror = words.Length == 2 ? words[0] : "";
            if (!all.TryGetValue(mirror, out var settings))
            {
                all[mirror] = settings = new(StringComparer.Ordinal);
            }

            settings[key] = value;
        }

        var unique = new PlanNames();
        return [.. all.Select(one => Bind(one.Key, one.Value, bases, unique)).OfType<(Mirror, Item)>()];
    }

    private (Mirror Mirror, Item At)? Bind(string name, Dictionary<string, ValueItem> settings, string bases, PlanNames unique)
    {
        var first = settings.Values.MinBy(item => (item.Place.Line, item.Place.Column))!;
        if (!settings.TryGetValue("ClusterId", out var id))
        {
            return Left(first, $"names no cluster; {Prefix}{(name.Length > 0 ? name + "." : "")}ClusterId is needed");
        }

        if (clusters.Find((string)id.Value) is not { } cluster)
        {
            return Left(id, $"no cluster is named \"{FieldSyntax.Shown((string)id.Value)}\"", Nearest.To((string)id.Value, names));
        }

        if (!settings.TryGetValue("Percent", out var percent))
        {
            return Left(id, $"says no share; {Prefix}{(name.Length > 0 ? name + "." : "")}Percent is needed, 0 to 100");
        }

        if (!decimal.TryParse((string)percent.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 100 || number * 10_000 % 1 != 0 || Share.FromPercent(number) is not { } share)
        {
            return Left(percent, $"\"{FieldSyntax.Shown((string)percent.Value)}\" is no share; 0 to 100, with up to four decimals");
        }

        if (!Methods(settings.GetValueOrDefault("Methods"), out var methods) || !Flags(settings, out var flags) || !Deadline(settings.GetValueOrDefault("Timeout"), out var deadline))
        {
            return null;
        }

        var usual = new CopyTimeouts();
        return (new Mirror
        {
            Name = unique.Make(name.Length > 0 ? name : cluster.Service.Name),
            Target = new ServiceRef(cluster.Service.Name),
            Share = share,
            Enabled = flags.Enabled,
            CopyBody = flags.Body,
            LogResponses = flags.Log,
            Only = new CopyFilter { Methods = methods },
            Changes = new CopyChanges { Mark = flags.Mark, Rewrite = Base(cluster.Base, bases) },
            Timeouts = deadline is { } time ? usual with { Deadline = time, Connect = time < usual.Connect ? time : usual.Connect } : usual,
        }, id);
    }

    private static Rewrite Base(string own, string primarys) => own == primarys ? Rewrite.None
        : primarys.Length == 0 ? new Rewrite { AddPrefix = own }
        : own.Length == 0 ? new Rewrite { StripPrefix = primarys }
        : new Rewrite { ReplacePrefix = new PrefixReplacement(primarys, own) };

    private bool Methods(ValueItem? item, out ImmutableArray<string>? methods)
    {
        methods = CopyFilter.SafeMethods;
        var text = ((string?)item?.Value ?? "safe").Trim();
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            methods = null;
        }
        else if (!text.Equals("safe", StringComparison.OrdinalIgnoreCase))
        {
            var written = text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal).ToImmutableArray();
            methods = written;
            if (written.IsEmpty || MethodNames.Check(written, "") is not null)
            {
                Left(item!, $"\"{FieldSyntax.Shown(text)}\" names no methods; safe, all, or as GET, POST");
                return false;
            }
        }

        return true;
    }

    private bool Flags(Dictionary<string, ValueItem> settings, out (bool Enabled, bool Body, bool Mark, bool Log) flags)
    {
        var good = true;
        bool Flag(string key, bool usual)
        {
            if (!settings.TryGetValue(key, out var item))
            {
                return usual;
            }

            if (bool.TryParse((string)item.Value, out var value))
            {
                return value;
            }

            Left(item, $"\"{FieldSyntax.Shown((string)item.Value)}\" is neither true nor false");
            good = false;
            return usual;
        }

        flags = (Flag("Enabled", true), Flag("Body", true), Flag("Mark", false), Flag("LogResponses", false));
        return good;
    }

    private bool Deadline(ValueItem? item, out TimeSpan? deadline)
    {
        deadline = null;
        if (item is null)
        {
            return true;
        }

        if (TimeSpan.TryParse((string)item.Value, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero)
        {
            deadline = Times.Within(time);
            return true;
        }

        Left(item, $"\"{FieldSyntax.Shown((string)item.Value)}\" is no duration; as 00:00:05");
        return false;
    }

    private (Mirror, Item)? Left(ValueItem at, string why, string? meant = null)
    {
        scope.Ignore(at.Place, at.Path, $"{why}; the route is served without this mirror", meant);
        return null;
    }
}
