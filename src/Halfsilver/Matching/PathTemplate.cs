using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>
/// A path by segments: literals, <c>{name}</c> for one segment that is not empty, and a last <c>{*rest}</c> for any
/// number of segments, none included.
/// </summary>
internal sealed class PathTemplate
{
    private readonly byte[]?[] _segments;
    private readonly bool _rest;
    private readonly bool _anyCase;

    private PathTemplate(byte[]?[] segments, string?[] names, string? rest, bool anyCase)
    {
        _segments = segments;
        _rest = rest is not null;
        Names = names;
        Rest = rest;
        _anyCase = anyCase;
        Shape = string.Concat(segments.Select(segment => segment is null ? 'b' : 'c')) + (_rest ? "a" : "");
        LiteralPrefix = [.. segments.TakeWhile(segment => segment is not null).SelectMany(segment => (byte[])[(byte)'/', .. segment!])];
    }

    /// <summary>One letter a segment, the more specific the later in the alphabet: literal, parameter, rest.</summary>
    public string Shape { get; }

    /// <summary>The parameters' names by segment; null where a literal stands.</summary>
    public string?[] Names { get; }

    /// <summary>The name of <c>{*rest}</c>; null without one.</summary>
    public string? Rest { get; }

    /// <summary>The literals by segment, in normal form; null where a parameter stands.</summary>
    public IReadOnlyList<byte[]?> Literals => _segments;

    /// <summary>What every path of this form begins with, apart from case where that does not count.</summary>
    public byte[] LiteralPrefix { get; }

    public static PathTemplate? Parse(string template, string path, ICollection<Problem> problems, bool anyCase = false)
    {
        Problem Wrong(string what) => new(path, $"{what} ({template}); a template is /literals, {{name}} for one whole segment, {{*rest}} at the end")
        {
            Code = ProblemCodes.BadTemplate,
        };

        if (!template.StartsWith('/'))
        {
            problems.Add(Wrong("template does not begin with /"));
            return null;
        }

        var before = problems.Count;
        var texts = template[1..].Split('/');
        var segments = new List<byte[]?>(texts.Length);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var namesInOrder = new List<string?>(texts.Length);
        string? rest = null;
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i];
            if (text.IndexOfAny(['{', '}']) < 0)
            {
                if (text.IndexOfAny(['?', '#']) >= 0)
                {
                    problems.Add(Wrong("template holds ? or #, which never stand in a path"));
                }

                segments.Add(PathForm.OfText(text));
                namesInOrder.Add(null);
                continue;
            }

            var isRest = text.StartsWith("{*", StringComparison.Ordinal);
            var start = isRest ? 2 : 1;
            var name = text is ['{', .., '}'] && text.Length > start ? text[start..^1] : "";
            if (!IsName(name))
            {
                problems.Add(Wrong($"segment \"{text}\" is neither a literal nor one parameter"));
            }
            else if (!names.Add(name))
            {
                problems.Add(Wrong($"parameter \"{name}\" is there twice"));
            }
            else if (isRest && i != texts.Length - 1)
            {
                problems.Add(Wrong($"\"{text}\" is not the last segment"));
            }

            if (isRest)
            {
                rest = name;
            }
            else
            {
                segments.Add(null);
                namesInOrder.Add(name);
            }
        }

        return problems.Count > before ? null : new PathTemplate([.. segments], [.. namesInOrder], rest, anyCase);
    }

    public bool Matches(ReadOnlySpan<byte> path)
    {
        foreach (var segment in _segments)
        {
            if (path.IsEmpty || path[0] != '/')
            {
                return false;
            }

            path = path[1..];
            var length = path.IndexOf((byte)'/');
            var actual = length < 0 ? path : path[..length];
            if (segment is null ? actual.IsEmpty : !Equal(actual, segment))
            {
                return false;
            }

            path = path[actual.Length..];
        }

        return path.IsEmpty ? !_rest || _segments.Length > 0 : (_rest && path[0] == '/') || (_anyCase && path.SequenceEqual("/"u8));
    }

    private bool Equal(ReadOnlySpan<byte> actual, byte[] literal) =>
        _anyCase ? Ascii.EqualsIgnoreCase(actual, literal) || actual.SequenceEqual(literal) : actual.SequenceEqual(literal);

    private static bool IsName(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
