using System.Collections.Concurrent;
using System.Net.Sockets;

namespace TestKit;

/// <summary>A server for large counts: answers requests without a body with a fixed answer, counts them by target, and keeps nothing else.</summary>
public sealed class CountingUpstream : LoopbackServer
{
    private static readonly byte[] s_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly ConcurrentDictionary<string, int> _byTarget = new(StringComparer.Ordinal);
    private int _count;

    private CountingUpstream() => Begin();

    /// <summary>Requests counted so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Starts on a free loopback port.</summary>
    public static CountingUpstream Start() => new();

    /// <summary>Requests of one target.</summary>
    public int Of(string target) => _byTarget.GetValueOrDefault(target);

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, int number)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(filled), Stopping);
            if (received == 0)
            {
                return;
            }

            filled += received;
            var taken = 0;
            while (buffer.AsSpan(taken, filled - taken).IndexOf("\r\n\r\n"u8) is var end and >= 0)
            {
                CountTarget(buffer.AsSpan(taken, end));
                taken += end + 4;
                await socket.SendAllAsync(s_answer, Stopping);
            }

            buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
            filled -= taken;
        }
    }

    private void CountTarget(ReadOnlySpan<byte> head)
    {
        var target = head[(head.IndexOf((byte)' ') + 1)..];
        _byTarget.AddOrUpdate(Bytes.Text(target[..target.IndexOf((byte)' ')]), 1, static (_, count) => count + 1);
        Interlocked.Increment(ref _count);
    }
}
