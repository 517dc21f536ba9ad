using System.Text.RegularExpressions;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>Regular expressions as people write them for Go's and Google's engines, run in linear time by ours.</summary>
internal static class LinearRegex
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>The expression, or null with a problem that names what is not allowed.</summary>
    public static Regex? Compile(string pattern, string path, ICollection<Problem> problems, bool ignoreCase = false)
    {
        var translation = new Re2Translation(pattern);
        var translated = translation.Run();
        if (translated is null)
        {
            problems.Add(Wrong(path, pattern, translation.Problem!));
            return null;
        }

        try
        {
            return ignoreCase ? new Regex(translated, Linear | RegexOptions.IgnoreCase) : new Regex(translated, Linear);
        }
        catch (ArgumentException unreadable)
        {
            problems.Add(Wrong(path, pattern, unreadable.Message));
        }
        catch (NotSupportedException unsupported)
        {
            problems.Add(Wrong(path, pattern, unsupported.Message));
        }

        return null;
    }

    private static Problem Wrong(string path, string pattern, string why) =>
        new(path, $"{why} (in {pattern}); an expression in RE2's syntax is allowed, which runs in linear time")
        {
            Code = ProblemCodes.BadRegex,
        };
}
