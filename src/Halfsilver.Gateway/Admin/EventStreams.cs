using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>
/// The tap as server-sent events. Each reader has a bounded queue of its own; what does not fit is dropped, counted and told,
/// so a slow reader costs a few kilobytes and never a copy.
/// </summary>
internal sealed class EventStreams(IGateway gateway, Login login, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Lines that wait for one reader: about a tenth of a second at the busiest, some 200 KiB at most.</summary>
    public const int QueueLength = 512;

    /// <summary>Readers at once.</summary>
    public const int MaxReaders = 16;

    /// <summary>How often a quiet stream says that it lives.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private int _readers;

    /// <summary>Serves one reader until it leaves or the process stops.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _readers) > MaxReaders)
        {
            Interlocked.Decrement(ref _readers);
            throw new RefusedRequestException(503, "too-many-readers", "Too many readers of events", $"{MaxReaders} readers are connected; close one of them");
        }
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await StreamAsync(context, TapFilter.Read(context.Request.Query), ending.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // The reader left or the process stops: both are how a stream ends.
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task StreamAsync(HttpContext context, TapFilter filter, CancellationToken cancel)
    {
        var dropped = 0L;
        var waiting = Channel.CreateBounded<EndedCopy>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
        using var tap = gateway.Tap(copy =>
        {
            if (filter.Passes(copy) && !waiting.Writer.TryWrite(copy))
                Interlocked.Increment(ref dropped);
        });

        context.Response.ContentType = "text/event-stream";
        await WriteAsync(context, ": connected\n\n", cancel);
        var (told, checkedAt) = (0L, time.GetTimestamp());
        var ready = waiting.Reader.WaitToReadAsync(cancel).AsTask();
        while (true)
        {
            var signalled = await SignalledAsync(ready, cancel);
            // A stream outlives its first check: who was taken out meanwhile hears no more.
            if (time.GetElapsedTime(checkedAt) >= Heartbeat)
            {
                checkedAt = time.GetTimestamp();
                if (login.Check(context).Caller?.May(Role.Viewer) != true)
                    return;
            }

            if (!signalled)
            {
                await WriteAsync(context, ": still here\n\n", cancel);
                continue;
            }
            await WriteAsync(context, Drain(waiting.Reader), cancel);
            var lost = Interlocked.Read(ref dropped);
            if (lost != told)
            {
                told = lost;
                await WriteAsync(context, Event("dropped", new TapDropped(lost)), cancel);
            }
            ready = waiting.Reader.WaitToReadAsync(cancel).AsTask();
        }
    }

    private async Task<bool> SignalledAsync(Task ready, CancellationToken cancel)
    {
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var beat = Task.Delay(Heartbeat, time, waking.Token);
        var first = await Task.WhenAny(ready, beat);
        await waking.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        return first == ready;
    }

    private static string Drain(ChannelReader<EndedCopy> reader)
    {
        var text = new StringBuilder();
        for (var left = QueueLength; left > 0 && reader.TryRead(out var copy); left--)
            text.Append(Event("copy", TapLine.From(copy)));
        return text.ToString();
    }

    private static string Event<T>(string name, T data) => $"event: {name}\ndata: {JsonSerializer.Serialize(data, AdminJson.Options)}\n\n";

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
