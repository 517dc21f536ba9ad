using System.Net.Security;
using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>HTTP/2 over TLS, guarded. .NET's client takes nothing but an <see cref="SslStream"/> for a connection that is secure already.</summary>
internal sealed class GuardedTls(Stream inner, FrameGuard guard) : SslStream(inner, leaveInnerStreamOpen: false)
{
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        return buffer.IsEmpty ? reading : guard.ReceivedAsync(reading, buffer, this);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(StepBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
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
