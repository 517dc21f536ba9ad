namespace Halfsilver.Stores;

/// <summary>How much a store keeps. The newest revision, the one before it, the last that came from files and those with a snapshot are kept whatever the bounds.</summary>
internal sealed record Retention
{
    private const int UsualRevisions = 500;
    private const long UsualPlanBytes = 64 * 1024 * 1024;
    private const int UsualAuditEntries = 10_000;
    private const int UsualAuditDays = 90;

    /// <summary>Revisions; from 1.</summary>
    public int Revisions { get; init; } = UsualRevisions;

    /// <summary>Characters of all their plans.</summary>
    public long PlanBytes { get; init; } = UsualPlanBytes;

    /// <summary>Entries of the audit log; from 1.</summary>
    public int AuditEntries { get; init; } = UsualAuditEntries;

    /// <summary>How long an entry of the audit log is kept.</summary>
    public TimeSpan AuditAge { get; init; } = TimeSpan.FromDays(UsualAuditDays);
}
