namespace Halfsilver.Wire;

/// <summary>The streams of one HTTP/2 connection that we began and nobody has ended: those over which something may still come.</summary>
internal sealed class OpenStreams
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _open = [];
    private int _latest;

    /// <summary>We sent a head. Streams are begun in the order of their numbers, each once; a later head is trailers.</summary>
    public void Begin(int stream)
    {
        lock (_gate)
        {
            if (stream > _latest)
            {
                _latest = stream;
                _open.Add(stream);
            }
        }
    }

    public bool IsOpen(int stream)
    {
        lock (_gate)
        {
            return _open.Contains(stream);
        }
    }

    /// <summary>One side ended it for good; false when it was over already.</summary>
    public bool End(int stream)
    {
        lock (_gate)
        {
            return _open.Remove(stream);
        }
    }
}
