namespace Halfsilver.Planning;

/// <summary>What a plan names where it wants certificates or a key: a PEM file, or the text of one.</summary>
internal static class PemText
{
    private const string Begin = "-----BEGIN ";

    /// <summary>Whether this is the text itself.</summary>
    public static bool IsText(string named) => named.Contains(Begin, StringComparison.Ordinal);

    /// <summary>The file's name for people to read; a text is never shown, for it may be a key.</summary>
    public static string Shown(string named) => IsText(named) ? "PEM text" : named;

    /// <summary>The text, wherever it stands.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static string Read(string named) => IsText(named) ? named : File.ReadAllText(named);
}
