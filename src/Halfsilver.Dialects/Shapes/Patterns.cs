using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Shapes;

/// <summary>
/// The patterns of the key tables. Those of nearly every value are looked at by hand; others are built when a file first needs one: most
/// files need few, and a start waits for each.
/// </summary>
internal static class Patterns
{
    // They are ours, anchored, and go through a text once; the time only guards against one that some day does not.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<string, Regex> s_built = new(StringComparer.Ordinal);

    /// <summary>Whether a text is of the pattern.</summary>
    public static bool Match(string pattern, string text) => pattern switch
    {
        Kinds.Anything => All(Line(text), static c => c is '\t' or (>= ' ' and not '\x7f')),
        Kinds.LinesPattern => All(text, static c => c != '\0'),
        Kinds.PathPattern => Line(text) is ['/', .. var rest] && All(rest, static c => c is > ' ' and not ('\x7f' or '?' or '#')),
        Kinds.NamePattern => Line(text) is [var first, .. { Length: <= 127 } rest] && (char.IsAsciiLetterOrDigit(first) || first == '_')
            && All(rest, static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '@' or '-'),
        Kinds.TokenPattern => Line(text) is { Length: > 0 and <= 128 } token
            && All(token, static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+.^_`|~-".Contains(c, StringComparison.Ordinal)),
        _ => Slowly(pattern, text),
    };

    /// <summary>The same by the pattern itself.</summary>
    internal static bool Slowly(string pattern, string text) =>
        s_built.GetOrAdd(pattern, static pattern => new Regex(pattern, RegexOptions.CultureInvariant, s_most)).IsMatch(text);

    // $ also holds before the end of a last line.
    private static ReadOnlySpan<char> Line(string text) => text.EndsWith('\n') ? text.AsSpan(0, text.Length - 1) : text;

    private static bool All(ReadOnlySpan<char> text, Func<char, bool> allowed)
    {
        foreach (var c in text)
        {
            if (!allowed(c))
            {
                return false;
            }
        }

        return true;
    }
}
