using System.Buffers;
using System.Net.Sockets;

namespace TestKit;

/// <summary>One connection of a load: asks its requests in turn, and connects anew when the last connection ended.</summary>
internal sealed class LoadConnection(Load load, int number, long started) : IDisposable
{
    private readonly List<TimeSpan> _latencies = new(load.RequestsEach);
    private Socket? _socket;
    private ByteSource? _source;

    public Dictionary<int, int> Statuses { get; } = [];

    public Dictionary<string, int> Errors { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<TimeSpan> Latencies => _latencies;

    public async Task RunAsync()
    {
        var stop = new CancellationTokenSource();
        for (var i = 0; i < load.RequestsEach; i++)
        {
            var turn = await TurnAsync(i);
            stop.CancelAfter(load.Timeout);
            try
            {
                Count(Statuses, await AskAsync((number * load.RequestsEach) + i, stop.Token));
                _latencies.Add(TimeProvider.System.GetElapsedTime(turn));
            }
            catch (OperationCanceledException)
            {
                Fail("Timeout");
                stop.Dispose();
                stop = new CancellationTokenSource();
            }
            catch (SocketException e)
            {
                Fail(e.SocketErrorCode.ToString());
            }
            catch (IOException)
            {
                Fail("Ended");
            }
        }

        stop.Dispose();
        Close();
    }

    /// <summary>Waits for the turn of request i; with a rate the turn is when it was due, so that a late start counts as latency.</summary>
    private async ValueTask<long> TurnAsync(int i)
    {
        if (load.PerSecond is not { } rate)
        {
            return TimeProvider.System.GetTimestamp();
        }

        var due = TimeSpan.FromSeconds(((i * (double)load.Connections) + number) / rate);
        var early = due - TimeProvider.System.GetElapsedTime(started);
        if (early > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(early);
        }

        return started + (long)(due.TotalSeconds * TimeProvider.System.TimestampFrequency);
    }

    private async ValueTask<int> AskAsync(int index, CancellationToken stop)
    {
        if (_socket is null)
        {
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _socket.ConnectAsync(load.To, stop);
            _source = new ByteSource(_socket);
        }

        var request = load.Request(index);
        await _socket.SendAllAsync(request, stop);
        if (load.Body is { } body)
        {
            await SendBodyAsync(_socket, body, stop);
        }

        var (status, keep) = await AnswerSkimmer.SkimAsync(_source!, request.Span.StartsWith("HEAD "u8), stop);
        if (!keep)
        {
            Close();
        }

        return status;
    }

    private static async ValueTask SendBodyAsync(Socket socket, PatternBody body, CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (long at = 0; body.Fill(at, buffer) is var count and > 0; at += count)
            {
                await socket.SendAllAsync(buffer.AsMemory(0, count), stop);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => Close();

    private void Fail(string error)
    {
        Count(Errors, error);
        Close();
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static void Count<T>(Dictionary<T, int> counts, T key)
        where T : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + 1;
}
