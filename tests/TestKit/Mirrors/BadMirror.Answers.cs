using System.Text;

namespace TestKit;

/// <content>Those whose answer never ends well.</content>
public sealed partial class BadMirror
{
    private static readonly byte[] Filling = Bytes.Of(new string('x', 64 * 1024));
    private static readonly byte[] ChunkOfFilling = [.. "10000\r\n"u8, .. Filling, .. "\r\n"u8];

    /// <summary>Begins to answer with 100 bytes declared, sends 10 and ends with RST.</summary>
    public static BadMirror ResetsMidAnswer() => Start(async connection =>
    {
        if (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
        }

        connection.Reset();
    });

    /// <summary>Sends its head a byte at a time: one a second, or each time <paramref name="turn"/> ends.</summary>
    public static BadMirror DripsHead(Func<CancellationToken, Task>? turn = null) => ForEach(async (connection, _) =>
    {
        await connection.DripAsync(PlainHead, turn ?? EverySecond);
        await connection.SendAsync("ok");
    });

    /// <summary>Sends its head at once and a body of <paramref name="length"/> bytes one at a time, as <see cref="DripsHead"/> does.</summary>
    public static BadMirror DripsBody(int length = 100, Func<CancellationToken, Task>? turn = null) => ForEach(async (connection, _) =>
    {
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        await connection.DripAsync(new string('x', length), turn ?? EverySecond);
    });

    /// <summary>Sends a body without end, in chunks or until the connection ends, as fast as it is read.</summary>
    public static BadMirror EndlessBody(bool chunked = false) => ForEach(async (connection, _) =>
    {
        await connection.SendAsync(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n");
        while (true)
        {
            await connection.SendAsync(chunked ? ChunkOfFilling : Filling);
        }
    });

    /// <summary>Sends a head of at least so many bytes in fields of 1 KiB, and ends it; default 1 MiB.</summary>
    public static BadMirror GiantHead(int bytes = 1024 * 1024)
    {
        var head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
        while (head.Length < bytes)
        {
            head.Append("X-Giant: ").Append('x', 1024).Append("\r\n");
        }

        var answer = Bytes.Of(head.Append("\r\n").ToString());
        return ForEach(async (connection, _) => await connection.SendAsync(answer));
    }

    /// <summary>Sends interim answers without end: 103, or 100 when told.</summary>
    public static BadMirror EndlessInterim(int status = 103) => ForEach(async (connection, _) =>
    {
        var interim = Bytes.Of($"HTTP/1.1 {status} Interim\r\nX-More: yes\r\n\r\n");
        while (true)
        {
            await connection.SendAsync(interim);
        }
    });

    /// <summary>Sends bytes that are not a lawful answer and leaves the connection open.</summary>
    public static BadMirror Garbage(GarbageKind kind) => Says(GarbageBytes.Of(kind));

    /// <summary>Ends with FIN before the promised body is whole: 10 of 100 bytes, or a chunk without an end.</summary>
    public static BadMirror Truncates(bool chunked = false) => Start(async connection =>
    {
        if (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(chunked
                ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n64\r\n0123456789"
                : "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
            connection.EndSending();
            await connection.DrainAsync();
        }
    });

    /// <summary>A turn that comes so often, for those that drip.</summary>
    public static Func<CancellationToken, Task> Each(TimeSpan pause) => stop => Task.Delay(pause, stop);

    private static Task EverySecond(CancellationToken stop) => Task.Delay(TimeSpan.FromSeconds(1), stop);
}
