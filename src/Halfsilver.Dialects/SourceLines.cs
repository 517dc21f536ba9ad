namespace Halfsilver.Dialects;

/// <summary>A text's lines by number, from 1. Lines end as YAML's do: CR LF, LF, CR, and the three breaks of Unicode.</summary>
internal sealed class SourceLines
{
    private readonly string _text;
    private List<int>? _found;

    public SourceLines(string text) => _text = text;

    public int Count => Starts.Count;

    // Looked for when a line is first asked for: most files are read without a notice.
    private List<int> Starts => _found ??= Find(_text);

    public ReadOnlySpan<char> this[int line]
    {
        get
        {
            var start = Starts[line - 1];
            var end = line < Count ? Starts[line] : _text.Length;
            var span = _text.AsSpan(start, end - start);
            return span.TrimEnd("\r\n\u0085\u2028\u2029");
        }
    }

    private static List<int> Find(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsBreak(c) && !(c == '\r' && i + 1 < text.Length && text[i + 1] == '\n'))
            {
                starts.Add(i + 1);
            }
        }

        return starts;
    }

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
