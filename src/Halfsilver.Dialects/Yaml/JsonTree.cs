using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Halfsilver.Dialects.Yaml;

/// <summary>
/// Reads a text that is JSON by the letter (RFC 8259) into the nodes that <see cref="TreeReader"/> makes of it, in a tenth of the time. Gives
/// up at the first character that is not plain JSON, at doubled keys and at every bound: then the YAML reader says what there is to say.
/// </summary>
internal ref struct JsonTree
{
    private readonly ReadOnlySpan<char> _text;
    private readonly int _file;
    private readonly Place? _all;
    private readonly Dictionary<string, string> _names;
    private readonly List<KeyValuePair<ScalarNode, Node>> _entries = [];
    private readonly List<Node> _items = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _nodes;

    private JsonTree(string text, int file, Place? all, Dictionary<string, string> names)
    {
        _text = text;
        _file = file;
        _all = all;
        _names = names;
    }

    /// <summary>The root, or null where the text is not plain JSON.</summary>
    public static Node? Read(string text, int file) => Read(text, file, null, new(StringComparer.Ordinal));

    /// <summary>The same of a text inside a file: all of it stands where the text does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="names">Short texts that came before, each once; those of this text are put in.</param>
    public static Node? Read(string text, Place place, Dictionary<string, string> names) => Read(text, place.File, place, names);

    private static Node? Read(string text, int file, Place? all, Dictionary<string, string> names)
    {
        // Breaks of lines that only YAML knows would count there.
        if (text.Length > TreeReader.MostCharacters || text.AsSpan().TrimStart() is not ['{' or '[', ..] || text.AsSpan().ContainsAny('\u0085', '\u2028', '\u2029'))
        {
            return null;
        }

        var reader = new JsonTree(text, file, all, names);
        reader.Skip();
        var root = reader.Value(1);
        reader.Skip();
        return reader._at == text.Length ? root : null;
    }

    private readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    private Node? Value(int depth)
    {
        if (depth > TreeReader.MostDepth || ++_nodes > TreeReader.MostNodes)
        {
            return null;
        }

        return Next switch
        {
            '{' => Map(depth),
            '[' => List(depth),
            '"' => Text(),
            _ => Plain(),
        };
    }

    private MapNode? Map(int depth)
    {
        var place = Here(1);
        var first = _entries.Count;
        HashSet<string>? names = null;
        _at++;
        Skip();
        if (Next == '}')
        {
            _at++;
            return new MapNode([], place);
        }

        while (true)
        {
            if (++_nodes > TreeReader.MostNodes || Next != '"' || Text() is not { } key || !TreeReader.IsNew(key.Text, CollectionsMarshal.AsSpan(_entries)[first..], ref names))
            {
                return null;
            }

            Skip();
            if (Next != ':')
            {
                return null;
            }

            _at++;
            Skip();
            if (Value(depth + 1) is not { } value)
            {
                return null;
            }

            _entries.Add(new(key, value));
            Skip();
            if (Next == '}')
            {
                _at++;
                return new MapNode(TreeReader.Cut(_entries, first), place);
            }

            if (Next != ',')
            {
                return null;
            }

            _at++;
            Skip();
        }
    }

    private ListNode? List(int depth)
    {
        var place = Here(1);
        var first = _items.Count;
        _at++;
        Skip();
        if (Next == ']')
        {
            _at++;
            return new ListNode([], place);
        }

        while (true)
        {
            if (Value(depth + 1) is not { } item)
            {
                return null;
            }

            _items.Add(item);
            Skip();
            if (Next == ']')
            {
                _at++;
                return new ListNode(TreeReader.Cut(_items, first), place);
            }

            if (Next != ',')
            {
                return null;
            }

            _at++;
            Skip();
        }
    }

    private ScalarNode? Text()
    {
        var start = _at++;
        var length = _text[_at..].IndexOfAny('"', '\\');
        string? text;
        if (length >= 0 && _text[_at + length] == '"')
        {
            text = Shared(_text.Slice(_at, length));
            _at += length + 1;
        }
        else
        {
            text = Escaped();
        }

        return text is not null && IsPrintable(_text[start.._at]) ? new ScalarNode(text, plain: false, Here(_at - start, start)) : null;
    }

    // From behind the opening quote to behind the closing one; null where it is no text.
    private string? Escaped()
    {
        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            var run = _text[_at..].IndexOfAny('"', '\\');
            if (run < 0)
            {
                return null;
            }

            text.Append(_text.Slice(_at, run));
            _at += run + 1;
            if (_text[_at - 1] == '"')
            {
                return text.ToString();
            }

            var escape = Next;
            _at++;
            if (escape == 'u')
            {
                // Halves of pairs, and characters that YAML counts as breaks, are left to it.
                if (_at + 4 > _text.Length || !ushort.TryParse(_text.Slice(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) || char.IsSurrogate((char)unit))
                {
                    return null;
                }

                text.Append((char)unit);
                _at += 4;
                continue;
            }

            var at = "\"\\/bfnrt".IndexOf(escape, StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            text.Append("\"\\/\b\f\n\r\t"[at]);
        }

        return null;
    }

    private ScalarNode? Plain()
    {
        var length = 0;
        while (_at + length < _text.Length && _text[_at + length] is not (',' or ']' or '}' or ' ' or '\t' or '\r' or '\n'))
        {
            length++;
        }

        var word = _text.Slice(_at, length);
        if (word is not ("true" or "false" or "null") && !IsNumber(word))
        {
            return null;
        }

        var place = Here(length);
        _at += length;
        return new ScalarNode(Shared(word), plain: true, place);
    }

    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        var rest = word is ['-', ..] ? word[1..] : word;
        return rest.Length > 0 && char.IsAsciiDigit(rest[0]) && char.IsAsciiDigit(rest[^1]) && !(rest is ['0', >= '0' and <= '9', ..])
            && CoreScalar.Number(word.ToString()) is not null;
    }

    // YAML reads no control characters, and a byte order mark only at the start.
    private static bool IsPrintable(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange(' ', '~') || IsPrintableBeyondAscii(text);

    private static bool IsPrintableBeyondAscii(ReadOnlySpan<char> text) =>
        text.IndexOfAnyInRange('\0', '\x1F') < 0 && text.IndexOfAnyInRange('\x7F', '\x9F') < 0 && !text.ContainsAny('\uFEFF', '\uFFFE', '\uFFFF')
        && text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0;

    // Keys and short words come back a thousand times in one file.
    private readonly string Shared(ReadOnlySpan<char> text)
    {
        const int Short = 24;
        if (text.Length > Short)
        {
            return text.ToString();
        }

        var known = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out var one))
        {
            one = text.ToString();
            _names.Add(one, one);
        }

        return one;
    }

    private void Skip()
    {
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c is '\n' || (c is '\r' && (_at + 1 == _text.Length || _text[_at + 1] != '\n')))
            {
                _line++;
                _lineStart = _at + 1;
            }
            else if (c is not (' ' or '\t' or '\r'))
            {
                break;
            }
        }
    }

    private readonly Place Here(int length) => Here(length, _at);

    private readonly Place Here(int length, int start) => _all ?? new(_line, start - _lineStart + 1, Math.Max(length, 1), _file);
}
