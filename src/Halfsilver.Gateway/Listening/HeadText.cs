using System.Buffers;
using System.Text;

namespace Halfsilver.Gateway.Listening;

/// <summary>Text of a head as bytes, Latin-1. It finds its own room, which is given back when it is cleared.</summary>
internal sealed class HeadText
{
    private const int FirstSize = 1024;

    /// <summary>The bytes; the first <see cref="Length"/> count. Valid until <see cref="Clear"/>.</summary>
    public byte[] Bytes { get; private set; } = [];

    public int Length { get; private set; }

    public HeadText Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
        return this;
    }

    public HeadText Add(scoped ReadOnlySpan<char> text)
    {
        Length += Encoding.Latin1.GetBytes(text, Room(text.Length));
        return this;
    }

    /// <summary>A name as it is on the wire of HTTP/2.</summary>
    public HeadText AddLower(scoped ReadOnlySpan<char> name)
    {
        var room = Room(name.Length);
        if (Ascii.ToLower(name, room, out var written) != OperationStatus.Done)
        {
            // No name: whoever reads the head says so.
            written = Encoding.Latin1.GetBytes(name, room);
        }

        Length += written;
        return this;
    }

    public void Clear()
    {
        var bytes = Bytes;
        (Bytes, Length) = ([], 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private Span<byte> Room(int wanted)
    {
        if (Bytes.Length - Length < wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, 2 * (Length + wanted)));
            Bytes.AsSpan(0, Length).CopyTo(larger);
            if (Bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(Bytes);
            }

            Bytes = larger;
        }

        return Bytes.AsSpan(Length, wanted);
    }
}
