namespace Halfsilver.Sending;

/// <summary>What is written down when a copy has ended.</summary>
internal static class CopyEnding
{
    public static void Count(LiveMirror live, Fate fate, bool probe, int status, long elapsed)
    {
        live.Books.Ended(fate);
        if (fate == Fate.Answered)
        {
            live.Circuit.Succeeded(probe);
            return;
        }

        if (FateText.IsMirrorsFault(fate))
        {
            live.Circuit.Failed(probe);
        }
        else
        {
            live.Circuit.Undecided(probe);
        }

        if (FateText.IsFailed(fate) && live.Failures.TryTake(out var suppressed))
        {
            SendingLog.CopyFailed(live.Shop.Log, live.Name, live.Route, FateText.Label(fate), suppressed);
        }
    }
}
