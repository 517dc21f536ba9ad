using System.Collections.Immutable;

namespace Halfsilver.Stores;

/// <summary>
/// Keeps revisions, which of them is active, and the audit log. Members may be called from any thread; each is done as a whole or not at
/// all, and what has been answered is there after any crash that the store promises to outlive.
/// </summary>
internal interface IControlStore : IAsyncDisposable
{
    /// <summary>What it is, for people: a path or <c>memory</c>.</summary>
    string Name { get; }

    /// <summary>The active revision; null in a store that never held one.</summary>
    /// <exception cref="StoreException">It cannot be read; so for all members.</exception>
    ValueTask<Revision?> ActiveAsync(CancellationToken cancel = default);

    /// <summary>A revision by its number; null where it is unknown or no longer kept.</summary>
    ValueTask<Revision?> FindAsync(int number, CancellationToken cancel = default);

    /// <summary>The newest revision that stands outside the store too (<see cref="ChangeSource.IsWritten"/>); null where there is none.</summary>
    ValueTask<Revision?> LastWrittenAsync(CancellationToken cancel = default);

    /// <summary>Headings of revisions, newest first.</summary>
    /// <param name="before">Only those with lower numbers; null begins with the newest.</param>
    /// <param name="limit">How many; 1 to <see cref="PageSize.Most"/>.</param>
    /// <param name="cancel">Ends it.</param>
    ValueTask<Page<Revision>> ListAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default);

    /// <summary>Makes a change a revision and the active one, with its entry in the audit log, all at once.</summary>
    /// <param name="change">The change.</param>
    /// <param name="expected">The revision that must be active; null where there must be none.</param>
    /// <param name="cancel">Ends it before it has begun.</param>
    /// <exception cref="StaleRevisionException">Another one is active; nothing is done.</exception>
    ValueTask<Revision> AcceptAsync(NewRevision change, int? expected, CancellationToken cancel = default);

    /// <summary>Makes a kept revision the active one, with its entry in the audit log; null where it is unknown or no longer kept.</summary>
    /// <param name="number">The revision.</param>
    /// <param name="expected">The revision that must be active.</param>
    /// <param name="entry">What the audit log says about it; its number, time and revisions are filled in.</param>
    /// <param name="cancel">Ends it before it has begun.</param>
    /// <exception cref="StaleRevisionException">Another one is active; nothing is done.</exception>
    ValueTask<Revision?> ActivateAsync(int number, int? expected, AuditEntry entry, CancellationToken cancel = default);

    /// <summary>Adds to the audit log; the entry as it stands there.</summary>
    ValueTask<AuditEntry> AppendAsync(AuditEntry entry, CancellationToken cancel = default);

    /// <summary>Entries of the audit log, newest first.</summary>
    /// <param name="before">Only those with lower numbers; null begins with the newest.</param>
    /// <param name="limit">How many; 1 to <see cref="PageSize.Most"/>.</param>
    /// <param name="cancel">Ends it.</param>
    ValueTask<Page<AuditEntry>> AuditAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default);

    /// <summary>All snapshots, in the order in which they were made.</summary>
    ValueTask<ImmutableArray<Snapshot>> SnapshotsAsync(CancellationToken cancel = default);

    /// <summary>Gives a kept revision a name, which keeps it; null where the revision is unknown or no longer kept, or <see cref="Snapshot.Most"/> are there.</summary>
    /// <param name="id">What the snapshot is asked for by; new.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="cancel">Ends it before it has begun.</param>
    ValueTask<Snapshot?> PinAsync(string id, string name, int revision, CancellationToken cancel = default);

    /// <summary>Marks a snapshot as the one that was gone to last, and no other; null where there is none of this id.</summary>
    ValueTask<Snapshot?> ChooseAsync(string id, CancellationToken cancel = default);

    /// <summary>Takes a snapshot away; its revision may be forgotten from then on. False where there is none of this id.</summary>
    ValueTask<bool> UnpinAsync(string id, CancellationToken cancel = default);
}
