using System.IO.Compression;

namespace TestKit;

/// <content>Those whose answers are lawful and unwelcome.</content>
public sealed partial class BadMirror
{
    /// <summary>Answers each request well, so much later.</summary>
    public static BadMirror Slow(TimeSpan delay) => ForEach(async (connection, _) =>
    {
        await Task.Delay(delay, connection.Stop);
        await connection.SendAsync(PlainAnswer);
    });

    /// <summary>Answers each request well once <paramref name="gate"/> ends.</summary>
    public static BadMirror Slow(Task gate) => ForEach(async (connection, _) =>
    {
        await gate.WaitAsync(connection.Stop);
        await connection.SendAsync(PlainAnswer);
    });

    /// <summary>Answers as if the connection were kept, and ends it right behind the answer.</summary>
    public static BadMirror ClosesIdle() => Start(async connection =>
    {
        if (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(PlainAnswer);
            connection.EndSending();
            await connection.DrainAsync();
        }
    });

    /// <summary>Switches to a protocol nobody asked for.</summary>
    public static BadMirror Upgrades() => Says("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: odd\r\n\r\nodd talk");

    /// <summary>Answers 500 to all.</summary>
    public static BadMirror Status500() =>
        ForEach(async (connection, _) => await connection.SendAsync("HTTP/1.1 500 Broken\r\nContent-Length: 6\r\n\r\nbroken"));

    /// <summary>Sends everyone elsewhere with 302.</summary>
    public static BadMirror Redirects(string location) =>
        ForEach(async (connection, _) => await connection.SendAsync($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"));

    /// <summary>Answers all with this status and field.</summary>
    public static BadMirror Status(int status, string field) =>
        ForEach(async (connection, _) => await connection.SendAsync($"HTTP/1.1 {status} Unwelcome\r\n{field}\r\nContent-Length: 6\r\n\r\nnot me"));

    /// <summary>Answers with some 16 KiB of gzip that hold 16 MiB; nested, with less that holds that.</summary>
    public static BadMirror Bomb(bool nested)
    {
        var bomb = Gzip(new byte[16 * 1024 * 1024]);
        bomb = nested ? Gzip(bomb) : bomb;
        var coding = nested ? "gzip, gzip" : "gzip";
        byte[] answer = [.. Bytes.Of($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {bomb.Length}\r\n\r\n"), .. bomb];
        return ForEach(async (connection, _) => await connection.SendAsync(answer));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
