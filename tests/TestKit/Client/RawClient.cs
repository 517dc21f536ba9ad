using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace TestKit;

/// <summary>A client connection that sends exactly the bytes it is given and shows exactly what came back. Every wait is bounded.</summary>
public sealed class RawClient : IAsyncDisposable
{
    /// <summary>Answer bodies up to this many bytes are kept; of longer ones only length and hash.</summary>
    public const int KeptBody = 1024 * 1024;

    private readonly Socket _socket;
    private readonly SslStream? _tls;
    private readonly ByteSource _source;

    private RawClient(Socket socket, TimeSpan timeout, SslStream? tls = null)
    {
        _socket = socket;
        _tls = tls;
        _source = tls is null ? new ByteSource(socket) : new ByteSource((into, stop) => tls.ReadAsync(into, stop));
        Timeout = timeout;
    }

    /// <summary>The bound of each call: 10 seconds unless told.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The client's own end of the connection.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Connects.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="timeout">The bound of each call; 10 seconds unless told.</param>
    /// <param name="receiveBuffer">Receive buffer in bytes, to be a slow reader; 0 leaves the kernel's.</param>
    public static async Task<RawClient> ConnectAsync(EndPoint to, TimeSpan? timeout = null, int receiveBuffer = 0)
    {
        ArgumentNullException.ThrowIfNull(to);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer > 0)
            {
                socket.ReceiveBufferSize = receiveBuffer;
            }

            using var stop = new CancellationTokenSource(timeout ?? Bound.Usual);
            await socket.ConnectAsync(to, stop.Token);
            return new RawClient(socket, timeout ?? Bound.Usual);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and shakes hands. Every certificate is taken unless <paramref name="options"/> look at it.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="serverName">The name that is asked for.</param>
    /// <param name="options">What else the handshake says; null offers HTTP/1.1.</param>
    public static async Task<RawClient> ConnectTlsAsync(EndPoint to, string serverName = "a.test", SslClientAuthenticationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var stop = new CancellationTokenSource(Bound.Usual);
            await socket.ConnectAsync(to, stop.Token);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: false));
            options ??= new SslClientAuthenticationOptions { ApplicationProtocols = [SslApplicationProtocol.Http11] };
            options.TargetHost = serverName;
            options.RemoteCertificateValidationCallback ??= static (_, shown, _, _) => shown is not null;
            await tls.AuthenticateAsClientAsync(options, stop.Token);
            return new RawClient(socket, Bound.Usual, tls);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What was agreed on in the handshake; null without TLS.</summary>
    public SslStream? Tls => _tls;

    /// <summary>Connects to a loopback port.</summary>
    public static Task<RawClient> ConnectAsync(int port, TimeSpan? timeout = null) =>
        ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), timeout);

    /// <summary>Sends these bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var stop = new CancellationTokenSource(Timeout);
        if (_tls is null)
        {
            await _socket.SendAllAsync(bytes, stop.Token);
        }
        else
        {
            await _tls.WriteAsync(bytes, stop.Token);
        }
    }

    /// <summary>Sends a text, one byte a character.</summary>
    public Task SendAsync(string text) => SendAsync(Bytes.Of(text));

    /// <summary>Sends the text in pieces of at most <paramref name="piece"/> bytes, each in a segment of its own.</summary>
    public async Task SendSplitAsync(string text, int piece = 1)
    {
        var bytes = Bytes.Of(text);
        for (var at = 0; at < bytes.Length; at += piece)
        {
            await SendAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
            await Task.Yield();
        }
    }

    /// <summary>Sends a long body, as it is or in chunks of <paramref name="chunk"/> bytes with the last chunk behind. Each piece is bounded, not the whole.</summary>
    public async Task SendAsync(PatternBody body, int chunk = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (long at = 0; body.Fill(at, chunk > 0 ? buffer.AsSpan(0, Math.Min(chunk, buffer.Length)) : buffer) is var count and > 0; at += count)
            {
                if (chunk > 0)
                {
                    await SendAsync($"{count:x}\r\n");
                }

                await SendAsync(buffer.AsMemory(0, count));
                if (chunk > 0)
                {
                    await SendAsync("\r\n");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (chunk > 0)
        {
            await SendAsync("0\r\n\r\n");
        }
    }

    /// <summary>Reads one final answer; say when the request was a HEAD. Throws <see cref="IOException"/> when the peer ended instead.</summary>
    public async Task<ReceivedAnswer> ReadAnswerAsync(bool toHead = false, TimeSpan? timeout = null)
    {
        using var stop = new CancellationTokenSource(timeout ?? Timeout);
        try
        {
            return await AnswerReader.ReadAsync(_source, toHead, KeptBody, stop.Token)
                ?? throw new IOException("The peer ended without an answer.");
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"No whole answer within {timeout ?? Timeout}.", e);
        }
    }

    /// <summary>Sends a request and reads its answer.</summary>
    public async Task<ReceivedAnswer> AskAsync(string request)
    {
        ArgumentNullException.ThrowIfNull(request);
        await SendAsync(request);
        return await ReadAnswerAsync(request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>Reads at least one byte and at most <paramref name="limit"/>; empty when the peer ended.</summary>
    public async Task<byte[]> ReadSomeAsync(int limit = 64 * 1024)
    {
        using var stop = new CancellationTokenSource(Timeout);
        if (_source.Count == 0)
        {
            await _source.FillAsync(stop.Token);
        }

        return _source.Take(Math.Min(limit, _source.Count));
    }

    /// <summary>Reads until the peer ends; a reset is an end too.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var stop = new CancellationTokenSource(Timeout);
        try
        {
            while (await _source.FillAsync(stop.Token))
            {
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // What came before the reset is what there is.
        }

        return _source.Take(_source.Count);
    }

    /// <summary>Whether the peer ends the connection, by FIN or RST, within the time. Bytes that come first stay to be read.</summary>
    public async Task<bool> IsClosedAsync(TimeSpan timeout)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            while (true)
            {
                var left = timeout - TimeProvider.System.GetElapsedTime(started);
                if (left < TimeSpan.Zero || !await Bound.EndsWithin(_source.Ahead(CancellationToken.None), left))
                {
                    return false;
                }

                if (!await _source.FillAsync(CancellationToken.None))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (Sockets.IsEnd(e))
        {
            return true;
        }
    }

    /// <summary>Says that no more bytes come, and can still read.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The same, with TLS's own message for it where there is TLS.</summary>
    public async Task EndSendingAsync()
    {
        if (_tls is not null)
        {
            await _tls.ShutdownAsync();
        }

        EndSending();
    }

    /// <summary>Goes with RST.</summary>
    public void Abort() => Sockets.Reset(_socket);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _tls?.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
