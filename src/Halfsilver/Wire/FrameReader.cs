using System.Buffers.Binary;

namespace Halfsilver.Wire;

/// <summary>
/// Finds the heads of HTTP/2 frames (RFC 9113 §4.1) in bytes that come in pieces cut anywhere, and steps over what the frames carry.
/// </summary>
internal struct FrameReader
{
    // Length in three bytes, type and flags in one each, stream in four.
    private const int HeadBytes = 9;

    private ulong _head;
    private byte _last;
    private int _have;
    private int _skip;

    /// <summary>A reader of a direction that begins with so many bytes that are no frame.</summary>
    public FrameReader(int before) => _skip = before;

    /// <summary>Bytes that the frame carries.</summary>
    public readonly int Length => (int)(_head >> 40);

    public readonly FrameType Type => (FrameType)(byte)(_head >> 32);

    public readonly byte Flags => (byte)(_head >> 24);

    public readonly int Stream => (int)(((uint)_head << 8) | _last) & int.MaxValue;

    /// <summary>Goes on to the next head, and takes from the piece what was read; false when the piece ends before it.</summary>
    public bool Next(ref ReadOnlySpan<byte> piece)
    {
        var skipped = Math.Min(_skip, piece.Length);
        piece = piece[skipped..];
        _skip -= skipped;
        if (_have == 0 && piece.Length >= HeadBytes)
        {
            _head = BinaryPrimitives.ReadUInt64BigEndian(piece);
            _last = piece[HeadBytes - 1];
            piece = piece[HeadBytes..];
        }
        else if (!Gather(ref piece))
        {
            return false;
        }

        _have = 0;
        _skip = Length;
        return true;
    }

    private bool Gather(ref ReadOnlySpan<byte> piece)
    {
        for (; _have < HeadBytes; _have++)
        {
            if (piece.IsEmpty)
            {
                return false;
            }

            _head = _have < HeadBytes - 1 ? (_head << 8) | piece[0] : _head;
            _last = piece[0];
            piece = piece[1..];
        }

        return true;
    }
}

/// <summary>What frames are for (RFC 9113 §6); those that are not named here are all alike to us.</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    WindowUpdate = 8,
    Continuation = 9,
}
