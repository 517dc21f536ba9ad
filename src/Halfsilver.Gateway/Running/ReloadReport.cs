using System.Collections.Immutable;

namespace Halfsilver.Gateway.Running;

/// <summary>How a reload ended.</summary>
internal enum ReloadOutcome
{
    /// <summary>The new plan is in force.</summary>
    Accepted,

    /// <summary>The new plan was refused; the old one stays.</summary>
    Refused,

    /// <summary>The plan that was read is the one in force.</summary>
    Unchanged,
}

/// <summary>What a reload did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Revision">The revision in force afterwards.</param>
/// <param name="Problems">Why it was refused, one line each.</param>
internal sealed record ReloadReport(ReloadOutcome Outcome, int Revision, ImmutableArray<string> Problems);
