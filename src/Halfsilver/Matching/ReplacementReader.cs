using System.Text;

namespace Halfsilver.Matching;

/// <summary>Reads what stands in place of a match, as Go writes it: <c>$1</c>, <c>${1}</c>, <c>${name}</c>, and <c>$$</c> for a dollar sign.</summary>
/// <param name="text">The replacement.</param>
/// <param name="groups">The expression's groups.</param>
internal sealed class ReplacementReader(string text, IReadOnlyDictionary<string, int> groups)
{
    private readonly List<(string Literal, int Group)> _parts = [];
    private readonly StringBuilder _literal = new();

    /// <summary>What is wrong, in words.</summary>
    public string? Problem { get; private set; }

    /// <summary>Literals, each with the group behind it, or -1 for none; null when something is wrong.</summary>
    public (string Literal, int Group)[]? Read()
    {
        for (var at = 0; at < text.Length && Problem is null;)
        {
            at = text[at] == '$' ? Dollar(at + 1) : Plain(at);
        }

        if (Problem is not null)
        {
            return null;
        }

        Add(group: -1);
        return [.. _parts];
    }

    private int Plain(int at)
    {
        var c = text[at];
        if (c is <= ' ' or (char)0x7F or '?' or '#')
        {
            Problem = "a path holds no space, ? or #";
        }
        else if (c == '%' && !(at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2])))
        {
            Problem = "a percent sign without two hexadecimal digits";
        }
        else if (c < 0x80)
        {
            _literal.Append(c);
        }
        else
        {
            var length = char.IsSurrogatePair(text, at) ? 2 : 1;
            foreach (var octet in Encoding.UTF8.GetBytes(text.Substring(at, length)))
            {
                _literal.Append('%').Append(octet.ToString("X2"));
            }

            return at + length;
        }

        return at + 1;
    }

    private int Dollar(int at)
    {
        if (at < text.Length && text[at] == '$')
        {
            _literal.Append('$');
            return at + 1;
        }

        var braced = at < text.Length && text[at] == '{';
        var start = braced ? at + 1 : at;
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        var name = text[start..end];
        if (name.Length == 0 || (braced && (end == text.Length || text[end] != '}')))
        {
            Problem = "a dollar sign names no group";
        }
        else if (!groups.TryGetValue(name, out var group))
        {
            Problem = $"the expression has no group {name}";
        }
        else
        {
            Add(group);
        }

        return braced ? end + 1 : end;
    }

    private void Add(int group)
    {
        _parts.Add((_literal.ToString(), group));
        _literal.Clear();
    }
}
