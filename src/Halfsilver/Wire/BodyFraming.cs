namespace Halfsilver.Wire;

/// <summary>How the end of a body is known (RFC 9112 §6.3).</summary>
internal enum BodyFraming : byte
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>Content-Length says it.</summary>
    Length,

    /// <summary>The last chunk says it.</summary>
    Chunked,

    /// <summary>The end of the connection says it; answers only.</summary>
    UntilClose,
}
