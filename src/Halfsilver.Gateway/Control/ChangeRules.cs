using Halfsilver.Planning;

namespace Halfsilver.Gateway.Control;

/// <summary>What holds for every change of one gateway.</summary>
internal sealed record ChangeRules
{
    /// <summary>Puts flags and variables over what was written; revisions hold what was written.</summary>
    /// <exception cref="PlanRefusedException">They do not go with it.</exception>
    public Func<Plan, Plan> Compose { get; init; } = plan => plan;

    /// <summary>Whether files alone may change the plan.</summary>
    public bool ConfigIsTruth { get; init; }
}

/// <summary>A plan that was read from where people write plans.</summary>
/// <param name="Plan">The plan, before flags and variables.</param>
/// <param name="Source">Files, the command line, or nothing at all; see <see cref="Stores.ChangeSource"/>.</param>
internal sealed record WrittenPlan(Plan Plan, string Source);
