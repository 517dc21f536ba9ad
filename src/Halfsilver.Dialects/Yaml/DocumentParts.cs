namespace Halfsilver.Dialects.Yaml;

/// <summary>
/// Long texts of many documents, read in parts side by side. Where a part has a fault there is no answer: the text is then read from its
/// start, so that what is wrong is told in order, and once.
/// </summary>
internal static class DocumentParts
{
    // Another thread's start costs about as much as reading this many characters.
    private const int Least = 64 * 1024;

    private const int Most = 4;

    // Of what ends a line, only line feeds are counted here.
    private static readonly char[] s_unusual = ['\0', '\r', '\u0085', '\u2028', '\u2029'];

    /// <summary>The roots of all documents; null where the text is better read as one.</summary>
    public static IReadOnlyList<Node>? Read(string text, int file) => Read(text, file, Math.Min(Environment.ProcessorCount, Most), Least);

    /// <summary>The same with so many parts at most, of so many characters at least.</summary>
    internal static IReadOnlyList<Node>? Read(string text, int file, int most, int least)
    {
        var count = Math.Min(most, text.Length / least);
        if (count < 2 || text.Length > TreeReader.MostCharacters || text.IndexOfAny(s_unusual) >= 0 || text.Contains("\n%", StringComparison.Ordinal))
        {
            return null;
        }

        var starts = Starts(text, count);
        if (starts.Count < 2)
        {
            return null;
        }

        var parts = new (IReadOnlyList<Node> Roots, int Nodes)?[starts.Count];
        Parallel.For(0, parts.Length, i =>
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : text.Length;
            parts[i] = TreeReader.ReadPart(text[starts[i]..end], text.AsSpan(0, starts[i]).Count('\n'), file);
        });
        return Array.TrueForAll(parts, part => part is not null) && parts.Sum(part => part!.Value.Nodes) <= TreeReader.MostNodes
            && parts.SelectMany(part => part!.Value.Roots).ToList() is { Count: > 0 } roots ? roots : null;
    }

    // A line that begins with three dashes begins a document wherever it stands: YAML 1.2.2, section 9.1.2.
    private static List<int> Starts(string text, int count)
    {
        List<int> starts = [0];
        for (var i = 1; i < count; i++)
        {
            var from = (int)((long)text.Length * i / count);
            var found = text.IndexOf("\n---", from, StringComparison.Ordinal);
            if (found < 0)
            {
                break;
            }

            var behind = text.AsSpan(found + "\n---".Length);

            // A colon there is a name's first letter to one reader, and the middle of a pair to one that saw the document before.
            var isMark = behind is [] or ['\n' or ' ' or '\t', ..] && behind.TrimStart() is not [':', ..];
            if (isMark && found + 1 > starts[^1])
            {
                starts.Add(found + 1);
            }
        }

        return starts;
    }
}
