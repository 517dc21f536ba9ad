namespace Halfsilver.Gateway;

/// <summary>For hosts inside this process: the default lifetime would take the process's signals away from the verb that runs.</summary>
internal sealed class OwnLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
