namespace Halfsilver.Gateway.Admin;

/// <summary>Bounds how many configurations are read at once: each takes memory and a while.</summary>
internal sealed class ConfigReaders
{
    /// <summary>So many.</summary>
    public const int Most = 8;

    private readonly SemaphoreSlim _reading = new(Most);

    /// <summary>Does what reads one.</summary>
    /// <exception cref="RefusedRequestException">There are as many already.</exception>
    public async Task WithinAsync(HttpContext context, Func<Task> work)
    {
        if (!await _reading.WaitAsync(0, context.RequestAborted))
        {
            throw new RefusedRequestException(503, "too-many-changes", "Too many configurations at once", $"{Most} are being read; try again");
        }

        try
        {
            await work();
        }
        finally
        {
            _reading.Release();
        }
    }
}
