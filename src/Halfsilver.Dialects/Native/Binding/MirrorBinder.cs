using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Binds mirrors.</summary>
internal sealed class MirrorBinder(References references)
{
    public ImmutableArray<Mirror> Bind(MapItem? map)
    {
        var mirrors = ImmutableArray.CreateBuilder<Mirror>();
        foreach (var (name, item) in map?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            if (Bind(name, (MapItem)item) is { } mirror)
            {
                mirrors.Add(mirror);
            }
        }

        return mirrors.ToImmutable();
    }

    private Mirror? Bind(string name, MapItem group)
    {
        references.Part(group.Map("compare"), "profile", "compare", "profile");
        references.Part(group, "redaction", "redaction", "redaction");
        references.Part(group, "ramp", "ramps", "ramp");
        if (references.Service(group) is not { } target || Share(group) is not { } share)
        {
            return null;
        }

        var headers = group.Map("headers");
        return new Mirror
        {
            Name = name,
            Target = target,
            Share = share,
            Sampling = Sampling(group),
            Role = group.Text("role") == "baseline" ? MirrorRole.Baseline : MirrorRole.Candidate,
            Candidate = group.Text("candidate"),
            Enabled = group.Value("enabled", true),
            Only = Only(group.Map("only")),
            Changes = new CopyChanges
            {
                Method = group.Text("method"),
                Rewrite = headers is null && group.Map("path") is null && group.Map("query") is null
                    ? Rewrite.None
                    : RewriteBinder.Bind(group.Map("path"), group.Map("query"), headers, RewriteBinder.Host(headers)),
                Mark = headers?.Value("mark", true) ?? true,
            },
            Timing = group.Text("timing") switch
            {
                "afterPrimary" => CopyTiming.AfterPrimary,
                "await" => CopyTiming.Await,
                _ => CopyTiming.Concurrent,
            },
            AwaitAtMost = group.Value("awaitAtMost", TimeSpan.FromSeconds(1)),
            CopyBody = group.Text("body") != "none",
            MaxBodyBytes = group.Size("maxBodySize"),
            Timeouts = Timeouts(group.Map("timeouts"), new CopyTimeouts()),
            Budget = Budget(group.Map("budget"), new MirrorBudget()),
            Circuit = Circuit(group.Map("circuit"), new CircuitSettings()),
            LogResponses = group.Value("logResponses", false),
        };
    }

    private static Share? Share(MapItem group) =>
        group.TryGet<Share>("fraction", out var share) ? share
        : group.TryGet<decimal>("percent", out var percent) ? Planning.Share.FromPercent(percent)
        : group.Text("role") == "baseline" ? Planning.Share.All
        : null;

    private static MirrorSampling Sampling(MapItem group)
    {
        if (group.Map("sampling")?.Map("sticky") is { } sticky)
        {
            return sticky.Text("key") is { } key
                ? new StickySampling
                {
                    Key = Key(key),
                    Fallback = sticky.Text("fallback") == "skip" ? StickyFallback.Skip : StickyFallback.Random,
                    Salt = sticky.Text("salt"),
                }
                : MirrorSampling.Exact;
        }

        return group.Text("sampling") switch
        {
            "counter" => MirrorSampling.Counter,
            "random" => MirrorSampling.Random,
            _ => MirrorSampling.Exact,
        };
    }

    /// <summary>A key as it is written.</summary>
    public static StickyKey Key(string text) => text.Split(':', 2) switch
    {
        ["header", var name] => new StickyKey(StickyKeyKind.Header, name),
        ["cookie", var name] => new StickyKey(StickyKeyKind.Cookie, name),
        ["query", var name] => new StickyKey(StickyKeyKind.Query, name),
        ["path"] => new StickyKey(StickyKeyKind.Path),
        ["clientIp"] => new StickyKey(StickyKeyKind.ClientAddress),
        _ => new StickyKey(StickyKeyKind.TraceId),
    };

    private static CopyFilter Only(MapItem? only)
    {
        if (only is null)
        {
            return new CopyFilter();
        }

        var named = only.List("methods");
        return new CopyFilter
        {
            Methods = named.Count > 0 ? RuleBinder.Texts(named) : only.Text("methods") == "all" ? null : CopyFilter.SafeMethods,
            Path = RuleBinder.Path(only, "path"),
            NotPath = RuleBinder.Path(only, "notPath"),
            Headers = RuleBinder.Headers(only),
            ContentTypes = RuleBinder.Texts(only.List("contentTypes")),
        };
    }

    private static CopyTimeouts Timeouts(MapItem? group, CopyTimeouts times) => group is null ? times : new CopyTimeouts
    {
        Connect = group.Value("connect", times.Connect),
        Deadline = group.Value("deadline", times.Deadline),
        Idle = group.Value("idle", times.Idle),
        Held = group.Value("held", times.Held),
    };

    private static MirrorBudget Budget(MapItem? group, MirrorBudget budget) => group is null ? budget : new MirrorBudget
    {
        MaxInFlight = (int)group.Value<long>("maxInFlight", budget.MaxInFlight),
        MaxQueue = (int)group.Value<long>("maxQueue", budget.MaxQueue),
        MaxPerSecond = group.Limit("maxPerSecond"),
        Window = group.Value("window", budget.Window),
        MaxAnswerBytes = group.Value("maxAnswerBytes", budget.MaxAnswerBytes),
    };

    private static CircuitSettings Circuit(MapItem? group, CircuitSettings circuit) => group is null ? circuit : new CircuitSettings
    {
        OpenAfter = (int)group.Value<long>("openAfter", circuit.OpenAfter),
        FirstProbe = group.Value("firstProbe", circuit.FirstProbe),
    };
}
