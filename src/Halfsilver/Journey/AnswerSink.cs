using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>
/// Where the client's answer goes. Writes are buffered until a flush; false means that the client is gone and there is
/// nobody to write to.
/// </summary>
internal abstract class AnswerSink
{
    /// <summary>The status sent to the client, 0 before <see cref="Start"/>.</summary>
    public int Status { get; protected set; }

    /// <summary>Whether the answer's head has been written: from here on an error can only cut the answer.</summary>
    public bool Started => Status != 0;

    /// <summary>Whether the answer was ended as its framing says.</summary>
    public bool Ended { get; protected set; }

    /// <summary>Whether the client was found gone while it was being written to.</summary>
    public bool Lost { get; protected set; }

    /// <summary>Sends an interim (1xx) answer, at once.</summary>
    public abstract ValueTask<bool> InterimAsync(AnswerHead head);

    /// <summary>Sends the 101 that ends HTTP on this connection, at once; a <see cref="Splice"/> goes on from there.</summary>
    public abstract ValueTask<bool> UpgradeAsync(AnswerHead head);

    /// <summary>Writes the final head. <paramref name="framing"/> and <paramref name="length"/> say how the upstream frames the body.</summary>
    public abstract void Start(AnswerHead head, BodyFraming framing, long length);

    /// <summary>Writes a piece of body.</summary>
    public abstract void Write(ReadOnlySpan<byte> piece);

    /// <summary>Sends what has been written.</summary>
    public abstract ValueTask<bool> FlushAsync();

    /// <summary>Ends the answer as whole, and sends it.</summary>
    public abstract ValueTask<bool> EndAsync(ReadOnlyMemory<byte> trailers);

    /// <summary>The answer cannot be completed: the client must see that it is cut.</summary>
    public abstract void Abort();
}
