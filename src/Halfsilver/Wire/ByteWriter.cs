using System.Globalization;

namespace Halfsilver.Wire;

/// <summary>A place in bytes that moves on as it is written. The destination is large enough; the caller measured.</summary>
internal ref struct ByteWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    /// <summary>What is left to write into.</summary>
    public readonly Span<byte> Rest => _destination[Written..];

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[Written..]);
        Written += bytes.Length;
    }

    public void Write(long number)
    {
        number.TryFormat(_destination[Written..], out var written, provider: CultureInfo.InvariantCulture);
        Written += written;
    }

    /// <summary>A whole field line; <paramref name="name"/> comes with its colon and space.</summary>
    public void WriteLine(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Write(name);
        Write(value);
        Write("\r\n"u8);
    }

    /// <summary>Says that bytes were written into <see cref="Rest"/>.</summary>
    public void Advance(int count) => Written += count;
}
