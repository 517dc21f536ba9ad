namespace TestKit;

/// <summary>One answer exactly as it came.</summary>
public sealed class ReceivedAnswer
{
    /// <summary>Every byte of the final head, the empty line included.</summary>
    public required byte[] Head { get; init; }

    /// <summary>As <c>HTTP/1.1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The status; 0 when the first line holds none.</summary>
    public required int Status { get; init; }

    /// <summary>The reason phrase; may be empty.</summary>
    public required string Reason { get; init; }

    /// <summary>Field lines in order.</summary>
    public required IReadOnlyList<RawField> Fields { get; init; }

    /// <summary>How the body's end was told.</summary>
    public Framing Framing { get; internal set; }

    /// <summary>Bytes of body, chunks decoded.</summary>
    public long BodyLength { get; internal set; }

    /// <summary>SHA-256 of the decoded body as lower-case hex.</summary>
    public string BodySha256 { get; internal set; } = string.Empty;

    /// <summary>The decoded body when it is at most <see cref="RawClient.KeptBody"/> bytes, else null.</summary>
    public byte[]? Body { get; internal set; }

    /// <summary><see cref="Body"/> as text, one character a byte.</summary>
    public string BodyText => Bytes.Text(Body);

    /// <summary>Sizes of the chunks in order; empty when not chunked.</summary>
    public IReadOnlyList<int> Chunks { get; internal set; } = [];

    /// <summary>Trailer lines in order.</summary>
    public IReadOnlyList<RawField> Trailers { get; internal set; } = [];

    /// <summary>Interim answers that came before, in order; their bodies are empty.</summary>
    public IReadOnlyList<ReceivedAnswer> Interims { get; internal set; } = [];

    /// <summary>Whether the body came to its end.</summary>
    public bool IsWhole { get; internal set; }

    /// <summary>The value of the first field of this name, or null.</summary>
    public string? Field(string name) => Fields.First(name);

    /// <inheritdoc/>
    public override string ToString() => $"{Version} {Status} {Reason}, {BodyLength} bytes{(IsWhole ? string.Empty : ", cut")}";
}
