using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>
/// Replaces every match of an expression in a path, as Go's ReplaceAllString does. Costs strings where it matches: the engine hands
/// out groups of nothing else.
/// </summary>
internal sealed class RegexChange : PathChange
{
    private readonly Regex _regex;
    private readonly (string Literal, int Group)[] _parts;

    private RegexChange(Regex regex, (string Literal, int Group)[] parts)
    {
        _regex = regex;
        _parts = parts;
    }

    /// <summary>The change, or null after saying what is wrong with the replacement.</summary>
    public static RegexChange? Create(Regex regex, string replacement, string path, ICollection<Problem> problems)
    {
        var template = new ReplacementReader(replacement, RegexGroups.Of(regex));
        if (template.Read() is { } parts)
        {
            return new RegexChange(regex, parts);
        }

        problems.Report(ProblemCodes.BadReplacement, path, $"{template.Problem} ({FieldSyntax.Shown(replacement)}); text of a path, $1 or ${{name}} for a group, $$ for a dollar sign");
        return null;
    }

    /// <inheritdoc/>
    public override byte[]? Apply(ReadOnlySpan<byte> original, ReadOnlySpan<byte> path)
    {
        var chars = ArrayPool<char>.Shared.Rent(path.Length);
        var matches = _regex.IsMatch(chars.AsSpan(0, Encoding.Latin1.GetChars(path, chars)));
        var text = matches ? new string(chars, 0, path.Length) : null;
        ArrayPool<char>.Shared.Return(chars);
        return text is null ? null : Checked(Replace(text));
    }

    private string Replace(string text)
    {
        var made = new StringBuilder(text.Length * 2);
        var at = 0;
        for (var match = _regex.Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Length == 0 && match.Index == at && at > 0)
            {
                // An empty match right behind another is none, in Go.
                continue;
            }

            made.Append(text, at, match.Index - at);
            foreach (var (literal, group) in _parts)
            {
                made.Append(literal);
                if (group >= 0)
                {
                    made.Append(match.Groups[group].ValueSpan);
                }
            }

            at = match.Index + match.Length;
        }

        return made.Append(text, at, text.Length - at).ToString();
    }

    // An expression can cut an escape in two; what would be no path then stays as it came.
    private static byte[]? Checked(string made)
    {
        var bytes = Encoding.Latin1.GetBytes(made.StartsWith('/') ? made : $"/{made}");
        return Grammar.PercentsAreWhole(bytes) ? bytes : null;
    }
}
