using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Halfsilver.Wire;

/// <summary>Opens a connection that is read as a stream: TCP, and TLS over it where that is asked for, within one deadline.</summary>
internal sealed class StreamDial : Deadline
{
    private readonly Socket _socket;

    private StreamDial(Socket socket) => _socket = socket;

    /// <summary>Dials. A stream, or why there is none: never an exception for what a network does.</summary>
    /// <param name="to">The address.</param>
    /// <param name="tls">How to shake hands; the last of its protocols must be agreed on where it is not HTTP/1.1. Null for none.</param>
    /// <param name="wheel">Where the deadline is.</param>
    /// <param name="timeout">For all of it.</param>
    /// <param name="use">What for.</param>
    /// <param name="closed">Called once when the stream is disposed; not where there is none. Null when nobody counts.</param>
    /// <param name="guard">Looks at the frames of HTTP/2; null where it is not spoken.</param>
    public static async ValueTask<(DialedStream? Dialed, DialResult Result)> OpenAsync(
        EndPoint to, SslClientAuthenticationOptions? tls, DeadlineWheel wheel, TimeSpan timeout, DescriptorUse use, Action? closed = null, FrameGuard? guard = null)
    {
        if (TcpChannel.Open(to, use, out var result) is not { } socket)
        {
            return (null, result);
        }

        var dial = new StreamDial(socket);
        dial.Arm(wheel, timeout);
        result = await ConnectAsync(socket, to);
        var plain = result == DialResult.Connected ? TryWrap(socket, tls is null ? guard : null) : null;
        SslStream? secure = null;
        if (plain is not null && tls is not null)
        {
            secure = guard is null ? new SslStream(plain, leaveInnerStreamOpen: false) : new GuardedTls(plain, guard);
            result = await ShakeHandsAsync(secure, tls);
        }

        if (!dial.Disarm())
        {
            result = DialResult.TimedOut;
        }

        if (plain is null || result != DialResult.Connected)
        {
            if (secure is not null)
            {
                await secure.DisposeAsync();
            }

            socket.Dispose();
            return (null, result == DialResult.Connected ? DialResult.Reset : result);
        }

        plain.Tell(closed);
        return (new DialedStream(socket, secure ?? (Stream)plain), result);
    }

    /// <inheritdoc/>
    protected override void Expire() => _socket.Dispose();

    private static async ValueTask<DialResult> ConnectAsync(Socket socket, EndPoint to)
    {
        using var connecting = new SocketOperation();
        var connected = await connecting.ConnectAsync(socket, to);
        return connected < 0 ? DialResults.Of((SocketError)(-connected)) : DialResult.Connected;
    }

    // A connection that was reset in this instant cannot become a stream.
    private static CountedStream? TryWrap(Socket socket, FrameGuard? guard)
    {
        try
        {
            return new CountedStream(socket, guard);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static async ValueTask<DialResult> ShakeHandsAsync(SslStream stream, SslClientAuthenticationOptions tls)
    {
        try
        {
            await stream.AuthenticateAsClientAsync(tls);
        }
        catch (Exception e) when (e is AuthenticationException || StreamEnd.Is(e))
        {
            return DialResult.Tls;
        }

        // HTTP/1.1 needs no word for it; HTTP/2 must have been chosen (RFC 9113 §3.2).
        var wanted = tls.ApplicationProtocols?[^1];
        return wanted is null || wanted == SslApplicationProtocol.Http11 || stream.NegotiatedApplicationProtocol == wanted
            ? DialResult.Connected
            : DialResult.Tls;
    }
}

/// <summary>A connection as a stream, and the socket below it.</summary>
internal sealed record DialedStream(Socket Socket, Stream Stream)
{
    /// <summary>Whether the other side has neither closed it nor broken it, as far as is known here.</summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return !(Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && Socket.Available == 0);
            }
            catch (Exception e) when (StreamEnd.Is(e))
            {
                return false;
            }
        }
    }
}
