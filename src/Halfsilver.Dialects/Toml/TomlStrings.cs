using System.Globalization;
using System.Text;

namespace Halfsilver.Dialects.Toml;

/// <summary>Reads the four kinds of strings.</summary>
internal sealed class TomlStrings(TomlCursor cursor)
{
    /// <summary>The string that begins here.</summary>
    public string Read()
    {
        var quote = cursor.Current;
        var three = new string(quote, 3);
        if (!cursor.StartsWith(three))
        {
            cursor.Advance();
            return OnOneLine(quote);
        }

        cursor.Advance(3);
        cursor.TryLineEnd();
        return OnSeveralLines(quote, three);
    }

    private string OnOneLine(char quote)
    {
        var text = new StringBuilder();
        while (!cursor.TryTake(quote))
        {
            if (cursor.IsLineEnd)
            {
                throw cursor.Fault($"the text that began on this line has no closing {quote}");
            }

            if (quote == '"' && cursor.Current == '\\')
            {
                Escape(text);
            }
            else
            {
                text.Append(cursor.TakeCharacter());
            }
        }

        return text.ToString();
    }

    private string OnSeveralLines(char quote, string three)
    {
        var start = cursor.Here();
        var text = new StringBuilder();
        while (true)
        {
            if (cursor.IsEnd)
            {
                throw TomlCursor.Fault(start, $"the text that begins here has no closing {three}");
            }

            if (cursor.StartsWith(three))
            {
                cursor.Advance(3);

                // One or two quotes may stand right before the closing ones.
                for (var i = 0; i < 2 && cursor.TryTake(quote); i++)
                {
                    text.Append(quote);
                }

                return text.ToString();
            }

            if (quote == '"' && cursor.Current == '\\')
            {
                if (!TryJoinLines())
                {
                    Escape(text);
                }
            }
            else if (cursor.TryLineEnd())
            {
                text.Append('\n');
            }
            else
            {
                text.Append(cursor.TakeCharacter());
            }
        }
    }

    // A backslash at a line's end takes everything up to the next visible character along.
    private bool TryJoinLines()
    {
        var ahead = 1;
        while (cursor.Ahead(ahead) is ' ' or '\t')
        {
            ahead++;
        }

        if (cursor.Ahead(ahead) != '\n' && !(cursor.Ahead(ahead) == '\r' && cursor.Ahead(ahead + 1) == '\n'))
        {
            return false;
        }

        cursor.Advance(ahead);
        while (cursor.Current is ' ' or '\t' || (!cursor.IsEnd && cursor.IsLineEnd))
        {
            if (!cursor.TryLineEnd())
            {
                cursor.Advance();
            }
        }

        return true;
    }

    private void Escape(StringBuilder text)
    {
        var place = cursor.Here(2);
        var kind = cursor.Ahead(1);
        var plain = kind switch { 'b' => '\b', 't' => '\t', 'n' => '\n', 'f' => '\f', 'r' => '\r', '"' => '"', '\\' => '\\', _ => '\0' };
        cursor.Advance(2);
        if (plain != '\0')
        {
            text.Append(plain);
            return;
        }

        var digits = kind switch { 'u' => 4, 'U' => 8, _ => 0 };
        var number = new StringBuilder(digits);
        for (; number.Length < digits && char.IsAsciiHexDigit(cursor.Current); cursor.Advance())
        {
            number.Append(cursor.Current);
        }

        if (digits == 0 || number.Length < digits
            || !uint.TryParse(number.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || !Rune.IsValid(value))
        {
            throw TomlCursor.Fault(place, "a backslash begins no escape here; use \\b, \\t, \\n, \\f, \\r, \\\", \\\\, \\uXXXX or \\UXXXXXXXX");
        }

        text.Append(new Rune(value).ToString());
    }
}
