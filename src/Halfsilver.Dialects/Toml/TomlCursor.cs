using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Toml;

/// <summary>A place in TOML's text that moves forward.</summary>
internal sealed class TomlCursor(string text, int file)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public bool IsEnd => _at >= text.Length;

    /// <summary>The character here; NUL at the end.</summary>
    public char Current => _at < text.Length ? text[_at] : '\0';

    /// <summary>Whether a line ends here: LF, CR LF, or the file's end.</summary>
    public bool IsLineEnd => IsEnd || Current == '\n' || StartsWith("\r\n");

    public char Ahead(int by) => _at + by < text.Length ? text[_at + by] : '\0';

    public bool StartsWith(string what) => string.CompareOrdinal(text, _at, what, 0, what.Length) == 0;

    public Place Here(int length = 1) => new(_line, _at - _lineStart + 1, length, file);

    /// <summary>A place from an earlier one to here, on its line.</summary>
    public Place From(Place start) => start with { Length = start.Line == _line ? Math.Max(_at - _lineStart + 1 - start.Column, 1) : 1 };

    public void Advance(int by = 1)
    {
        for (; by > 0 && _at < text.Length; by--)
        {
            // Lines are counted as notices show them, which breaks them where YAML does.
            var c = text[_at++];
            if (c is '\n' or '\u0085' or '\u2028' or '\u2029' || (c == '\r' && Current != '\n'))
            {
                _line++;
                _lineStart = _at;
            }
        }
    }

    public bool TryTake(char c)
    {
        if (IsEnd || Current != c)
        {
            return false;
        }

        Advance();
        return true;
    }

    public void Take(char c, string words)
    {
        if (!TryTake(c))
        {
            throw Fault($"found {Shown()}; expected {words}");
        }
    }

    public void SkipSpaces()
    {
        while (Current is ' ' or '\t')
        {
            Advance();
        }
    }

    /// <summary>Skips empty lines and comments.</summary>
    public void SkipLines()
    {
        while (true)
        {
            SkipSpaces();
            SkipComment();
            if (IsEnd || !TryLineEnd())
            {
                return;
            }
        }
    }

    /// <summary>Ends a line behind a value: spaces, a comment, the line's end.</summary>
    public void EndLine()
    {
        SkipSpaces();
        SkipComment();
        if (!IsEnd && !TryLineEnd())
        {
            throw Fault($"found {Shown()}; expected the line's end");
        }
    }

    public bool TryLineEnd()
    {
        if (Current == '\n')
        {
            Advance();
            return true;
        }

        if (StartsWith("\r\n"))
        {
            Advance(2);
            return true;
        }

        return false;
    }

    /// <summary>Refuses what may stand in no TOML file: control characters but tab, and halves of a character.</summary>
    public void CheckCharacter()
    {
        var c = Current;
        if (c is < ' ' and not '\t' or '\x7f')
        {
            throw Fault($"a control character (U+{(int)c:X4}) cannot stand here");
        }

        if (char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && char.IsLowSurrogate(Ahead(1))))
        {
            throw Fault("half a character cannot stand here");
        }
    }

    /// <summary>Takes the character here, both halves of one that has two.</summary>
    public ReadOnlySpan<char> TakeCharacter()
    {
        CheckCharacter();
        var length = char.IsHighSurrogate(Current) ? 2 : 1;
        var taken = text.AsSpan(_at, length);
        Advance(length);
        return taken;
    }

    /// <summary>Takes characters as long as they are of a kind.</summary>
    public string TakeWhile(Func<char, bool> isWanted)
    {
        var start = _at;
        while (!IsEnd && isWanted(Current))
        {
            Advance();
        }

        return text[start.._at];
    }

    public string Shown() => IsEnd ? "the file's end" : IsLineEnd ? "the line's end" : Current < ' ' ? $"U+{(int)Current:X4}" : $"\"{Current}\"";

    public TomlFaultException Fault(string message) => Fault(Here(), message);

    public static TomlFaultException Fault(Place place, string message) => new(Codes.Syntax, place, $"this is not TOML: {message}");

    private void SkipComment()
    {
        if (Current != '#' || IsEnd)
        {
            return;
        }

        while (!IsLineEnd)
        {
            TakeCharacter();
        }
    }
}
