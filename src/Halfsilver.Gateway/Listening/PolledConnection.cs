using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Halfsilver.Polling;
using Halfsilver.Steps;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// A client's connection on a poll loop, as Kestrel wants connections. What is read runs on the loop, and what is written is sent by who
/// writes it. Ended output ends that direction alone; the connection is closed when it is disposed of.
/// </summary>
internal sealed class PolledConnection : DefaultConnectionContext, IMemoryPoolFeature
{
    // Less of a block than this is not worth a call of its own.
    private const int LeastRoom = 2048;

    private readonly PolledSocket _socket;
    private readonly CancellationTokenSource _closed = new();
    private readonly PipeReader _output;
    private readonly PipeWriter _input;
    private readonly IDuplexPipe _served;
    private readonly Task _receiving;
    private readonly Task _sending;
    private Exception? _end;

    public PolledConnection(Socket socket, MemoryPool<byte> pool, string id)
        : base(id)
    {
        MemoryPool = pool;
        (LocalEndPoint, RemoteEndPoint) = (socket.LocalEndPoint, socket.RemoteEndPoint);
        ConnectionClosed = _closed.Token;
        Features.Set<IMemoryPoolFeature>(this);
        _socket = new PolledSocket(socket);

        var input = new Pipe(Options(pool, 1024 * 1024));
        var output = new Pipe(Options(pool, 64 * 1024));
        (_input, _output) = (input.Writer, output.Reader);
        _served = Transport = new Ends(input.Reader, output.Writer);
        var watched = _socket.Open();
        if (watched < 0)
        {
            _socket.Close(resets: true);
        }

        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    public MemoryPool<byte> MemoryPool { get; }

    /// <summary>The other side sees a reset.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        Break(abortReason);
        _output.CancelPendingRead();
    }

    public override async ValueTask DisposeAsync()
    {
        await _served.Input.CompleteAsync();
        await _served.Output.CompleteAsync();
        try
        {
            await _sending;
        }
        finally
        {
            _socket.Close();
            await _receiving;
            await base.DisposeAsync();
        }
    }

    // As Kestrel's own sockets have it with inline scheduling.
    private static PipeOptions Options(MemoryPool<byte> pool, int most) =>
        new(pool, PipeScheduler.Inline, PipeScheduler.Inline, most, most / 2, useSynchronizationContext: false);

    private async Task ReceiveAsync()
    {
        int count;
        var room = LeastRoom;

        // A connection takes a block only while it has data, and a large one only when it has filled another.
        while ((count = await _socket.ReadableAsync()) >= 0)
        {
            var into = _input.GetMemory(room);
            count = _socket.ReceiveNow(into);
            room = count == into.Length ? Block.Large : LeastRoom;
            if (count == SocketResult.WouldBlock)
            {
                continue;
            }

            if (count <= 0)
            {
                break;
            }

            _input.Advance(count);
            var flushed = await _input.FlushAsync();
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                break;
            }
        }

        await _input.CompleteAsync(_end ?? (count < 0 ? Fault(count) : null));

        // Whoever is told of the end may throw: then it is this connection's disposal that fails.
        await Task.Run(_closed.Cancel);
    }

    private async Task SendAsync()
    {
        Exception? fault = null;
        while (true)
        {
            var read = await _output.ReadAsync();
            var sent = 0;
            foreach (var block in read.Buffer)
            {
                sent = await _socket.SendAsync(block);
                if (sent < 0)
                {
                    break;
                }
            }

            _output.AdvanceTo(read.Buffer.End);
            if (sent < 0 || read.IsCanceled || read.IsCompleted)
            {
                fault = sent < 0 ? Fault(sent) : null;
                break;
            }
        }

        if (fault is null)
        {
            _socket.EndSending();
        }
        else
        {
            Break(fault);
        }

        // Who writes sees a completed reader; why it is over, who reads is told.
        await _output.CompleteAsync();
    }

    /// <summary>Ends both directions, also where the receiving one waits for its reader.</summary>
    private void Break(Exception why)
    {
        Interlocked.CompareExchange(ref _end, why, null);
        _socket.Close(resets: true);
        _input.CancelPendingFlush();
    }

    private static Exception Fault(int result)
    {
        var error = (SocketError)(-result);
        return error is SocketError.ConnectionReset or SocketError.Shutdown
            ? new ConnectionResetException("The client has reset the connection.", new SocketException((int)error))
            : error == SocketError.OperationAborted ? new ConnectionAbortedException() : new SocketException((int)error);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
