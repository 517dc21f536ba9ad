namespace Halfsilver.Gateway.Admin;

/// <summary>Bounds how many configurations are read at once: each takes memory and a while.</summary>
internal sealed class ConfigReaders
{
    /// <summary>So many.</summary>
    public const int Most = 8;

    private int _reading;

    /// <summary>Does what reads one.</summary>
    /// <exception cref="RefusedRequestException">There are as many already.</exception>
    public async Task WithinAsync(Func<Task> work)
    {
        if (Interlocked.Increment(ref _reading) > Most)
        {
            Interlocked.Decrement(ref _reading);
            throw new RefusedRequestException(503, "too-many-changes", "Too many configurations at once", $"{Most} are being read; try again");
        }

        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }
}
