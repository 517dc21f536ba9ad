using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Gathers everything that is wrong with a plan, apart from its rules (which have to be compiled for that).</summary>
internal static class PlanChecker
{
    public static ImmutableArray<Problem> Check(Plan plan)
    {
        var problems = new List<Problem>();
        var references = new References(plan, problems);
        SettingsCheck.Check(plan, problems);
        ObjectsCheck.Check(plan, problems);
        EntryPointCheck.Check(plan, problems);
        ServiceCheck.Check(plan, references, problems);
        ServiceCycles.Check(plan, problems);
        MirrorLadders.Check(plan, problems);
        RouteCheck.Check(plan, references, problems);
        return [.. problems];
    }
}
