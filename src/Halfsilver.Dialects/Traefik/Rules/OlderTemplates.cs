using System.Text;

namespace Halfsilver.Dialects.Traefik.Rules;

/// <summary>The templates of version 2, as <c>/products/{id:[0-9]+}</c>, written as regular expressions.</summary>
internal static class OlderTemplates
{
    /// <summary>Whether a text has a parameter. Digits in braces count repetitions and are none.</summary>
    public static bool Has(string text)
    {
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0; at = text.IndexOf('{', at + 1))
        {
            if (at + 1 < text.Length && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '_' or ':'))
            {
                return true;
            }
        }

        return false;
    }

    public static string Host(string text) => Has(text) ? $"^{Written(text, "[^.]+")}$" : text;

    public static string Path(string text, bool whole) => $"^{Written(text, "[^/]+")}{(whole ? "$" : "")}";

    private static string Written(string text, string usual)
    {
        var pattern = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var end = text[at] == '{' ? Close(text, at) : -1;
            if (end < 0)
            {
                pattern.Append(char.IsAsciiLetterOrDigit(text[at]) || text[at] is '/' or '-' or '_' ? text[at].ToString() : $"\\{text[at]}");
                at++;
                continue;
            }

            var inner = text[(at + 1)..end];
            var colon = inner.IndexOf(':', StringComparison.Ordinal);
            pattern.Append("(?:").Append(colon >= 0 ? inner[(colon + 1)..] : usual).Append(')');
            at = end + 1;
        }

        return pattern.ToString();
    }

    private static int Close(string text, int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        return -1;
    }
}
