using System.Net.Sockets;

namespace TestKit;

/// <summary>Bytes that came over a connection and were not used yet. One reader.</summary>
internal sealed class ByteSource(Func<Memory<byte>, CancellationToken, ValueTask<int>> receive, int size = 16 * 1024)
{
    private byte[] _buffer = new byte[size];
    private int _start;
    private int _end;
    private Task<bool>? _ahead;

    public ByteSource(Socket socket, int size = 16 * 1024)
        : this((into, stop) => socket.ReceiveAsync(into, SocketFlags.None, stop), size)
    {
    }

    public int Count => _end - _start;

    public ReadOnlyMemory<byte> Held => _buffer.AsMemory(_start, Count);

    public void Skip(int count) => _start += count;

    /// <summary>Starts to read in the background: ends true when bytes came, false when the peer ended.</summary>
    public Task<bool> Ahead(CancellationToken stop) => _ahead ??= ReadAsync(stop).AsTask();

    /// <summary>Waits for more bytes behind those held; false when the peer ended.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        if (_ahead is not { } ahead)
        {
            return await ReadAsync(stop);
        }

        await ((Task)ahead).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        _ahead = null;
        return await ahead;
    }

    /// <summary>A line with its end; shorter when the peer ended within it, empty at the end.</summary>
    public async ValueTask<byte[]> ReadLineAsync(CancellationToken stop)
    {
        var seen = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + seen, Count - seen).IndexOf((byte)'\n');
            if (at >= 0)
            {
                return Take(seen + at + 1);
            }

            seen = Count;
            if (!await FillAsync(stop))
            {
                return Take(Count);
            }
        }
    }

    public byte[] Take(int count)
    {
        var taken = _buffer.AsSpan(_start, count).ToArray();
        _start += count;
        return taken;
    }

    private async ValueTask<bool> ReadAsync(CancellationToken stop)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        var count = await receive(_buffer.AsMemory(_end), stop);
        _end += count;
        return count > 0;
    }

    private void MakeRoom()
    {
        var into = Count > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, Count).CopyTo(into);
        (_buffer, _start, _end) = (into, 0, Count);
    }
}
