using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>A socket as a stream that says when it is disposed; guarded where HTTP/2 is spoken in the clear.</summary>
internal sealed class CountedStream(Socket socket, FrameGuard? guard) : NetworkStream(socket, ownsSocket: true)
{
    private Action? _closed;

    /// <summary>From now on this is called, once, when it is disposed.</summary>
    public void Tell(Action? closed) => _closed = closed;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        return guard is null || buffer.IsEmpty ? reading : guard.ReceivedAsync(reading, buffer, this);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        guard is null ? base.WriteAsync(buffer, cancellationToken) : WriteGuardedAsync(guard, buffer, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);

        // Its guard and its user may dispose it at the same time.
        Interlocked.Exchange(ref _closed, null)?.Invoke();
    }

    [AsyncMethodBuilder(typeof(StepBuilder))]
    private async ValueTask WriteGuardedAsync(FrameGuard guard, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        guard.Sent(buffer.Span);
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (guard.IsFlooded && StreamEnd.Is(e))
        {
            throw new FrameFloodException();
        }
    }
}
