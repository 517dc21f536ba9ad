using System.Text.RegularExpressions;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>Regular expressions as people write them for Go's and Google's engines, run in linear time by ours.</summary>
internal static class LinearRegex
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>The expression, or null with a problem that names what is not allowed.</summary>
    public static Regex? Compile(string pattern, string path, ICollection<Problem> problems, bool ignoreCase = false) =>
        Expressions.ForRequests().Of(pattern, path, problems, ignoreCase);

    /// <summary>Says what is not allowed, without the automaton that takes most of the time. The result is for its groups alone.</summary>
    public static Regex? Check(string pattern, string path, ICollection<Problem> problems) =>
        Expressions.ForChecks().Of(pattern, path, problems);

    /// <summary>The expression, or null and what is not allowed.</summary>
    /// <param name="pattern">What people wrote.</param>
    /// <param name="ignoreCase">Whether case counts not.</param>
    /// <param name="forChecks">Whether it is only read: the same is refused, but it may take more than linear time and must match nothing.</param>
    /// <param name="problem">What is wrong, the pattern in it.</param>
    internal static Regex? Make(string pattern, bool ignoreCase, bool forChecks, out string? problem)
    {
        problem = null;
        var translation = new Re2Translation(pattern);
        if (translation.Run() is not { } translated)
        {
            problem = $"{translation.Problem} (in {pattern})";
            return null;
        }

        var options = (forChecks ? RegexOptions.CultureInvariant : Linear) | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(translated, options, Regex.InfiniteMatchTimeout);
        }
        catch (ArgumentException unreadable)
        {
            problem = $"{unreadable.Message} (in {pattern})";
        }
        catch (NotSupportedException unsupported)
        {
            problem = $"{unsupported.Message} (in {pattern})";
        }

        return null;
    }

    /// <summary>The problem at its place.</summary>
    internal static Problem Wrong(string path, string problem) =>
        new(path, $"{problem}; an expression in RE2's syntax is allowed, which runs in linear time")
        {
            Code = ProblemCodes.BadRegex,
        };
}
