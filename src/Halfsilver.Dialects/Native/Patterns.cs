using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Native;

/// <summary>Regular expressions that run in linear time.</summary>
internal static class Patterns
{
    private const int Longest = 4_096;

    /// <summary>What is wrong with a pattern, as the rest of a sentence; null when it can be used.</summary>
    public static string? Fault(string pattern)
    {
        if (pattern.Length > Longest)
        {
            return $"is longer than {Longest} characters";
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return null;
        }
        catch (RegexParseException fault)
        {
            return $"is not a regular expression: {fault.Error} at {fault.Offset}";
        }
        catch (NotSupportedException)
        {
            return "needs backtracking (a look-around, a back-reference) or is too large; use an expression that runs in linear time";
        }
    }
}
