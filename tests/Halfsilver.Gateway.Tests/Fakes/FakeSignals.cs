using Halfsilver.Gateway.Cli;

namespace Halfsilver.Gateway.Tests.Fakes;

/// <summary>Signals that a test sends.</summary>
internal sealed class FakeSignals : ISignals
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandon = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public event EventHandler? Reload;

    public Task Stop => _stop.Task;

    public Task Abandon => _abandon.Task;

    public bool IsHeard => Reload is not null;

    public void SendStop() => _stop.TrySetResult();

    public void SendAbandon() => _abandon.TrySetResult();

    public void SendReload() => Reload?.Invoke(this, EventArgs.Empty);

    public void Dispose()
    {
    }
}
