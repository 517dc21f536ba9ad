using System.Text;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>One segment of a path's form: text, a parameter, or both side by side.</summary>
internal sealed class PatternSegment
{
    private readonly List<(string Text, bool IsParameter)> _parts = [];

    /// <summary>Expressions that the segment's value matches as a whole.</summary>
    public List<string> Constraints { get; } = [];

    /// <summary>Whether it stands for all that follows.</summary>
    public bool IsRest { get; private set; }

    /// <summary>Whether it may be missing.</summary>
    public bool IsOptional { get; private set; }

    /// <summary>Whether text stands beside a parameter.</summary>
    public bool IsMixed => _parts.Count > 1;

    public char Digit => IsRest ? '5' : IsMixed ? '2' : _parts is [{ IsParameter: true }] ? Constraints.Count > 0 ? '2' : '3' : '1';

    /// <summary>The segment as a plan's template has it.</summary>
    public string Template => _parts is [{ IsParameter: true } only] ? IsRest ? $"{{*{only.Text}}}" : $"{{{only.Text}}}" : string.Concat(_parts.Select(part => part.Text));

    public static PatternSegment? Parse(string text, out string wrong)
    {
        var segment = new PatternSegment();
        var literal = new StringBuilder();
        wrong = "";
        for (var at = 0; at < text.Length && wrong.Length == 0; at++)
        {
            var isTwice = at + 1 < text.Length && text[at + 1] == text[at];
            if (text[at] is '{' or '}' && isTwice)
            {
                literal.Append(text[at++]);
            }
            else if (text[at] == '{')
            {
                segment.AddLiteral(literal);
                var end = End(text, at);
                wrong = end < 0 ? $"\"{text}\" does not close its brace" : segment.AddParameter(text[(at + 1)..end]);
                at = end < 0 ? text.Length : end;
            }
            else if (text[at] is '}' or '?' or '#')
            {
                wrong = $"\"{text}\" holds {text[at]}";
            }
            else
            {
                literal.Append(text[at]);
            }
        }

        segment.AddLiteral(literal);
        if (wrong.Length == 0 && (segment._parts.Count == 0 || segment.Template.Any(c => c <= ' ')))
        {
            wrong = segment._parts.Count == 0 ? "a segment is empty" : $"\"{text}\" holds a space";
        }

        if (wrong.Length == 0 && segment.IsMixed && (segment.IsRest || segment.IsOptional || segment.Constraints.Count > 0))
        {
            wrong = $"\"{text}\" has text beside a parameter that may be missing, stands for several segments or has a constraint, which cannot be said here";
        }

        return wrong.Length == 0 ? segment : null;
    }

    /// <summary>An expression for the segment alone.</summary>
    public string Regex() => string.Concat(_parts.Select(part => part.IsParameter ? "[^/]+" : Patterns.Escaped(part.Text)));

    private void AddLiteral(StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            _parts.Add((literal.ToString(), false));
            literal.Clear();
        }
    }

    private string AddParameter(string text)
    {
        var stars = text.Length - text.TrimStart('*').Length;
        IsRest |= stars > 0;
        text = text[stars..];
        IsOptional |= stars == 0 && text.EndsWith('?');
        text = text.EndsWith('?') ? text[..^1] : text;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && (colon < 0 || equals < colon))
        {
            IsOptional |= stars == 0;
            text = text[..equals];
            colon = -1;
        }

        var name = colon < 0 ? text : text[..colon];
        if (name.Length == 0 || !(char.IsAsciiLetter(name[0]) || name[0] == '_') || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
        {
            return $"\"{{{text}}}\" is no parameter; a name of letters, digits, _ and -";
        }

        _parts.Add((name, true));
        var wrong = colon < 0 ? "" : RouteConstraints.Read(text[(colon + 1)..], Constraints);
        return wrong.Length == 0 && IsRest && Constraints.Count > 0 ? $"\"{{{text}}}\" has a constraint on several segments, which cannot be said here" : wrong;
    }

    private static int End(string text, int at)
    {
        var depth = 0;
        for (; at < text.Length; at++)
        {
            depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        return -1;
    }
}
