using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Times as Vrata's files have them: none, or zero, is the default.</summary>
internal static class Times
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // A plan counts in whole milliseconds.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public static TimeSpan? Of(MapItem? group, string key) =>
        group?.Value(key, TimeSpan.Zero) is { Ticks: > 0 } time ? time > Longest ? Longest : time < Shortest ? Shortest : time : null;

    public static TimeSpan Of(MapItem? group, string key, int seconds) => Of(group, key) ?? TimeSpan.FromSeconds(seconds);

    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
