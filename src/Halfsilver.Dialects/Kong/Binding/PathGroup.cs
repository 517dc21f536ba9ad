using System.Collections.Immutable;
using System.Text;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Paths of a route that rank equal: expressions, or texts of one length; one text where it is taken off. None for a route without paths.</summary>
/// <param name="IsRegex">Whether they are expressions.</param>
/// <param name="Paths">The paths, without <c>~</c>.</param>
internal sealed record PathGroup(bool IsRegex, ImmutableArray<string> Paths)
{
    /// <summary>Their length; 0 for expressions.</summary>
    public int Length => IsRegex || Paths.IsEmpty ? 0 : Paths[0].Length;

    /// <summary>What a path must be like; null for any.</summary>
    public Rule? Rule()
    {
        ImmutableArray<Rule> rules = [.. Paths.Select(path => IsRegex ? (Rule)new PathRegexRule($"^(?:{path})") : new PathTextPrefixRule(path))];
        return rules.IsEmpty ? null : rules.Length == 1 ? rules[0] : new OneOf(rules);
    }

    /// <summary>What becomes of a path, as Kong's two ways of joining it with the service's have it.</summary>
    public Rewrite Rewrite(string servicePath, bool strips, bool isV1)
    {
        var before = servicePath.TrimEnd('/');
        strips = strips && !Paths.IsEmpty && !(Length == 1 && Paths[0] == "/" && !isV1);
        if (isV1)
        {
            return JoinedAsText(servicePath.Length == 0 ? "/" : servicePath, strips);
        }

        if (!strips)
        {
            return before.Length > 0 ? new Rewrite { AddPrefix = before } : Planning.Rewrite.None;
        }

        if (IsRegex)
        {
            return new Rewrite { ReplaceRegex = new RegexReplacement($"^(?:{Pattern()})/?", $"{Literal(before)}/") };
        }

        return before.Length == 0
            ? new Rewrite { StripPrefix = Paths[0], PrefixIsText = true }
            : new Rewrite { ReplacePrefix = new PrefixReplacement(Paths[0], before), PrefixIsText = true };
    }

    private Rewrite JoinedAsText(string servicePath, bool strips)
    {
        var slash = servicePath.EndsWith('/') ? "/?" : "";
        return strips ? new Rewrite { ReplaceRegex = new RegexReplacement($"^(?:{Pattern()}){slash}", Literal(servicePath)) }
            : servicePath == "/" ? Planning.Rewrite.None
            : new Rewrite { ReplaceRegex = new RegexReplacement("^/", Literal(servicePath)) };
    }

    private string Pattern() => string.Join('|', IsRegex ? Paths : Paths.Select(Escaped));

    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>A text as an expression that matches it alone.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' || c > '~' ? "" : "\\").Append(c);
        }

        return escaped.ToString();
    }
}
