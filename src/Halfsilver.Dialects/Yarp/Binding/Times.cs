using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Times as a plan can hold them: a millisecond to a day.</summary>
internal static class Times
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>A time that stands there; null for none, for zero and for the word of .NET that means for ever.</summary>
    public static TimeSpan? Of(MapItem? group, string key) =>
        group?.Value(key, TimeSpan.Zero) is { Ticks: > 0 } time ? Within(time) : null;

    /// <summary>The nearest that a plan can hold.</summary>
    public static TimeSpan Within(TimeSpan time) => time > Longest ? Longest : time < Shortest ? Shortest : time;
}
