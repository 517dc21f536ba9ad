using Halfsilver.Stores;

namespace Halfsilver.Gateway.Tests.Fakes;

/// <summary>A store that cannot be written whenever a test says so.</summary>
internal sealed class BrittleStore(IControlStore inner) : IControlStore
{
    public bool Breaks { get; set; }

    /// <summary>Whether nothing can be read any more but what is active.</summary>
    public bool IsUnreadable { get; set; }

    public string Name => inner.Name;

    public ValueTask<Revision?> ActiveAsync(CancellationToken cancel = default) => inner.ActiveAsync(cancel);

    public ValueTask<Revision?> FindAsync(int number, CancellationToken cancel = default) => Readable().FindAsync(number, cancel);

    public ValueTask<Revision?> LastWrittenAsync(CancellationToken cancel = default) => inner.LastWrittenAsync(cancel);

    public ValueTask<Page<Revision>> ListAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default) => Readable().ListAsync(before, limit, cancel);

    public ValueTask<Revision> AcceptAsync(NewRevision change, int? expected, CancellationToken cancel = default) => Whole().AcceptAsync(change, expected, cancel);

    public ValueTask<Revision?> ActivateAsync(int number, int? expected, AuditEntry entry, CancellationToken cancel = default) => Whole().ActivateAsync(number, expected, entry, cancel);

    public ValueTask<AuditEntry> AppendAsync(AuditEntry entry, CancellationToken cancel = default) => Whole().AppendAsync(entry, cancel);

    public ValueTask<Page<AuditEntry>> AuditAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default) => Readable().AuditAsync(before, limit, cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IControlStore Readable() => IsUnreadable ? throw new StoreException("the disk is gone") : inner;

    private IControlStore Whole() => Breaks ? throw new StoreException("the disk is full") : inner;
}
