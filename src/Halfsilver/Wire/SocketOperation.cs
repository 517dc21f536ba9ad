using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Halfsilver.Polling;

namespace Halfsilver.Wire;

/// <summary>
/// One direction of a socket, awaitable without an allocation and without an exception: the result is the number of bytes,
/// or a <see cref="SocketError"/> negated. One operation at a time.
/// </summary>
internal sealed class SocketOperation() : SocketAsyncEventArgs(true), IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _source;
    private ArraySegment<byte>[]? _pieces;

    public ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        SetBuffer(MemoryMarshal.AsMemory(bytes));
        return SendAsync(socket);
    }

    /// <summary>Two pieces in one send. Where it fails in the middle, the result is the bytes that were taken.</summary>
    public ValueTask<int> SendAsync(Socket socket, ArraySegment<byte> first, ArraySegment<byte> second)
    {
        // Only a connection over which bodies go needs it.
        _pieces ??= new ArraySegment<byte>[2];
        (_pieces[0], _pieces[1]) = (first, second);
        SetBuffer(default);
        BufferList = _pieces;
        return SendAsync(socket);
    }

    public ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> into)
    {
        SetBuffer(into);
        _source.Reset();
        try
        {
            return socket.ReceiveAsync(this) ? new ValueTask<int>(this, _source.Version) : new ValueTask<int>(Outcome());
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(WireChannel.Aborted);
        }
    }

    public ValueTask<int> ConnectAsync(Socket socket, System.Net.EndPoint to)
    {
        RemoteEndPoint = to;
        _source.Reset();
        try
        {
            return socket.ConnectAsync(this) ? new ValueTask<int>(this, _source.Version) : new ValueTask<int>(Outcome());
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(WireChannel.Aborted);
        }
    }

    public int GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _source.SetResult(Outcome());

    private ValueTask<int> SendAsync(Socket socket)
    {
        _source.Reset();
        try
        {
            return socket.SendAsync(this) ? new ValueTask<int>(this, _source.Version) : new ValueTask<int>(Outcome());
        }
        catch (ObjectDisposedException)
        {
            // The deadline wheel closed the socket in this instant.
            Forget();
            return new ValueTask<int>(WireChannel.Aborted);
        }
    }

    private int Outcome()
    {
        var taken = BufferList is null ? 0 : BytesTransferred;
        Forget();
        return SocketError == SocketError.Success ? BytesTransferred : taken > 0 ? taken : SocketResult.Of(SocketError);
    }

    // Neither another operation nor an idle connection may hold on to the pieces of the last one.
    private void Forget()
    {
        if (BufferList is not null)
        {
            BufferList = null;
            Array.Clear(_pieces!);
        }
    }
}
