using Halfsilver.Telemetry;

namespace Halfsilver.Sending;

/// <summary>What is known of a copy that has ended.</summary>
/// <param name="Fate">How.</param>
/// <param name="Probe">Whether it probed an open circuit.</param>
/// <param name="Status">The mirror's; 0 without an answer.</param>
/// <param name="Elapsed">From its start to its end, as a difference of timestamps.</param>
/// <param name="Written">Bytes the mirror took.</param>
/// <param name="Read">Bytes the mirror sent.</param>
/// <param name="Request">Method and path where somebody wants to know; else null.</param>
internal readonly record struct CopyEnding(
    Fate Fate, bool Probe, int Status, long Elapsed, long Written, long Read, (string Method, string Path, PrimaryOutcome? Primary)? Request)
{
    /// <summary>Writes it down: books, circuit, listeners, evidence, and a line now and then.</summary>
    public void Tell(LiveMirror live)
    {
        live.Books.Ended(Fate, Status, Elapsed);
        live.Books.Meter.RequestBytes(Written);
        live.Books.Meter.ResponseBytes(Read);
        if (Fate == Fate.Answered)
        {
            live.Circuit.Succeeded(Probe);
        }
        else if (FateText.IsMirrorsFault(Fate))
        {
            live.Circuit.Failed(Probe);
        }
        else
        {
            live.Circuit.Undecided(Probe);
        }

        live.TellSkipped(Fate);
        if (Request is { } request && !FateText.IsSkipped(Fate))
        {
            TellListeners(live, request);
        }

        // What the client or we ourselves did is no news of the mirror.
        if (FateText.IsFailed(Fate) && Fate is not (Fate.CutClientAbort or Fate.CutBody or Fate.CutDrained or Fate.CutRemoved) && live.Failures.MayWrite(out var suppressed))
        {
            live.Shop.Log.MirrorFailed(live.Route, live.Name, FateText.Label(Fate), suppressed);
        }
    }

    private void TellListeners(LiveMirror live, (string Method, string Path, PrimaryOutcome? Primary) request)
    {
        var shop = live.Shop;
        var record = new CopyRecord(
            live.Route, live.Name, live.Destination, FateText.Label(Fate), Status, Elapsed, Written, Read, shop.Time.GetUtcNow(), request.Method, request.Path,
            request.Primary);
        shop.Listeners.Ended(record);
        if (live.Record.LogResponses)
        {
            shop.Evidence?.Ended(record);
        }
    }
}
