using Halfsilver.Telemetry;

namespace Halfsilver.Sending;

/// <summary>
/// What became of every request that reached a mirror. Matched = the sum of all skipped + sent (+ those that wait in the queue);
/// at rest sent = answered + the sum of all failed.
/// </summary>
internal sealed class Books(MetricRegistry registry, string route, string destination, string mirror)
{
    private static readonly string[] s_skipped = [.. FateText.Skipped.Select(FateText.Label)];
    private static readonly string[] s_failed = [.. FateText.Failed.Select(FateText.Label)];

    public MirrorMeter Meter { get; } = new(registry, route, destination, mirror, s_skipped, s_failed);

    public long MatchedCount => Meter.MatchedTotal;

    public long SentCount => Meter.SentTotal;

    public long SkippedCount => Meter.SkippedTotal;

    public long FailedCount => Meter.FailedTotal;

    /// <summary>How many ended so.</summary>
    public long this[Fate fate] => fate == Fate.Answered ? Meter.AnsweredTotal
        : FateText.IsSkipped(fate) ? Meter.SkippedFor(fate - Fate.Killed)
        : Meter.FailedFor(fate - Fate.FailedDns);

    public void Matched() => Meter.Matched();

    /// <summary>Handed to a connection, so long after it was chosen.</summary>
    public void Sent(long elapsed)
    {
        Meter.Sent();
        Meter.DispatchDelay(elapsed);
    }

    /// <summary>The end of a copy; status and time matter for an answer alone.</summary>
    public void Ended(Fate fate, int status = 0, long elapsed = 0)
    {
        if (fate == Fate.Answered)
        {
            Meter.Answered(status, elapsed);
        }
        else if (FateText.IsSkipped(fate))
        {
            Meter.Skipped(fate - Fate.Killed);
        }
        else
        {
            Meter.Failed(fate - Fate.FailedDns);
        }
    }
}
