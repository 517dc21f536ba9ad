using System.Net.Sockets;

namespace Halfsilver.Peers;

/// <summary>One connection of a <see cref="Service"/>: receives, looks for ends of requests, answers at once on the same thread.</summary>
internal sealed class ServiceConnection : IDisposable
{
    private const int Block = 64 * 1024;

    private readonly Service _service;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _received = new();
    private readonly MessageEnd _message = new();
    private bool _counted;

    public ServiceConnection(Service service, Socket socket)
    {
        (_service, _socket) = (service, socket);
        _received.SetBuffer(GC.AllocateUninitializedArray<byte>(Block));
        _received.Completed += (_, _) => Go(received: true);
    }

    /// <summary>Begins to receive; the connection disposes itself when its peer ends.</summary>
    public void Begin() => Go(received: false);

    public void Dispose()
    {
        _socket.Dispose();
        _received.Dispose();
    }

    private void Go(bool received)
    {
        do
        {
            if (received && !Take())
            {
                Dispose();
                return;
            }

            received = true;
        }
        while (!_socket.ReceiveAsync(_received));
    }

    /// <summary>False once there is nothing more to be had, or what came is no request.</summary>
    private bool Take()
    {
        if (_received.SocketError != SocketError.Success || _received.BytesTransferred == 0)
        {
            return false;
        }

        var rest = _received.MemoryBuffer.Span[.._received.BytesTransferred];
        while (!rest.IsEmpty)
        {
            var taken = _message.Take(rest);
            if (taken < 0)
            {
                return false;
            }

            rest = rest[taken..];
            if (_message.Ended && !Answer())
            {
                return false;
            }
        }

        return true;
    }

    private bool Answer()
    {
        var answer = _service.Answer(_message.AsksForCount, first: !_counted);
        _counted |= !_message.AsksForCount;
        _socket.Send(answer, SocketFlags.None, out var error);
        return error == SocketError.Success;
    }
}
