namespace Halfsilver.Telemetry;

/// <summary>Upgraded connections that are open now.</summary>
internal sealed class UpgradeCount
{
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);
}
