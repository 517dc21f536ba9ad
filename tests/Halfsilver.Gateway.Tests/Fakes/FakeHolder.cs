using System.Collections.Immutable;
using Halfsilver.Gateway.Control;
using Halfsilver.Planning;
using Halfsilver.Stores;
using Halfsilver.Stores.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Halfsilver.Gateway.Tests.Fakes;

/// <summary>Serves by any plan, unless it is told what is wrong with them.</summary>
internal sealed class FakeHolder(Plan plan) : IPlanHolder
{
    public Plan Plan { get; private set; } = plan;

    public ImmutableArray<Problem> Problems { get; set; } = [];

    /// <summary>What only shows once a plan is to be put in force.</summary>
    public ImmutableArray<Problem> LateProblems { get; set; } = [];

    public int Swaps { get; private set; }

    public ImmutableArray<Problem> Check(Plan plan) => Problems;

    public ImmutableArray<Problem> TrySwap(Plan plan)
    {
        if (!Problems.IsEmpty || !LateProblems.IsEmpty)
            return [.. Problems, .. LateProblems];
        Plan = plan;
        Swaps++;
        return [];
    }

    /// <summary>The door of a gateway that has begun with a plan.</summary>
    public static async Task<(Changes Changes, FakeHolder Holder)> BeginAsync(
        Plan written, string source = ChangeSource.File, IControlStore? store = null, bool force = false, ChangeRules? rules = null)
    {
        var (changes, plan) = await Changes.BeginAsync(
            store ?? new MemoryControlStore(TimeProvider.System), new WrittenPlan(written, source), force, rules ?? new ChangeRules(), NullLogger.Instance);
        var holder = new FakeHolder(plan);
        await changes.StartedAsync(holder);
        return (changes, holder);
    }
}
