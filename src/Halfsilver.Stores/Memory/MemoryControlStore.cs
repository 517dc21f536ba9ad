using System.Collections.Immutable;

namespace Halfsilver.Stores.Memory;

/// <summary>A store that is gone with its process: for tests, for trying things, for machines without a disk.</summary>
internal sealed class MemoryControlStore(TimeProvider time, Retention? retention = null) : IControlStore
{
    private readonly Retention _retention = retention ?? new Retention();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Revision> _revisions = [];
    private readonly Queue<AuditEntry> _audit = [];
    private readonly List<Snapshot> _snapshots = [];
    private int? _active;
    private int _lastNumber;
    private long _lastEntry;

    public string Name => "memory";

    public ValueTask<Revision?> ActiveAsync(CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_active is { } number ? _revisions[number] : null);
        }
    }

    public ValueTask<Revision?> FindAsync(int number, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_revisions.GetValueOrDefault(number));
        }
    }

    public ValueTask<Revision?> LastWrittenAsync(CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(LastWritten());
        }
    }

    public ValueTask<Page<Revision>> ListAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default)
    {
        StoreRules.CheckLimit(limit);
        lock (_gate)
        {
            var found = _revisions.Values.Reverse().Where(revision => before is null || revision.Number < before).Take(limit + 1).Select(StoreRules.Heading);
            return ValueTask.FromResult(PageOf([.. found], limit, revision => revision.Number));
        }
    }

    public ValueTask<Revision> AcceptAsync(NewRevision change, int? expected, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Expect(expected);
            var accepted = StoreRules.Number(change, ++_lastNumber, _active, time.GetUtcNow());
            _revisions.Add(accepted.Number, accepted);
            _active = accepted.Number;
            Append(StoreRules.Accepted(change, accepted));
            Forget(accepted);
            return ValueTask.FromResult(accepted);
        }
    }

    public ValueTask<Revision?> ActivateAsync(int number, int? expected, AuditEntry entry, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Expect(expected);
            if (!_revisions.TryGetValue(number, out var revision))
            {
                return ValueTask.FromResult<Revision?>(null);
            }

            Append(entry with { From = _active, To = number });
            _active = number;
            return ValueTask.FromResult<Revision?>(revision);
        }
    }

    public ValueTask<AuditEntry> AppendAsync(AuditEntry entry, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(Append(entry));
        }
    }

    public ValueTask<Page<AuditEntry>> AuditAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default)
    {
        StoreRules.CheckLimit(limit);
        lock (_gate)
        {
            var found = _audit.Reverse().Where(entry => before is null || entry.Number < before).Take(limit + 1);
            return ValueTask.FromResult(PageOf([.. found], limit, entry => entry.Number));
        }
    }

    public ValueTask<ImmutableArray<Snapshot>> SnapshotsAsync(CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_snapshots.ToImmutableArray());
        }
    }

    public ValueTask<Snapshot?> PinAsync(string id, string name, int revision, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_revisions.ContainsKey(revision) || _snapshots.Count >= Snapshot.Most)
            {
                return ValueTask.FromResult<Snapshot?>(null);
            }

            var pinned = new Snapshot { Id = id, Name = name, Time = time.GetUtcNow(), Revision = revision };
            _snapshots.Add(pinned);
            return ValueTask.FromResult<Snapshot?>(pinned);
        }
    }

    public ValueTask<Snapshot?> ChooseAsync(string id, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_snapshots.Find(snapshot => snapshot.Id == id) is null)
            {
                return ValueTask.FromResult<Snapshot?>(null);
            }

            for (var i = 0; i < _snapshots.Count; i++)
            {
                _snapshots[i] = _snapshots[i] with { IsChosen = _snapshots[i].Id == id };
            }

            return ValueTask.FromResult(_snapshots.Find(snapshot => snapshot.IsChosen));
        }
    }

    public ValueTask<bool> UnpinAsync(string id, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(_snapshots.RemoveAll(snapshot => snapshot.Id == id) > 0);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Expect(int? expected)
    {
        if (_active != expected)
        {
            throw new StaleRevisionException(_active);
        }
    }

    private AuditEntry Append(AuditEntry entry)
    {
        var now = time.GetUtcNow();
        var numbered = entry with { Number = ++_lastEntry, Time = now };
        _audit.Enqueue(numbered);
        while (_audit.Count > _retention.AuditEntries || _audit.Peek().Time < now - _retention.AuditAge)
        {
            _audit.Dequeue();
        }

        return numbered;
    }

    private void Forget(Revision newest)
    {
        var bytes = _revisions.Values.Sum(revision => (long)revision.Plan.Length);
        var written = LastWritten()?.Number;
        foreach (var oldest in _revisions.Values.ToArray())
        {
            if (_revisions.Count <= _retention.Revisions && bytes <= _retention.PlanBytes)
            {
                return;
            }

            if (oldest.Number != newest.Number && oldest.Number != newest.Parent && oldest.Number != written && !_snapshots.Exists(snapshot => snapshot.Revision == oldest.Number))
            {
                bytes -= oldest.Plan.Length;
                _revisions.Remove(oldest.Number);
            }
        }
    }

    private Revision? LastWritten() => _revisions.Values.Reverse().FirstOrDefault(revision => ChangeSource.IsWritten(revision.Source));

    private static Page<T> PageOf<T>(ImmutableArray<T> found, int limit, Func<T, long> number) =>
        found.Length <= limit ? new Page<T>(found, null) : new Page<T>(found[..limit], number(found[limit - 1]));
}
