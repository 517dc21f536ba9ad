using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Halfsilver.Soak;

/// <summary>Reads whole messages off a connection: start line, and the body by length or in chunks. One buffer, kept.</summary>
internal sealed class MessageReader(Socket socket)
{
    private byte[] _buffer = new byte[64 * 1024];
    private byte[] _body = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _filled;

    /// <summary>The start line read last.</summary>
    public string StartLine { get; private set; } = "";

    /// <summary>The body read last; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Body => _body.AsMemory(0, _filled);

    /// <summary>Whether the message read last said that it is the connection's last one.</summary>
    public bool Closes { get; private set; }

    /// <summary>Whether a whole message came; false where the peer ended between two.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken stop)
    {
        _filled = 0;
        StartLine = "";
        Closes = false;
        var (length, chunked) = (0, false);
        while (true)
        {
            var line = await LineAsync(stop);
            if (line is null)
            {
                return StartLine.Length == 0 ? false : throw new IOException("Ended within a head.");
            }

            if (StartLine.Length == 0)
            {
                StartLine = line;
            }
            else if (line.Length == 0)
            {
                break;
            }
            else if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line.AsSpan(15));
            }
            else if (line.Equals("connection: close", StringComparison.OrdinalIgnoreCase))
            {
                Closes = true;
            }
            else if (line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase))
            {
                chunked = true;
            }
        }

        if (!chunked)
        {
            await TakeAsync(length, stop);
            return true;
        }

        while (Size(await LineAsync(stop)) is var size and > 0)
        {
            await TakeAsync(size, stop);
            await LineAsync(stop);
        }

        while (await LineAsync(stop) is { Length: > 0 })
        {
        }

        return true;
    }

    private static int Size(string? line) =>
        line is not null && Utf8Parser.TryParse(Encoding.Latin1.GetBytes(line), out int size, out _, 'x') ? size : throw new IOException($"Not a chunk: {line}");

    private async ValueTask<string?> LineAsync(CancellationToken stop)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, length);
                _start += length + 2;
                return line;
            }

            if (!await FillAsync(stop))
            {
                return _start == _end ? null : throw new IOException("Ended within a line.");
            }
        }
    }

    private async ValueTask TakeAsync(int length, CancellationToken stop)
    {
        if (_body.Length < _filled + length)
        {
            Array.Resize(ref _body, Math.Max(_filled + length, _body.Length * 2));
        }

        while (length > 0)
        {
            if (_start == _end && !await FillAsync(stop))
            {
                throw new IOException("Ended within a body.");
            }

            var piece = Math.Min(length, _end - _start);
            _buffer.AsSpan(_start, piece).CopyTo(_body.AsSpan(_filled));
            _start += piece;
            _filled += piece;
            length -= piece;
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var received = await socket.ReceiveAsync(_buffer.AsMemory(_end), stop);
        _end += received;
        return received > 0;
    }
}
