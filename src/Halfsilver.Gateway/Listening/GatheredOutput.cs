using System.Buffers;
using System.IO.Pipelines;
using Halfsilver.Polling;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// The way out of an HTTP/2 connection. Kestrel flushes behind every answer, and its sockets send at once; here whatever many streams
/// write while a send is on its way leaves with the next one.
/// </summary>
internal sealed class GatheredOutput : IDuplexPipe
{
    // As much as one block, and as much as Kestrel's own output holds.
    private const int MostWaiting = 64 * 1024;

    // Then others have their turn: who writes may be as fast as who reads.
    private const int MostInTurn = 4 * MostWaiting;

    private readonly IDuplexPipe _transport;
    private readonly PoolTurn? _turn = PoolTurn.Next;
    private readonly Pipe _waiting;

    private GatheredOutput(IDuplexPipe transport, MemoryPool<byte>? pool)
    {
        _transport = transport;
        _waiting = new Pipe(new PipeOptions(pool, _turn ?? PipeScheduler.ThreadPool, PipeScheduler.Inline, MostWaiting, MostWaiting / 2, useSynchronizationContext: false));
    }

    public PipeReader Input => _transport.Input;

    public PipeWriter Output => _waiting.Writer;

    /// <summary>Serves a connection whose output is gathered; ends when all of it is sent or the client is gone.</summary>
    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var gathered = new GatheredOutput(transport, connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool);
        connection.Transport = gathered;
        var sending = gathered.SendAsync();
        try
        {
            await next(connection);
        }
        finally
        {
            await gathered.Output.CompleteAsync();
            await sending;
            connection.Transport = transport;
        }
    }

    private async Task SendAsync()
    {
        var waiting = _waiting.Reader;
        var output = _transport.Output;
        var written = 0L;
        try
        {
            while (true)
            {
                var read = await waiting.ReadAsync();
                foreach (var block in read.Buffer)
                {
                    output.Write(block.Span);
                }

                written += read.Buffer.Length;
                waiting.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || (await output.FlushAsync()).IsCompleted)
                {
                    break;
                }

                if (written >= MostInTurn && _turn is { } turn)
                {
                    written = 0;
                    await turn;
                }
            }
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            // Whoever writes next learns it from a completed reader.
        }

        await waiting.CompleteAsync();
        await output.CompleteAsync();
    }
}
