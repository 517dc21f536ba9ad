namespace Halfsilver.Sending;

/// <summary>
/// What became of every request that reached a mirror. Matched = the sum of all skipped + sent (+ those that wait in the queue);
/// at rest sent = answered + the sum of all failed.
/// </summary>
internal sealed class Books
{
    private readonly long[] _byFate = new long[Enum.GetValues<Fate>().Length];
    private long _matched;
    private long _sent;

    public void Matched() => Interlocked.Increment(ref _matched);

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Ended(Fate fate) => Interlocked.Increment(ref _byFate[(int)fate]);

    public long MatchedCount => Volatile.Read(ref _matched);

    public long SentCount => Volatile.Read(ref _sent);

    public long this[Fate fate] => Volatile.Read(ref _byFate[(int)fate]);

    public long SkippedCount => Sum(FateText.Skipped);

    public long FailedCount => Sum(FateText.Failed);

    private long Sum(System.Collections.Immutable.ImmutableArray<Fate> fates)
    {
        long sum = 0;
        foreach (var fate in fates)
        {
            sum += this[fate];
        }

        return sum;
    }
}
