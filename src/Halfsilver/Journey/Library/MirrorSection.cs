using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Journey.Library;

/// <summary>Reads one mirror out of configuration.</summary>
internal static class MirrorSection
{
    private static readonly string[] s_keys =
    [
        "Url", "Service", "Percent", "Enabled", "Methods", "Host", "Path", "PathPrefix", "Body", "MaxBodyBytes", "Mark", "RemoveHeaders",
        "SetHeaders", "Timing", "AwaitAtMost", "Timeouts", "Budget", "Circuit",
    ];

    /// <summary>Adds the mirror, and its service where it has an address of its own.</summary>
    public static void Read(MirroringOptions options, string name, SectionValues values)
    {
        values.Know(s_keys);
        var problems = options.Problems;
        var (url, service) = (values.Text("Url"), values.Text("Service"));
        if (url is null == service is null)
        {
            problems.Report(
                ProblemCodes.BadAddress,
                values.Place("Url"),
                url is null ? "neither Url nor Service is there; one of them" : "Url and Service are both there; one of them");
            return;
        }

        if (url is not null)
        {
            var endpoint = MirrorUrl.Read(url, values.Place("Url"), problems);
            options.Service(new EndpointsService { Name = name, Endpoints = endpoint is null ? [] : [endpoint] });
        }

        var percent = values.Decimal("Percent");
        if (percent is null && values.Text("Percent") is null)
        {
            problems.Report(ProblemCodes.OutOfRange, values.Place("Percent"), "how much is copied is not said; 0 to 100, decimals allowed");
        }

        var plain = new Mirror { Name = name, Target = new ServiceRef(service ?? name), Share = Share.None };
        options.Mirror(
            plain with
            {
                Share = MirrorShare.Of(percent ?? 0, values.Place("Percent"), problems),
                Enabled = values.Truth("Enabled", true),
                Only = Only(values),
                Changes = Changes(values, problems),
                Timing = Timing(values, problems),
                AwaitAtMost = values.Time("AwaitAtMost", plain.AwaitAtMost),
                CopyBody = values.Truth("Body", true),
                MaxBodyBytes = values.Long("MaxBodyBytes"),
                Timeouts = Timeouts(values.Inner("Timeouts"), plain.Timeouts),
                Budget = Budget(values.Inner("Budget"), plain.Budget),
                Circuit = Circuit(values.Inner("Circuit"), plain.Circuit),
            },
            Match(values));
    }

    // "all" is a word of its own: a method of this name would be written in capitals.
    private static CopyFilter Only(SectionValues values) => values.List("Methods") switch
    {
        null or ["safe"] => new CopyFilter(),
        ["all"] => new CopyFilter { Methods = null },
        { } methods => new CopyFilter { Methods = [.. methods] },
    };

    private static CopyChanges Changes(SectionValues values, List<Problem> problems) => new()
    {
        Mark = values.Truth("Mark", true),
        Rewrite = new Rewrite
        {
            RemoveFields = [.. values.List("RemoveHeaders") ?? []],
            SetFields = [.. values.Pairs("SetHeaders").Select(pair => new Field(pair.Name, pair.Value))],
        },
    };

    private static CopyTiming Timing(SectionValues values, List<Problem> problems)
    {
        var text = values.Text("Timing");
        if (text is null)
        {
            return CopyTiming.Concurrent;
        }

        // Numbers are values of an enumeration too, but no words.
        if (Enum.TryParse<CopyTiming>(text, ignoreCase: true, out var timing) && char.IsAsciiLetter(text[0]))
        {
            return timing;
        }

        var words = Enum.GetNames<CopyTiming>();
        problems.Report(
            ProblemCodes.BadWord,
            values.Place("Timing"),
            $"not a timing ({FieldSyntax.Shown(text)}){Nearest.Question(text, words)}; one of {string.Join(", ", words)}");
        return CopyTiming.Concurrent;
    }

    private static Rule? Match(SectionValues values)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        if (values.Text("Host") is { } host)
        {
            rules.Add(new HostRule(host));
        }

        if (values.Text("Path") is { } path)
        {
            rules.Add(new PathRule(path));
        }

        if (values.Text("PathPrefix") is { } prefix)
        {
            rules.Add(new PathPrefixRule(prefix));
        }

        return rules.Count switch
        {
            0 => null,
            1 => rules[0],
            _ => new AllOf(rules.ToImmutable()),
        };
    }

    private static CopyTimeouts Timeouts(SectionValues values, CopyTimeouts plain)
    {
        values.Know(["Connect", "Deadline", "Idle"]);
        return new CopyTimeouts
        {
            Connect = values.Time("Connect", plain.Connect),
            Deadline = values.Time("Deadline", plain.Deadline),
            Idle = values.Time("Idle", plain.Idle),
        };
    }

    private static MirrorBudget Budget(SectionValues values, MirrorBudget plain)
    {
        values.Know(["MaxInFlight", "MaxQueue", "MaxPerSecond", "Window", "MaxAnswerBytes"]);
        return new MirrorBudget
        {
            MaxInFlight = values.Number("MaxInFlight", plain.MaxInFlight),
            MaxQueue = values.Number("MaxQueue", plain.MaxQueue),
            MaxPerSecond = values.Number("MaxPerSecond"),
            Window = values.Long("Window") ?? plain.Window,
            MaxAnswerBytes = values.Long("MaxAnswerBytes") ?? plain.MaxAnswerBytes,
        };
    }

    private static CircuitSettings Circuit(SectionValues values, CircuitSettings plain)
    {
        values.Know(["OpenAfter", "FirstProbe"]);
        return new CircuitSettings
        {
            OpenAfter = values.Number("OpenAfter", plain.OpenAfter),
            FirstProbe = values.Time("FirstProbe", plain.FirstProbe),
        };
    }
}
