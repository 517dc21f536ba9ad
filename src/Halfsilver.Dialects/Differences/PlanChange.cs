using System.Text.Json.Nodes;

using Halfsilver.Dialects.Native.Writing;

namespace Halfsilver.Dialects.Differences;

/// <summary>How a place of a plan changed.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It has another value.</summary>
    Changed,
}

/// <summary>One difference of two plans.</summary>
/// <param name="Path">Where, in the native file's keys: <c>routes.orders.mirrors.v2.percent</c>.</param>
/// <param name="Kind">How.</param>
/// <param name="Before">What stood there, as the native file writes it; null where it is new. Secrets are masked.</param>
/// <param name="After">What stands there now; null where it is gone.</param>
public sealed record PlanChange(string Path, ChangeKind Kind, JsonNode? Before, JsonNode? After)
{
    private const int LongestShown = 160;

    /// <summary>One line: <c>~ path  old → new</c>, <c>+ path  value</c> or <c>- path  value</c>.</summary>
    public override string ToString() => Kind switch
    {
        ChangeKind.Added => $"+ {Path}  {Shown(After)}",
        ChangeKind.Removed => $"- {Path}  {Shown(Before)}",
        _ => $"~ {Path}  {Shown(Before)} → {Shown(After)}",
    };

    private static string Shown(JsonNode? value)
    {
        var text = YamlText.Line(value);
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }
}
