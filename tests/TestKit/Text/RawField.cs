namespace TestKit;

/// <summary>One field line exactly as it came, without its line end.</summary>
/// <param name="Line">The whole line; one character a byte.</param>
public readonly record struct RawField(string Line)
{
    /// <summary>What stands before the first colon, case and spaces kept; empty for a folded line or one without a colon.</summary>
    public string Name => Colon < 0 || Line[0] is ' ' or '\t' ? string.Empty : Line[..Colon];

    /// <summary>What stands after the first colon, without the white space around it.</summary>
    public string Value => Name.Length == 0 ? Line.Trim(' ', '\t') : Line[(Colon + 1)..].Trim(' ', '\t');

    private int Colon => Line.IndexOf(':', StringComparison.Ordinal);

    /// <summary>Whether the name is this one, in any case.</summary>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => Line;
}
