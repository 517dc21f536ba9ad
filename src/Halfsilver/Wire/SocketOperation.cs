using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Halfsilver.Wire;

/// <summary>
/// One direction of a socket, awaitable without an allocation and without an exception: the result is the number of bytes,
/// or a <see cref="SocketError"/> negated. One operation at a time.
/// </summary>
internal sealed class SocketOperation() : SocketAsyncEventArgs(true), IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _source;

    public ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        SetBuffer(System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes));
        _source.Reset();
        try
        {
            return socket.SendAsync(this) ? new ValueTask<int>(this, _source.Version) : new ValueTask<int>(Outcome);
        }
        catch (ObjectDisposedException)
        {
            // The deadline wheel closed the socket in this instant.
            return new ValueTask<int>(-(int)SocketError.OperationAborted);
        }
    }

    public ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> into)
    {
        SetBuffer(into);
        _source.Reset();
        try
        {
            return socket.ReceiveAsync(this) ? new ValueTask<int>(this, _source.Version) : new ValueTask<int>(Outcome);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(-(int)SocketError.OperationAborted);
        }
    }

    public ValueTask<int> ConnectAsync(Socket socket, System.Net.EndPoint to)
    {
        RemoteEndPoint = to;
        _source.Reset();
        try
        {
            return socket.ConnectAsync(this) ? new ValueTask<int>(this, _source.Version) : new ValueTask<int>(Outcome);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(-(int)SocketError.OperationAborted);
        }
    }

    public int GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _source.SetResult(Outcome);

    private int Outcome => SocketError == SocketError.Success ? BytesTransferred : -(int)SocketError;
}
