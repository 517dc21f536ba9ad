namespace Halfsilver.Dialects;

/// <summary>The name that was probably meant.</summary>
internal static class Nearest
{
    // Beyond these a suggestion costs more than it is worth; a hostile file has many wrong names and many right ones.
    private const int LongestName = 40;
    private const int MostNames = 500;

    /// <summary>The closest of <paramref name="names"/> by edits, ignoring case; null when none is close.</summary>
    public static string? To(string written, IEnumerable<string> names)
    {
        if (written.Length is 0 or > LongestName)
        {
            return null;
        }

        string? nearest = null;
        var fewest = Math.Max(1, written.Length / 3) + 1;
        foreach (var name in names.Take(MostNames))
        {
            if (Math.Abs(name.Length - written.Length) >= fewest || name.Length > LongestName)
            {
                continue;
            }

            var edits = Edits(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (edits < fewest)
            {
                (nearest, fewest) = (name, edits);
            }
        }

        return nearest;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two texts.</summary>
    internal static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Cheapest(table, a, b, i, j);
            }
        }

        return table[a.Length, b.Length];
    }

    private static int Cheapest(int[,] table, string a, string b, int i, int j)
    {
        var replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var best = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
    }
}
