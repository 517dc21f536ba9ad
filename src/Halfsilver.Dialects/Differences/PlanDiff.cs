using System.Collections.Immutable;
using System.Text.Json.Nodes;

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
        var (left, right) = SharedParts.Apart(before, after);
        var (old, now) = (Keys(left, defaults: true), Keys(right, defaults: true));
        if (old.ToJsonString() == now.ToJsonString())
        {
            // As most are: what was read back, and what was read again.
            return [];
        }

        var found = new TreeDiff();
        found.Compare("", "", "", new TreeSide(old, Keys(left, defaults: false)), new TreeSide(now, Keys(right, defaults: false)));
        return found.Changes;
    }

    private static JsonObject Keys(Plan plan, bool defaults) => NativeWriter.Keys(plan, new WritingStyle(defaults, Short: false));
}
