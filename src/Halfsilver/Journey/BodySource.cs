using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>A client's request body, read once, in pieces that stay valid until the next read. One reader.</summary>
internal abstract class BodySource
{
    /// <summary>How the client frames it; <see cref="BodyFraming.None"/> when there is none.</summary>
    public BodyFraming Framing { get; protected set; }

    /// <summary>The declared length, or -1.</summary>
    public long Length { get; protected set; }

    /// <summary>Bytes taken from the client so far.</summary>
    public long Taken { get; protected set; }

    /// <summary>Whether the last byte has been read, trailers included.</summary>
    public bool Ended { get; protected set; }

    /// <summary>The piece read last.</summary>
    public ReadOnlyMemory<byte> Piece { get; protected set; }

    /// <summary>Whether what the last read gave was given before: those who follow the body have had it.</summary>
    public bool Replayed { get; protected set; }

    /// <summary>
    /// What the next read is going to give, if it is there already and the body's length is declared; else empty. Nothing is read by looking:
    /// <see cref="Taken"/> stays. The bytes stay valid for as long as those of that read.
    /// </summary>
    public virtual ReadOnlyMemory<byte> AtHand => default;

    /// <summary>Trailer lines, once the body has ended.</summary>
    public abstract ReadOnlySpan<byte> Trailers { get; }

    /// <summary>Reads the next piece into <see cref="Piece"/>.</summary>
    public abstract ValueTask<BodyResult> ReadAsync();

    /// <summary>Whether the body can be read from its first byte: nothing has been read, or what was read is kept.</summary>
    public virtual bool CanRewind => Taken == 0;

    /// <summary>Makes a read that waits, and all that follow, end with <see cref="BodyResult.Canceled"/>. Any thread.</summary>
    public abstract void CancelRead();

    /// <summary>Takes back a <see cref="CancelRead"/>: reads go on where they were. Called when no read waits.</summary>
    public abstract void Resume();

    /// <summary>The next read gives the body's first byte, whatever was canceled before. Only while <see cref="CanRewind"/>, and when no read waits.</summary>
    public virtual void Rewind()
    {
        if (!CanRewind)
        {
            throw new InvalidOperationException("The body's beginning was not kept.");
        }

        Resume();
    }
}

/// <summary>What reading a piece of a body came to.</summary>
internal enum BodyResult : byte
{
    /// <summary>A piece.</summary>
    Piece,

    /// <summary>The body has ended, as its framing says.</summary>
    End,

    /// <summary>The client went away in the middle.</summary>
    Aborted,

    /// <summary>The bytes are no body.</summary>
    Malformed,

    /// <summary>Slower than the entry point allows.</summary>
    TooSlow,

    /// <summary>Longer than could be kept, and it had to be.</summary>
    TooLarge,

    /// <summary>Nobody wants the rest.</summary>
    Canceled,
}
