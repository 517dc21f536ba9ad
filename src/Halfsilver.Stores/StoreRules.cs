namespace Halfsilver.Stores;

/// <summary>What every store does alike.</summary>
internal static class StoreRules
{
    /// <summary>The revision that a change becomes.</summary>
    public static Revision Number(NewRevision change, int number, int? parent, DateTimeOffset time) => new()
    {
        Number = number,
        Time = time,
        Author = change.By.Author,
        Source = change.By.Source,
        Message = change.By.Message,
        Parent = parent,
        Plan = change.Plan,
        Difference = change.Difference,
        Changes = change.Changes,
    };

    /// <summary>The audit log's entry about a revision that was accepted.</summary>
    public static AuditEntry Accepted(NewRevision change, Revision accepted) => new()
    {
        By = change.By,
        Action = AuditAction.Change,
        Target = $"r{accepted.Number}",
        From = accepted.Parent,
        To = accepted.Number,
        Difference = accepted.Difference,
    };

    /// <summary>The heading of a revision, as lists show it.</summary>
    public static Revision Heading(Revision whole) => whole with { Plan = "", Difference = [] };

    /// <summary>Refuses pages without end.</summary>
    public static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, PageSize.Most);
    }
}
