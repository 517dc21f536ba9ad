namespace TestKit;

/// <summary>The bytes of each <see cref="GarbageKind"/>.</summary>
public static class GarbageBytes
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    /// <summary>The answer as text, one character a byte.</summary>
    public static string Of(GarbageKind kind) => kind switch
    {
        GarbageKind.Binary => string.Concat(Enumerable.Range(0, 1024).Select(i => (char)(byte)(255 - i))),
        GarbageKind.Http09 => "<html>no head</html>\n",
        GarbageKind.TwoLengths => Ok + "Content-Length: 2\r\nContent-Length: 4\r\n\r\nokok",
        GarbageKind.LengthAndChunked => Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        GarbageKind.SignedLength => Ok + "Content-Length: +2\r\n\r\nok",
        GarbageKind.BadChunkSize => Ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
        GarbageKind.ShortStatus => "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok",
        GarbageKind.NulInField => Ok + "X: a\0b\r\nContent-Length: 2\r\n\r\nok",
        GarbageKind.ObsFold => Ok + "X: a\r\n b\r\nContent-Length: 2\r\n\r\nok",
        GarbageKind.SpaceBeforeColon => Ok + "Content-Length : 2\r\n\r\nok",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such garbage."),
    };
}
