using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Shapes;

/// <summary>The patterns of the key tables, built when a file first needs one: most files need few, and a start waits for each.</summary>
internal static class Patterns
{
    // They are ours, anchored, and go through a text once; the time only guards against one that some day does not.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<string, Regex> s_built = new(StringComparer.Ordinal);

    /// <summary>Whether a text is of the pattern.</summary>
    public static bool Match(string pattern, string text) =>
        s_built.GetOrAdd(pattern, static pattern => new Regex(pattern, RegexOptions.CultureInvariant, s_most)).IsMatch(text);
}
