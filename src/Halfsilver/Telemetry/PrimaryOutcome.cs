namespace Halfsilver.Telemetry;

/// <summary>What the client got, told to those who watch its copies. Empty until the primary has ended.</summary>
internal sealed class PrimaryOutcome
{
    private long _elapsedTicks;
    private int _status;

    /// <summary>Status sent to the client; 0 while there is none.</summary>
    public int Status => Volatile.Read(ref _status);

    /// <summary>From the request's head to the end of its answer, as a difference of timestamps; 0 while it has not ended.</summary>
    public long ElapsedTicks => Volatile.Read(ref _elapsedTicks);

    public void Ended(int status, long elapsedTicks)
    {
        Volatile.Write(ref _elapsedTicks, elapsedTicks);
        Volatile.Write(ref _status, status);
    }
}
