namespace TestKit;

/// <summary>Odd things a request was seen to have. A well-behaved sender causes none.</summary>
[Flags]
public enum Anomaly
{
    /// <summary>Nothing odd.</summary>
    None = 0,

    /// <summary>Bytes came behind the request before it was answered: two requests where one was expected.</summary>
    BytesBeforeAnswer = 1 << 0,

    /// <summary>Content-Length and Transfer-Encoding together.</summary>
    LengthAndChunked = 1 << 1,

    /// <summary>More than one Content-Length.</summary>
    TwoLengths = 1 << 2,

    /// <summary>A Content-Length that is not digits alone.</summary>
    OddLength = 1 << 3,

    /// <summary>A Transfer-Encoding other than one <c>chunked</c>.</summary>
    OddCoding = 1 << 4,

    /// <summary>A field line folded onto the next.</summary>
    ObsFold = 1 << 5,

    /// <summary>A line that ends in LF without CR.</summary>
    BareLf = 1 << 6,

    /// <summary>CR inside a line.</summary>
    BareCr = 1 << 7,

    /// <summary>NUL or another control byte, HTAB excepted.</summary>
    ControlByte = 1 << 8,

    /// <summary>A field line without a colon.</summary>
    NoColon = 1 << 9,

    /// <summary>White space before the colon, or an empty name.</summary>
    OddName = 1 << 10,

    /// <summary>No Host field in HTTP/1.1.</summary>
    NoHost = 1 << 11,

    /// <summary>More than one Host field.</summary>
    TwoHosts = 1 << 12,

    /// <summary>A request line that is not method, target and HTTP/1.1 with one space between.</summary>
    OddRequestLine = 1 << 13,

    /// <summary>Empty lines before the request line.</summary>
    EmptyLinesFirst = 1 << 14,

    /// <summary>A chunk whose size or end is malformed.</summary>
    OddChunk = 1 << 15,

    /// <summary>A chunk extension.</summary>
    ChunkExtension = 1 << 16,
}
