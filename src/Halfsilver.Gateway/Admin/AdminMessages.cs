using System.Collections.Immutable;
using System.Globalization;
using Halfsilver.Gateway.Running;
using Halfsilver.Sending;

namespace Halfsilver.Gateway.Admin;

/// <summary>Body of a kill or a resume. No body means everything.</summary>
/// <param name="Scope"><c>all</c>, <c>route</c> or <c>mirror</c>; may be left out, then the names say it.</param>
/// <param name="Route">A route's name.</param>
/// <param name="Mirror">A mirror's name on that route.</param>
/// <param name="Reason">Why; shown wherever the switch is.</param>
/// <param name="Actor">Who; default <c>api</c>.</param>
internal sealed record KillBody(string? Scope = null, string? Route = null, string? Mirror = null, string? Reason = null, string? Actor = null);

/// <summary>One scope that is stopped.</summary>
internal sealed record KillEntry(string Scope, string? Route, string? Mirror, string Reason, string Actor, DateTimeOffset Since)
{
    /// <summary>From what the gateway says.</summary>
    public static KillEntry From(EngagedKill kill) => new(kill.Scope.Kind, kill.Scope.Route, kill.Scope.Mirror, kill.Reason, kill.Actor, kill.Since);
}

/// <summary>Answer to a question about the kill switch.</summary>
internal sealed record KillState(string Gateway, bool Engaged, ImmutableArray<KillEntry> Stopped)
{
    /// <summary>From what the gateway says.</summary>
    public static KillState From(IGateway gateway)
    {
        var stopped = gateway.Kill.Engaged.Select(KillEntry.From).ToImmutableArray();
        return new KillState(gateway.Plan.Gateway, stopped.Length > 0, stopped);
    }
}

/// <summary>Answer to a kill or a resume: what it did, and what is stopped now.</summary>
internal sealed record KillAnswer(
    string Gateway, string Scope, string? Route, string? Mirror, bool Changed, DateTimeOffset At,
    int QueuedDropped, int InFlight, ImmutableArray<KillEntry> Stopped);

/// <summary>Answer to a reload.</summary>
internal sealed record ReloadAnswer(ReloadOutcome Outcome, int Revision, ImmutableArray<string> Problems);

/// <summary>A request to explain.</summary>
internal sealed record ExplainBody(string? Method = null, string? Url = null, ImmutableArray<ExplainField>? Headers = null);

/// <summary>A field of a request to explain.</summary>
internal sealed record ExplainField(string Name, string Value);

/// <summary>An explanation, as text for people.</summary>
internal sealed record ExplainAnswer(string Text);

/// <summary>The gateway at a glance.</summary>
internal sealed record StatusAnswer(
    string Gateway, string Version, int Revision, bool Ready, ImmutableArray<StatusEntryPoint> EntryPoints,
    ImmutableArray<StatusRoute> Routes, KillState KillSwitch);

/// <summary>An entry point as bound.</summary>
internal sealed record StatusEntryPoint(string Name, string Address);

/// <summary>A route and its mirrors.</summary>
internal sealed record StatusRoute(string Name, ImmutableArray<StatusMirror> Mirrors);

/// <summary>A mirror, its target and its share.</summary>
internal sealed record StatusMirror(string Name, string Service, decimal Percent, bool Enabled);

/// <summary>One line of the tap.</summary>
internal sealed record TapLine(
    string At, string Route, string Mirror, string Method, string Path, string Fate, string? Reason,
    int? PrimaryStatus, int? MirrorStatus, double? PrimaryMs, double MirrorMs)
{
    /// <summary>From a copy that ended.</summary>
    public static TapLine From(EndedCopy copy) => new(
        copy.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        copy.Route, copy.Mirror, copy.Method, copy.Path, FateText.Ending(copy.Fate), copy.Fate is Halfsilver.Sending.Fate.Answered ? null : FateText.Label(copy.Fate),
        copy.PrimaryStatus == 0 ? null : copy.PrimaryStatus, copy.MirrorStatus == 0 ? null : copy.MirrorStatus,
        copy.PrimaryTime == TimeSpan.Zero ? null : Math.Round(copy.PrimaryTime.TotalMilliseconds, 3), Math.Round(copy.MirrorTime.TotalMilliseconds, 3));
}

/// <summary>How many lines a reader of the tap was too slow for, since it began.</summary>
internal sealed record TapDropped(long Dropped);
