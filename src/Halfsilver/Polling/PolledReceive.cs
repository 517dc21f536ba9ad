namespace Halfsilver.Polling;

/// <summary>Receiving over a polled socket.</summary>
internal sealed class PolledReceive(int descriptor, PollLoop loop) : PolledOperation
{
    // With blocks of 288 KiB, the largest there are, some 4 MiB.
    private const int MostAtOnce = 16;

    private Memory<byte> _into;
    private bool _filled;
    private long _receivedIn;

    /// <summary>Some bytes, or 0 for the end.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        _into = into;
        return BeginAsync(MostAtOnce);
    }

    /// <summary>Waits until there is something to receive, the end included; 0.</summary>
    public ValueTask<int> ReadableAsync() => ReceiveAsync(default);

    /// <summary>What is there; <see cref="SocketResult.WouldBlock"/> where that is nothing.</summary>
    public int ReceiveNow(Memory<byte> into)
    {
        _into = into;
        return Once();
    }

    protected override int Try()
    {
        if (_into.IsEmpty)
        {
            return _filled || _receivedIn >= ToldIn ? TryPeek() : 0;
        }

        var count = SystemCalls.Receive(descriptor, _into.Span);

        // A short count is all there was, but for urgent data, which HTTP has not: what comes later is told anew.
        IsReady = count != SocketResult.WouldBlock && (count == _into.Length || HasEnded);
        _filled = count == _into.Length;
        _receivedIn = loop.Turn;
        return count;
    }

    // A receive that was filled to the brim may have emptied the socket, and so may one that was made after the system had said what the loop
    // told only then: whoever waits for more is not to take a buffer in vain.
    private int TryPeek()
    {
        var seen = SystemCalls.Peek(descriptor);
        _filled = false;
        IsReady = seen != SocketResult.WouldBlock;
        return Math.Min(seen, 0);
    }
}
