namespace Halfsilver.Planning;

/// <summary>What may stand in a field's name and value (RFC 9110 §5.1, §5.5).</summary>
internal static class FieldSyntax
{
    /// <summary>Whether <paramref name="text"/> is a token (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    /// <summary>What is wrong with a name, or null.</summary>
    public static Problem? CheckName(string name, string path) =>
        IsToken(name) ? null : new Problem(path, $"not a field name ({Shown(name)}); letters, digits and !#$%&'*+-.^_`|~") { Code = ProblemCodes.BadField };

    /// <summary>What is wrong with a value, or null.</summary>
    public static Problem? CheckValue(string value, string path) =>
        value.Any(c => (c < ' ' && c != '\t') || c == 0x7F)
            ? new Problem(path, $"a control character in a field value ({Shown(value)}); no CR, LF, NUL or other control characters")
            {
                Code = ProblemCodes.BadField,
            }
            : null;

    /// <summary>Text for a message, control characters made visible.</summary>
    public static string Shown(string text) => string.Concat(text.Select(c => c < ' ' || c == 0x7F ? $"\\x{(int)c:X2}" : c.ToString()));
}
