namespace TestKit;

/// <summary>One request exactly as it came. Written by the server while it reads; still once <see cref="IsWhole"/>.</summary>
public sealed class RecordedRequest
{
    internal RecordedRequest(int connection, int sequence) => (Connection, Sequence) = (connection, sequence);

    /// <summary>The connection's number, from 1, in the order of accepting.</summary>
    public int Connection { get; }

    /// <summary>The request's place on its connection, from 1.</summary>
    public int Sequence { get; }

    /// <summary>Every byte of the head, the empty line included.</summary>
    public byte[] Head { get; internal set; } = [];

    /// <summary><see cref="Head"/> as text, one character a byte.</summary>
    public string HeadText => Bytes.Text(Head);

    /// <summary>The request line without its end.</summary>
    public string RequestLine { get; internal set; } = string.Empty;

    /// <summary>The method, case kept.</summary>
    public string Method { get; internal set; } = string.Empty;

    /// <summary>The target as written.</summary>
    public string Target { get; internal set; } = string.Empty;

    /// <summary>As <c>HTTP/1.1</c>.</summary>
    public string Version { get; internal set; } = string.Empty;

    /// <summary>All field lines in order.</summary>
    public IReadOnlyList<RawField> Fields => FieldList;

    /// <summary>How the body's end was told.</summary>
    public Framing Framing { get; internal set; }

    /// <summary>Content-Length as a number when one was readable.</summary>
    public long? DeclaredLength { get; internal set; }

    /// <summary>Bytes of body that have come, chunks decoded. Any thread.</summary>
    public long BodyLength => Tally?.Length ?? 0;

    internal BodyTally? Tally { get; set; }

    /// <summary>SHA-256 of the decoded body as lower-case hex.</summary>
    public string BodySha256 { get; internal set; } = string.Empty;

    /// <summary>The decoded body when it is at most <see cref="RecordingUpstream.KeptBody"/> bytes, else null.</summary>
    public byte[]? Body { get; internal set; }

    /// <summary><see cref="Body"/> as text, one character a byte.</summary>
    public string BodyText => Bytes.Text(Body);

    /// <summary>Sizes of the chunks in order; empty when not chunked.</summary>
    public IReadOnlyList<int> Chunks { get; internal set; } = [];

    /// <summary>Trailer lines in order.</summary>
    public IReadOnlyList<RawField> Trailers => TrailerList;

    /// <summary>Timestamp of the server's time when the head was whole.</summary>
    public long HeadArrived { get; internal set; }

    /// <summary>Timestamp of the server's time when the body was whole; 0 until then.</summary>
    public long BodyArrived { get; internal set; }

    /// <summary>Whether head and body came to their end.</summary>
    public bool IsWhole { get; internal set; }

    /// <summary>Whether the sender went before it was answered.</summary>
    public bool IsAbandoned { get; internal set; }

    /// <summary>What was odd.</summary>
    public Anomaly Anomalies { get; internal set; }

    /// <summary>The empty line behind the head was seen.</summary>
    internal bool HeadEnded { get; set; }

    /// <summary>The connection ends behind the answer.</summary>
    internal bool MustClose { get; set; }

    internal List<RawField> FieldList { get; } = [];

    internal List<RawField> TrailerList { get; } = [];

    /// <summary>The value of the first field of this name, or null.</summary>
    public string? Field(string name) => Fields.First(name);

    /// <inheritdoc/>
    public override string ToString() => $"{RequestLine} [{Connection}.{Sequence}] {BodyLength} bytes, {Anomalies}";
}
