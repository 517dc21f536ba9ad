namespace TestKit;

/// <summary>What a server says to one request.</summary>
public sealed record Answer
{
    /// <summary>200 with an empty body.</summary>
    public static readonly Answer Ok = new();

    /// <summary>100 to 999; default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The reason phrase; default <c>OK</c>.</summary>
    public string Reason { get; init; } = "OK";

    /// <summary>Field lines sent as they stand, without line ends; the framing field is added behind them.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The body; ignored when <see cref="Pattern"/> is set.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A long body that is made while it is sent.</summary>
    public PatternBody? Pattern { get; init; }

    /// <summary>How the end of the body is told; default by Content-Length. <see cref="Framing.None"/> adds no field and no body.</summary>
    public Framing Framing { get; init; } = Framing.Declared;

    /// <summary>Bytes a chunk at most; default 16 KiB.</summary>
    public int ChunkSize { get; init; } = 16 * 1024;

    /// <summary>Trailer lines behind the last chunk.</summary>
    public IReadOnlyList<string> Trailers { get; init; } = [];

    /// <summary>Interim answers before this one, each a status line and its field lines, as <c>103 Early Hints</c>.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Interims { get; init; } = [];

    /// <summary>Nothing is sent before this ends.</summary>
    public Task? Gate { get; init; }

    /// <summary>Head is sent, body waits for this.</summary>
    public Task? BodyGate { get; init; }

    /// <summary>Close the connection behind this answer. Says so with <c>Connection: close</c> only when a field line does.</summary>
    public bool Close { get; init; }

    /// <summary>Say nothing and close the connection.</summary>
    public bool Hangup { get; init; }

    /// <summary>200 with this text.</summary>
    public static Answer Text(string body, int status = 200) => new() { Status = status, Body = Bytes.Of(body) };

    /// <summary>An empty answer of this status.</summary>
    public static Answer Of(int status, params string[] fields) => new() { Status = status, Reason = "Status", Fields = fields };

    /// <summary>Bytes of body to be sent.</summary>
    internal long Length => Pattern?.Length ?? Body.Length;
}
