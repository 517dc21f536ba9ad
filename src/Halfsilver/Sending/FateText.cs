using System.Collections.Immutable;
using System.Text.Json;

namespace Halfsilver.Sending;

/// <summary>Fates as people and metrics name them, and which column of the books each belongs to.</summary>
internal static class FateText
{
    private static readonly string[] s_labels = [.. Enum.GetValues<Fate>().Select(Name)];

    /// <summary>Fates before a connection, in the order in which they are decided.</summary>
    public static ImmutableArray<Fate> Skipped { get; } = [.. Enum.GetValues<Fate>().Where(IsSkipped)];

    /// <summary>Fates of copies that were handed to a connection and not answered.</summary>
    public static ImmutableArray<Fate> Failed { get; } = [.. Enum.GetValues<Fate>().Where(IsFailed)];

    /// <summary>The label, such as <c>queue_full</c>; a skipped and a failed fate may share one.</summary>
    public static string Label(Fate fate) => s_labels[(int)fate];

    /// <summary>The column of the books: <c>answered</c>, <c>skipped</c>, <c>failed</c> or <c>cut</c> (which counts among the failed).</summary>
    public static string Ending(Fate fate) => fate switch
    {
        Fate.Answered => "answered",
        < Fate.FailedDns => "skipped",
        < Fate.CutLagged => "failed",
        _ => "cut",
    };

    public static bool IsSkipped(Fate fate) => fate is >= Fate.Killed and <= Fate.Removed;

    public static bool IsFailed(Fate fate) => fate >= Fate.FailedDns;

    /// <summary>Skipped because there was more than the budgets allow.</summary>
    public static bool IsOverload(Fate fate) => fate is Fate.Overload or (>= Fate.Rate and <= Fate.NoDescriptor);

    /// <summary>Failures that say something against the mirror, not against the client, the budgets or the plan.</summary>
    public static bool IsMirrorsFault(Fate fate) => fate is >= Fate.FailedDns and <= Fate.FailedUnexpectedUpgrade or Fate.CutAnswerTooLarge;

    private static string Name(Fate fate)
    {
        var name = fate.ToString();
        if (fate == Fate.CutBody)
        {
            return "body_cut";
        }

        var start = name.StartsWith("Failed", StringComparison.Ordinal) ? 6 : name.StartsWith("Cut", StringComparison.Ordinal) ? 3 : 0;
        return JsonNamingPolicy.SnakeCaseLower.ConvertName(name[start..]);
    }
}
