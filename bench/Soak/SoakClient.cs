using System.Net;
using System.Net.Sockets;
using System.Text;
using TestKit;

namespace Halfsilver.Soak;

/// <summary>One client connection: sends bodies of 0 to 256 KiB, one request after the other, and compares what comes back octet by octet.</summary>
internal sealed class SoakClient(IPEndPoint to, int seed) : IDisposable
{
    /// <summary>Bytes of a body at most.</summary>
    public const int LargestBody = 256 * 1024;

    // Twice as long as a body, so that bodies of one length differ by where they begin.
    private static readonly byte[] s_bytes = Bytes(2 * LargestBody);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private Socket? _socket;
    private MessageReader? _reader;
    private string _last = "none";

    public long Answered { get; private set; }

    public long Errors { get; private set; }

    public long WrongBodies { get; private set; }

    /// <summary>Answers that said they were their connection's last.</summary>
    public long Renewed { get; private set; }

    /// <summary>The first thing that went wrong, in words.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Asks while <paramref name="another"/> says so.</summary>
    public async Task RunAsync(Func<bool> another)
    {
        while (another())
        {
            using var stop = new CancellationTokenSource(s_patience);
            try
            {
                await AskAsync(stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                Errors++;
                FirstError ??= $"{e.GetType().Name}, {e.Message} (request: {_last})";
                Close();
            }
        }

        Close();
    }

    public void Dispose() => Close();

    private async ValueTask AskAsync(CancellationToken stop)
    {
        if (_socket is null)
        {
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _socket.ConnectAsync(to, stop);
            _reader = new MessageReader(_socket);
        }

        var body = s_bytes.AsMemory(_random.Next(LargestBody), Length());
        var chunked = body.Length > 0 && _random.Next(4) == 0;
        var method = body.Length == 0 && _random.Next(4) > 0 ? "GET" : _random.Next(2) == 0 ? "POST" : "PUT";
        var framing = chunked ? "Transfer-Encoding: chunked\r\n" : method == "GET" ? "" : $"Content-Length: {body.Length}\r\n";
        _last = $"{method}, {body.Length} bytes{(chunked ? " in chunks" : "")}, number {Answered + Errors} of its client; before it {_last.Split(';')[0]}";
        await _socket.SendAllAsync(Encoding.ASCII.GetBytes($"{method} /soak/{_random.Next(100)}?n={Answered} HTTP/1.1\r\nHost: soak\r\n{framing}\r\n"), stop);
        await SendAsync(_socket, body, chunked, stop);
        if (!await _reader!.ReadAsync(stop))
        {
            throw new IOException("Ended without an answer.");
        }

        if (!_reader.StartLine.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            throw new IOException($"Not the primary's answer: {_reader.StartLine}");
        }

        Answered++;
        WrongBodies += _reader.Body.Span.SequenceEqual(body.Span) ? 0 : 1;
        if (_reader.Closes)
        {
            // Said in the answer, so that the client knows: nothing is lost.
            Renewed++;
            Close();
        }
    }

    private async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> body, bool chunked, CancellationToken stop)
    {
        if (!chunked)
        {
            await socket.SendAllAsync(body, stop);
            return;
        }

        while (body.Length > 0)
        {
            var piece = body[..Math.Min(body.Length, 1 + _random.Next(40_000))];
            await socket.SendAllAsync(Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), stop);
            await socket.SendAllAsync(piece, stop);
            await socket.SendAllAsync("\r\n"u8.ToArray(), stop);
            body = body[piece.Length..];
        }

        await socket.SendAllAsync("0\r\n\r\n"u8.ToArray(), stop);
    }

    // Most bodies are small, as in life; all sizes come.
    private int Length() => _random.Next(20) switch
    {
        < 10 => 0,
        < 16 => _random.Next(2 * 1024),
        < 19 => _random.Next(32 * 1024),
        _ => _random.Next(LargestBody + 1),
    };

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
