using System.Buffers;
using System.Threading.Channels;

namespace Halfsilver.Telemetry;

/// <summary>Where whole lines go. One writer at a time.</summary>
internal interface ILineSink : IAsyncDisposable
{
    /// <summary>Writes lines, all or none. An <see cref="IOException"/> means none.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> lines);
}

/// <summary>
/// Lines from anywhere, written by one background task in batches. Nobody waits for it: what does not fit the buffer, or what
/// the sink refuses, is dropped and counted, so that accepted + dropped is always what was handed in.
/// </summary>
internal sealed class LineWriter<T> : IAsyncDisposable
{
    private const int BatchBytes = 64 * 1024;
    private static readonly TimeSpan StopAtMost = TimeSpan.FromSeconds(5);

    private readonly Channel<T> _items;
    private readonly ILineSink _sink;
    private readonly Action<T, IBufferWriter<byte>> _format;
    private readonly Action<IOException>? _refused;
    private readonly TimeProvider _time;
    private readonly Counter _dropped;
    private readonly Task _loop;

    /// <param name="capacity">Items that wait for the sink.</param>
    /// <param name="format">Writes one item as one line with its end; called by the background task alone.</param>
    /// <param name="sink">Where lines go; owned.</param>
    /// <param name="dropped">Counts what was lost.</param>
    /// <param name="time">Bounds the stop.</param>
    /// <param name="refused">Told when the sink refuses a batch; may be called often.</param>
    public LineWriter(
        int capacity,
        Action<T, IBufferWriter<byte>> format,
        ILineSink sink,
        Counter dropped,
        TimeProvider time,
        Action<IOException>? refused = null)
    {
        _items = Channel.CreateBounded<T>(capacity);
        _format = format;
        _sink = sink;
        _dropped = dropped;
        _time = time;
        _refused = refused;
        _loop = Task.Run(WriteAllAsync);
    }

    public void Write(in T item)
    {
        if (!_items.Writer.TryWrite(item))
        {
            _dropped.Add();
        }
    }

    /// <summary>Writes what waits, for at most five seconds, and counts what is left as dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        try
        {
            await _loop.WaitAsync(StopAtMost, _time);
        }
        catch (TimeoutException)
        {
            while (_items.Reader.TryRead(out _))
            {
                _dropped.Add();
            }
        }
    }

    private async Task WriteAllAsync()
    {
        var batch = new ArrayBufferWriter<byte>(BatchBytes);
        while (await _items.Reader.WaitToReadAsync())
        {
            batch.ResetWrittenCount();
            var count = 0;
            while (batch.WrittenCount < BatchBytes && _items.Reader.TryRead(out var item))
            {
                _format(item, batch);
                count++;
            }

            try
            {
                await _sink.WriteAsync(batch.WrittenMemory);
            }
            catch (IOException fault)
            {
                _dropped.Add(count);
                _refused?.Invoke(fault);
            }
        }

        await _sink.DisposeAsync();
    }
}
