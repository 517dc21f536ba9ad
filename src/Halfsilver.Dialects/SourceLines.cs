namespace Halfsilver.Dialects;

/// <summary>A text's lines by number, from 1. Lines end as YAML's do: CR LF, LF, CR, and the three breaks of Unicode.</summary>
internal sealed class SourceLines
{
    private readonly string _text;
    private readonly List<int> _starts = [0];

    public SourceLines(string text)
    {
        _text = text;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsBreak(c) && !(c == '\r' && i + 1 < text.Length && text[i + 1] == '\n'))
            {
                _starts.Add(i + 1);
            }
        }
    }

    public int Count => _starts.Count;

    public ReadOnlySpan<char> this[int line]
    {
        get
        {
            var start = _starts[line - 1];
            var end = line < _starts.Count ? _starts[line] : _text.Length;
            var span = _text.AsSpan(start, end - start);
            return span.TrimEnd("\r\n\u0085\u2028\u2029");
        }
    }

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
