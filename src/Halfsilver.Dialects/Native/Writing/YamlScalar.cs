using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>
/// Texts as YAML scalars: plain where every parser reads the same text, those of YAML 1.1 too; else quoted, with single quotes where double
/// ones would need escapes. Never more than one line, but for <see cref="Block"/>.
/// </summary>
internal static partial class YamlScalar
{
    /// <summary>The text as a scalar for any place: a key, a value, inside braces.</summary>
    public static string Of(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        return text.All(c => c is >= ' ' and <= '~') && text.AsSpan().ContainsAny('"', '\\')
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : Quoted(text);
    }

    /// <summary>A text of several lines as a block of lines, with its line break; null for any other node, and for texts that a block would change.</summary>
    public static string? Block(JsonNode node, int indent)
    {
        if (node is not JsonValue || node.GetValueKind() != JsonValueKind.String)
        {
            return null;
        }

        var text = node.GetValue<string>();
        var isEnded = text.EndsWith('\n');
        var lines = (isEnded ? text[..^1] : text).Split('\n');
        if (lines.Length < 2 || lines[0].Length == 0 || lines[^1].Length == 0 || lines[0][0] == ' ' || lines.Any(line => line.Any(c => c is < ' ' or > '~') || line.EndsWith(' ')))
        {
            return null;
        }

        var block = new StringBuilder(isEnded ? "|\n" : "|-\n");
        foreach (var line in lines)
        {
            block.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
        }

        return block.ToString();
    }

    private static bool IsPlain(string text) =>
        Plain().IsMatch(text) && CoreScalar.IsText(text) && !OlderWord().IsMatch(text) && !OlderNumber().IsMatch(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when IsShown(rune) => rune.ToString(),
                <= 0xFF => $"\\x{rune.Value:X2}",
                <= 0xFFFF => $"\\u{rune.Value:X4}",
                _ => $"\\U{rune.Value:X8}",
            });
        }

        return quoted.Append('"').ToString();
    }

    // What people can see and tell apart; all else is written as its number.
    private static bool IsShown(Rune rune) => rune.Value is >= ' ' and <= '~'
        || (rune is { Value: > 0xA0, IsBmp: true } && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark));

    [GeneratedRegex(@"\A[A-Za-z0-9_/](?:[A-Za-z0-9_./@%+~^()<>;=$|*?!&-]| (?=[A-Za-z0-9_./()]))*\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(?:y|n|yes|no|on|off|true|false|null)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex OlderWord();

    // 1_000, 0b11, 1:30, 2026-01-31: numbers and dates of YAML 1.1.
    [GeneratedRegex(@"\A(?:[0-9][0-9_.]*_[0-9_.]*|0b[01_]+|0x[0-9A-Fa-f_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex OlderNumber();
}
