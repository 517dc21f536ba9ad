namespace Halfsilver.Wire;

/// <summary>One field line of a head, as offsets into the head's buffer.</summary>
internal struct FieldLine
{
    /// <summary>First byte of the name.</summary>
    public int Start;

    /// <summary>Bytes of the name.</summary>
    public int NameLength;

    /// <summary>First byte of the value, optional white space passed over.</summary>
    public int ValueStart;

    /// <summary>Bytes of the value, trailing white space left out.</summary>
    public int ValueLength;

    /// <summary>First byte behind the line's CRLF.</summary>
    public int End;

    public FieldKind Kind;

    /// <summary>Not forwarded: RFC 9110 §7.6.1's own list, or nominated by Connection.</summary>
    public bool HopByHop;
}
