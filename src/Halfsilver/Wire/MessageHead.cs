namespace Halfsilver.Wire;

/// <summary>
/// A head as bytes: one buffer and offsets into it. The buffer belongs to whoever set it; a head never rents or returns.
/// </summary>
internal abstract class MessageHead
{
    private FieldLine[] _lines = new FieldLine[32];

    /// <summary>The bytes; the first <see cref="Length"/> are the head, its last empty line included.</summary>
    public byte[] Buffer { get; private set; } = [];

    public int Length { get; private set; }

    public int FieldCount { get; private set; }

    /// <summary>Offset of the first field line.</summary>
    public int FieldsStart { get; set; }

    public BodyFraming Framing { get; set; }

    /// <summary>Declared bytes of the body; meaningful for <see cref="BodyFraming.Length"/> (and HEAD or 304 answers), else -1.</summary>
    public long ContentLength { get; set; }

    /// <summary>Minor version of HTTP/1: 0 or 1.</summary>
    public int Minor { get; set; }

    /// <summary>Whether the connection may carry another message after this one.</summary>
    public bool KeepAlive { get; set; }

    /// <summary>Whether an Upgrade field and Connection's word for it are there.</summary>
    public bool Upgrade { get; set; }

    public ReadOnlySpan<FieldLine> Fields => _lines.AsSpan(0, FieldCount);

    public Span<FieldLine> MutableFields => _lines.AsSpan(0, FieldCount);

    public ReadOnlySpan<byte> Name(in FieldLine line) => Buffer.AsSpan(line.Start, line.NameLength);

    public ReadOnlySpan<byte> Value(in FieldLine line) => Buffer.AsSpan(line.ValueStart, line.ValueLength);

    /// <summary>The whole line as it came, CRLF included.</summary>
    public ReadOnlySpan<byte> Line(in FieldLine line) => Buffer.AsSpan(line.Start, line.End - line.Start);

    /// <summary>Starts a new head over <paramref name="buffer"/>; everything known of the last one is forgotten.</summary>
    public virtual void Reset(byte[] buffer, int length)
    {
        Buffer = buffer;
        Length = length;
        FieldCount = 0;
        FieldsStart = 0;
        Framing = BodyFraming.None;
        ContentLength = -1;
        Minor = 1;
        KeepAlive = true;
        Upgrade = false;
    }

    public void Add(in FieldLine line)
    {
        if (FieldCount == _lines.Length)
        {
            Array.Resize(ref _lines, _lines.Length * 2);
        }

        _lines[FieldCount++] = line;
    }

    /// <summary>Index of the first field of a kind, or -1.</summary>
    public int Find(FieldKind kind)
    {
        var fields = Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Kind == kind)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Index of the first field of a name (compared without case) at or after <paramref name="from"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name, int from = 0)
    {
        var fields = Fields;
        for (var i = from; i < fields.Length; i++)
        {
            if (fields[i].NameLength == name.Length && System.Text.Ascii.EqualsIgnoreCase(Name(fields[i]), name))
            {
                return i;
            }
        }

        return -1;
    }
}
