using System.Text;

namespace Halfsilver.Gateway.Cli;

/// <summary>Columns that line up, two spaces apart, nothing at the ends of lines.</summary>
internal static class TextTable
{
    /// <summary>Writes a table; its heading stands out.</summary>
    public static void Write(Invocation call, IReadOnlyList<string[]> rows)
    {
        foreach (var (at, line) in Lines(rows).Index())
            call.Write(at == 0 ? call.Paint.Strong(line) : line);
    }

    /// <summary>The lines of a table; the first row is the heading.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
                line.Append(row[column].PadRight(widths[column] + 2));
            yield return line.ToString().TrimEnd();
        }
    }
}
