using System.Text.Json;
using Halfsilver.Sending;

namespace Halfsilver.Gateway.Running;

/// <summary>Fates in the words that metrics, the tap and the documentation use.</summary>
internal static class FateWords
{
    /// <summary>How it ended: <c>answered</c>, <c>skipped</c>, <c>failed</c> or <c>cut</c>.</summary>
    public static string Ending(Fate fate) => fate switch
    {
        Fate.Answered => "answered",
        < Fate.FailedDns => "skipped",
        < Fate.CutLagged => "failed",
        _ => "cut",
    };

    /// <summary>Why, in snake case (<c>connect_timeout</c>); null for an answer.</summary>
    public static string? Reason(Fate fate)
    {
        if (fate is Fate.Answered)
            return null;
        var name = fate.ToString();
        var bare = Ending(fate) switch
        {
            "failed" => name["Failed".Length..],
            "cut" => name["Cut".Length..],
            _ => name,
        };
        // The request body's own end is the one fate whose short name would say nothing.
        return fate is Fate.CutBody ? "body_cut" : JsonNamingPolicy.SnakeCaseLower.ConvertName(bare);
    }
}
