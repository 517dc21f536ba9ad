using Halfsilver.Dialects.Yaml;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Where the parts of a plan stand in the files, so that what the engine says about the plan is told there.</summary>
internal sealed class PlanPlaces(ReadingScope scope)
{
    private readonly Dictionary<string, (string Path, Place Place)> _places = new(StringComparer.Ordinal);

    /// <summary>Says where a part of the plan, as <c>routes[a]</c>, stands.</summary>
    public void Remember(string part, Item? item)
    {
        if (item is not null)
        {
            Remember(part, item.Path, item.Place);
        }
    }

    /// <summary>Says where a part of the plan, as <c>routes[a]</c>, stands.</summary>
    public void Remember(string part, string path, Place place) => _places.TryAdd(part, (path, place));

    /// <summary>Tells what is wrong with the plan, each at the nearest part that stands in a file.</summary>
    public void Check(Plan plan)
    {
        foreach (var problem in PlanRules.CheckAll(plan))
        {
            // Where the admin side listens is said on the command line, which may yet move it away.
            if (!EntryPointCheck.IsAdminsPort(plan, problem))
            {
                var (path, place) = Of(problem.Path);
                scope.Reject(problem.Code, place, path, problem.Message);
            }
        }
    }

    /// <summary>Where the nearest part that stands in a file is.</summary>
    public (string Path, Place Place) Of(string part)
    {
        for (var length = part.Length; length > 0; length = Shorter(part.AsSpan(0, length)))
        {
            if (_places.TryGetValue(part[..length], out var found))
            {
                return found;
            }
        }

        return (part, Place.Start);
    }

    // Names in brackets may have dots of their own; they match or are cut off as a whole.
    private static int Shorter(ReadOnlySpan<char> part)
    {
        if (part[^1] == ']')
        {
            return Math.Max(part.LastIndexOf('['), 0);
        }

        var bracket = part.LastIndexOf(']') + 1;
        var dot = part.LastIndexOf('.');
        return Math.Max(dot >= bracket ? dot : bracket, 0);
    }
}
