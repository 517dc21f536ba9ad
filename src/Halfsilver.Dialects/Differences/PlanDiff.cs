using System.Collections.Immutable;

using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Differences;

/// <summary>
/// What differs between two plans, whatever they were read from. Both are put into the native file's keys with every default written out,
/// so that nothing that can be written can be missed, and what only looks different does not count: where an item stands among named ones,
/// the order of methods, how a rule is put together.
/// </summary>
public static class PlanDiff
{
    /// <summary>The differences, in the order of the native file; none where both plans mean the same.</summary>
    /// <exception cref="ArgumentException">A plan holds a service, a rule or an action of a kind that no file can hold.</exception>
    public static ImmutableArray<PlanChange> Between(Plan before, Plan after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var found = new TreeDiff();
        var (left, right) = SharedParts.Apart(before, after);
        found.Compare("", "", "", Side(left), Side(right));
        return found.Changes;
    }

    private static TreeSide Side(Plan plan) => new(
        NativeWriter.Keys(plan, new WritingStyle(Defaults: true, Short: false)),
        NativeWriter.Keys(plan, new WritingStyle(Defaults: false, Short: false)));
}
