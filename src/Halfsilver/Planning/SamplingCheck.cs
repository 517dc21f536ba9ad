using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>How mirrors sample: keys, and baselines with their candidates.</summary>
internal static class SamplingCheck
{
    /// <summary>Checks one of the mirrors of a route or service.</summary>
    public static void Check(Mirror mirror, ImmutableArray<Mirror> mirrors, string place, ICollection<Problem> problems)
    {
        if (mirror.Sampling is StickySampling sticky)
        {
            Key(sticky.Key, $"{place}.sampling.sticky.key", problems);
        }

        if (mirror.Role == MirrorRole.Baseline)
        {
            Baseline(mirror, mirrors, place, problems);
        }
        else if (mirror.Candidate is { } candidate)
        {
            problems.Report(
                ProblemCodes.BadCandidate, $"{place}.candidate", $"only a baseline follows a candidate (\"{candidate}\"); role: baseline, or no candidate");
        }
    }

    /// <summary>The candidate that a baseline follows, among the mirrors of its route or service; null where there is none, or no telling which.</summary>
    public static Mirror? CandidateOf(Mirror baseline, ImmutableArray<Mirror> mirrors)
    {
        var candidates = mirrors.Where(mirror => mirror.Role == MirrorRole.Candidate && (baseline.Candidate ?? mirror.Name) == mirror.Name).ToArray();
        return candidates.Length == 1 ? candidates[0] : null;
    }

    private static void Baseline(Mirror baseline, ImmutableArray<Mirror> mirrors, string place, ICollection<Problem> problems)
    {
        if (baseline.Sampling is not ExactSampling)
        {
            problems.Report(ProblemCodes.BadSampling, $"{place}.sampling", "a baseline follows its candidate's sampling (it has its own); none of this key");
        }

        if (CandidateOf(baseline, mirrors) is not null)
        {
            return;
        }

        var names = mirrors.Where(mirror => mirror.Role == MirrorRole.Candidate).Select(mirror => mirror.Name).Order(StringComparer.Ordinal).ToArray();
        var which = baseline.Candidate is { } named
            ? $"no candidate of this name (\"{named}\"){Nearest.Question(named, names)}"
            : $"a baseline follows one candidate (there are {names.Length})";
        problems.Report(
            ProblemCodes.BadCandidate,
            $"{place}.candidate",
            names.Length == 0 ? $"{which}; a mirror beside it with role: candidate" : $"{which}; one of {string.Join(", ", names)}");
    }

    private static void Key(StickyKey key, string place, ICollection<Problem> problems)
    {
        var name = key.Name ?? "";
        var isGood = key.Kind switch
        {
            StickyKeyKind.Header or StickyKeyKind.Cookie => FieldSyntax.IsToken(name),
            StickyKeyKind.Query => name.Length > 0,
            _ => key.Name is null,
        };
        if (!isGood)
        {
            problems.Report(
                ProblemCodes.BadSampling, place, $"not a key ({key.Kind} \"{FieldSyntax.Shown(name)}\"); header, cookie and query with a name, the others without");
        }
    }
}
