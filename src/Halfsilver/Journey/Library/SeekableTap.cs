namespace Halfsilver.Journey.Library;

/// <summary>
/// A body that somebody in front of us has made seekable: it may be read again and again, and the tap sees each byte the first time.
/// Everything is the stream's that stands behind.
/// </summary>
internal sealed class SeekableTap : Stream
{
    private readonly Stream _inner;
    private readonly BodyTap _tap;
    private long _seen;

    public SeekableTap(Stream inner, BodyTap tap)
    {
        (_inner, _tap) = (inner, tap);
        if (inner.Position != 0)
        {
            tap.Missed();
        }
    }

    public override bool CanRead => _inner.CanRead;

    public override bool CanSeek => _inner.CanSeek;

    public override bool CanWrite => _inner.CanWrite;

    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var from = _inner.Position;
            var count = await _inner.ReadAsync(buffer, cancellationToken);
            See(from, buffer.Span, count);
            return count;
        }
        catch (IOException e)
        {
            _tap.Failed(e);
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var from = _inner.Position;
            var count = _inner.Read(buffer);
            See(from, buffer, count);
            return count;
        }
        catch (IOException e)
        {
            _tap.Failed(e);
            throw;
        }
    }

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void SetLength(long value) => _inner.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => _inner.Write(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void See(long from, ReadOnlySpan<byte> buffer, int count)
    {
        if (from > _seen)
        {
            _tap.Missed();
        }
        else if (count == 0 && from == _seen && !buffer.IsEmpty)
        {
            _tap.Ended();
        }
        else if (from + count > _seen)
        {
            _tap.Took(buffer[(int)(_seen - from)..count]);
            _seen = from + count;
        }
    }
}
