using System.Text.RegularExpressions;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>
/// The expressions of one plan while it is checked or compiled: each is made once, however many rules, mirrors and changes name it. Lives
/// no longer than that, so that nothing is kept of plans that are gone. For one thread.
/// </summary>
internal sealed class Expressions
{
    private readonly Dictionary<(string Pattern, bool IgnoreCase), (Regex? Regex, string? Problem)> _known = [];
    private readonly bool _forChecks;

    private Expressions(bool forChecks)
    {
        _forChecks = forChecks;
    }

    /// <summary>How many have been made.</summary>
    public int Made => _known.Count;

    /// <summary>For whoever asks only what is wrong: no automaton is built, so what comes of it must match nothing.</summary>
    public static Expressions ForChecks() => new(forChecks: true);

    /// <summary>For what requests will ask.</summary>
    public static Expressions ForRequests() => new(forChecks: false);

    /// <summary>The expression, or null with a problem that names what is not allowed.</summary>
    public Regex? Of(string pattern, string path, ICollection<Problem> problems, bool ignoreCase = false)
    {
        if (!_known.TryGetValue((pattern, ignoreCase), out var known))
        {
            var regex = LinearRegex.Make(pattern, ignoreCase, _forChecks, out var problem);
            known = (regex, problem);
            _known[(pattern, ignoreCase)] = known;
        }

        if (known.Problem is { } wrong)
        {
            problems.Add(LinearRegex.Wrong(path, wrong));
        }

        return known.Regex;
    }
}
