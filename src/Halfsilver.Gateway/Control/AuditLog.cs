using Halfsilver.Stores;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Control;

/// <summary>Writes to the audit log what must not wait for it: stopping copies is done at once, whatever the disk does.</summary>
internal sealed class AuditLog(IControlStore store, ILogger logger)
{
    private const int MostWaiting = 1_000;

    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private int _waiting;

    /// <summary>Notes something that has been done.</summary>
    public void Note(AuditEntry entry)
    {
        lock (_gate)
        {
            if (_waiting >= MostWaiting)
            {
                logger.AuditLost(entry.Action, entry.Target, "too many entries wait for the store");
                return;
            }

            _waiting++;
            _last = WriteAsync(_last, entry);
        }
    }

    /// <summary>Ends once all that was noted is written, or has failed and been logged.</summary>
    public Task WrittenAsync()
    {
        lock (_gate)
        {
            return _last;
        }
    }

    private async Task WriteAsync(Task before, AuditEntry entry)
    {
        await before;
        try
        {
            await store.AppendAsync(entry);
        }
        catch (StoreException failure)
        {
            logger.AuditLost(entry.Action, entry.Target, failure.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
