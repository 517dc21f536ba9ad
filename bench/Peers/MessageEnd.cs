using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Halfsilver.Peers;

/// <summary>Finds where requests end: by Content-Length, by chunks, or with the head.</summary>
internal sealed class MessageEnd
{
    private const int LongestHead = 16 * 1024;
    private const int LongestSize = 16;

    private readonly byte[] _head = new byte[LongestHead];
    private readonly byte[] _size = new byte[LongestSize];
    private Part _part;
    private int _length;
    private long _left;

    private enum Part
    {
        Head,
        Body,
        ChunkSize,
        Chunk,
        Trailers,
    }

    /// <summary>Whether the last bytes taken ended a request.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether the request in hand asks for the counters.</summary>
    public bool AsksForCount { get; private set; }

    /// <summary>Takes bytes up to the end of a part at most; how many, or -1 if they are no request.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        Ended = false;
        switch (_part)
        {
            case Part.Head:
                return TakeHead(bytes);
            case Part.Body:
            case Part.Chunk:
                return TakeBody(bytes);
            default:
                return TakeLine(bytes);
        }
    }

    private int TakeHead(ReadOnlySpan<byte> bytes)
    {
        var fits = Math.Min(bytes.Length, LongestHead - _length);
        bytes[..fits].CopyTo(_head.AsSpan(_length));
        var from = Math.Max(0, _length - 3);
        var end = _head.AsSpan(from, _length + fits - from).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            _length += fits;
            return _length < LongestHead ? fits : -1;
        }

        var head = _head.AsSpan(0, from + end + 4);
        var taken = head.Length - _length;
        AsksForCount = head.StartsWith("GET /__count "u8);
        Begin(head);
        return taken;
    }

    private void Begin(ReadOnlySpan<byte> head)
    {
        (_length, _left, _part) = (0, 0, Part.Body);
        for (var rest = head[(head.IndexOf("\r\n"u8) + 2)..]; rest.IndexOf("\r\n"u8) is > 0 and var end; rest = rest[(end + 2)..])
        {
            var line = rest[..end];
            if (Value(line, "content-length:"u8) is { IsEmpty: false } length)
            {
                _left = Utf8Parser.TryParse(length, out long number, out _) ? number : 0;
            }
            else if (Ascii.EqualsIgnoreCase(Value(line, "transfer-encoding:"u8), "chunked"u8))
            {
                _part = Part.ChunkSize;
            }
        }

        if (_part == Part.Body && _left == 0)
        {
            End();
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..].Trim((byte)' ') : default;

    private int TakeBody(ReadOnlySpan<byte> bytes)
    {
        var taken = (int)Math.Min(bytes.Length, _left);
        _left -= taken;
        if (_left == 0 && _part == Part.Body)
        {
            End();
        }
        else if (_left == 0)
        {
            _part = Part.ChunkSize;
        }

        return taken;
    }

    // A chunk's size, or a trailer: nothing is longer than a line here but trailers, whose words nobody reads.
    private int TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var line = end < 0 ? bytes : bytes[..end];
        foreach (var letter in line)
        {
            if (letter != '\r' && _length < LongestSize)
            {
                _size[_length++] = letter;
            }
        }

        if (end < 0)
        {
            return bytes.Length;
        }

        var empty = _length == 0;
        if (_part == Part.ChunkSize)
        {
            if (!long.TryParse(_size.AsSpan(0, _length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                return -1;
            }

            // The line's end behind the chunk is taken with it.
            (_part, _left) = size == 0 ? (Part.Trailers, 0) : (Part.Chunk, size + 2);
        }
        else if (empty)
        {
            End();
        }

        _length = 0;
        return end + 1;
    }

    private void End() => (Ended, _part, _length) = (true, Part.Head, 0);
}
