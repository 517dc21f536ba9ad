using System.Net;

namespace Halfsilver.Wire;

/// <summary>
/// A request's body on its way into an HTTP/2 stream: the sender writes into the stream itself, so that the peer's window holds the
/// sender back and nothing is kept in between.
/// </summary>
internal sealed class Http2Body : HttpContent
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream? _stream;
    private bool _taken;
    private bool _abandoned;

    /// <summary>The stream to write to, as soon as there is one; null when there will be none.</summary>
    public async ValueTask<Stream?> TakeAsync()
    {
        await _ready.Task;
        lock (_gate)
        {
            _taken = true;
            return _abandoned ? null : _stream;
        }
    }

    /// <summary>The body is whole.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>The body will never be whole.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
        }

        _ready.TrySetResult();
        _ended.TrySetCanceled();
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // A stream that the peer refused unseen is opened again elsewhere; bytes that went into the first cannot be had twice.
            if (_taken)
            {
                throw new IOException("The body has gone into another stream.");
            }

            _stream = stream;
        }

        _ready.TrySetResult();
        return _ended.Task.WaitAsync(cancellationToken);
    }
}
