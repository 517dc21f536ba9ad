using System.Collections.Immutable;
using Halfsilver.Dialects.Differences;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Admin;

/// <summary>A revision in a list.</summary>
internal sealed record RevisionEntry(int Number, DateTimeOffset Time, string Author, string Source, string Message, int? Parent, int Changes, bool Active)
{
    /// <summary>From the store's.</summary>
    public static RevisionEntry From(Revision revision, int active) => new(
        revision.Number, revision.Time, revision.Author, revision.Source, revision.Message, revision.Parent, revision.Changes, revision.Number == active);
}

/// <summary>A page of revisions, newest first.</summary>
/// <param name="Revisions">Their headings.</param>
/// <param name="Active">The active one.</param>
/// <param name="Next">What to give as <c>before</c> to go on; missing at the end.</param>
internal sealed record RevisionList(ImmutableArray<RevisionEntry> Revisions, int Active, long? Next);

/// <summary>A revision, whole.</summary>
internal sealed record RevisionAnswer(RevisionEntry Revision, ImmutableArray<string> Difference, string Plan);

/// <summary>What a change did, or would do.</summary>
/// <param name="Revision">The active revision afterwards.</param>
/// <param name="Accepted">Whether it is another one than before.</param>
/// <param name="DryRun">Whether nothing was to be changed.</param>
/// <param name="Difference">What differs from the plan before.</param>
/// <param name="Notices">What there is to say about the text.</param>
internal sealed record ChangeAnswer(int Revision, bool Accepted, bool DryRun, ImmutableArray<PlanChange> Difference, ImmutableArray<ProblemPlace> Notices);

/// <summary>An entry of the audit log.</summary>
internal sealed record AuditLine(
    long Number, DateTimeOffset Time, AuditActor Actor, string Source, string Action, string Target, AuditRevisions? Revision,
    ImmutableArray<string> Difference, string Message, string? RequestId)
{
    /// <summary>From the store's.</summary>
    public static AuditLine From(AuditEntry entry) => new(
        entry.Number, entry.Time, new AuditActor(entry.By.Author, entry.By.Address), entry.By.Source, entry.Action, entry.Target,
        entry.To is { } to ? new AuditRevisions(entry.From, to) : null, entry.Difference, entry.By.Message, entry.By.RequestId);
}

/// <summary>Who did something.</summary>
internal sealed record AuditActor(string Name, string? Ip);

/// <summary>Which revisions were in force before and after.</summary>
internal sealed record AuditRevisions(int? From, int To);

/// <summary>A page of the audit log, newest first.</summary>
internal sealed record AuditList(ImmutableArray<AuditLine> Entries, long? Next);
