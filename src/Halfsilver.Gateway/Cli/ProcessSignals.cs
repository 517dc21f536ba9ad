using System.Runtime.InteropServices;

namespace Halfsilver.Gateway.Cli;

/// <summary>The real signals. Their default action would end the process, so each is cancelled and becomes a task or an event.</summary>
internal sealed class ProcessSignals : ISignals
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandon = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public ProcessSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnReload),
    ];

    /// <inheritdoc/>
    public event EventHandler? Reload;

    /// <inheritdoc/>
    public Task Stop => _stop.Task;

    /// <inheritdoc/>
    public Task Abandon => _abandon.Task;

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_stop.TrySetResult() && context.Signal is PosixSignal.SIGINT)
            _abandon.TrySetResult();
    }

    private void OnReload(PosixSignalContext context)
    {
        context.Cancel = true;
        Reload?.Invoke(this, EventArgs.Empty);
    }
}
