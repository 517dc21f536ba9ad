namespace Halfsilver.Telemetry;

/// <summary>Somebody who wants to know how copies end. Called on the request path: must not block, throw or wait.</summary>
internal interface ICopyListener
{
    void Ended(in CopyRecord record);
}

/// <summary>Who is told how copies end. Copied on write; asking <see cref="Any"/> first makes it free while nobody listens.</summary>
internal sealed class CopyListeners
{
    private ICopyListener[] _listeners = [];

    public bool Any => Volatile.Read(ref _listeners).Length != 0;

    public void Ended(in CopyRecord record)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.Ended(in record);
        }
    }

    public void Add(ICopyListener listener) => Replace(listeners => [.. listeners, listener]);

    /// <summary>A record that is being told at this moment may still reach the listener.</summary>
    public void Remove(ICopyListener listener) =>
        Replace(listeners => Array.FindAll(listeners, other => !ReferenceEquals(other, listener)));

    private void Replace(Func<ICopyListener[], ICopyListener[]> change)
    {
        ICopyListener[] before;
        do
        {
            before = Volatile.Read(ref _listeners);
        }
        while (Interlocked.CompareExchange(ref _listeners, change(before), before) != before);
    }
}
