namespace Halfsilver.Wire;

/// <summary>Why bytes are not a message. Data, not an exception: bad bytes are everyday traffic.</summary>
internal enum WireFault : byte
{
    None,

    /// <summary>Method, target, version or status line is not in the grammar of RFC 9112 §3 and §4.</summary>
    BadStartLine,

    /// <summary>The version is none of HTTP/1.0 and HTTP/1.1.</summary>
    BadVersion,

    /// <summary>The target is in none of the four forms, or the form does not go with the method.</summary>
    BadTarget,

    /// <summary>A bare CR or LF, or a line that ends in neither.</summary>
    BadLineEnd,

    /// <summary>A name that is no token, or white space before the colon.</summary>
    BadFieldName,

    /// <summary>A control byte in a value.</summary>
    BadFieldValue,

    /// <summary>A line that begins with white space (obs-fold).</summary>
    FoldedField,

    /// <summary>No Host in HTTP/1.1, several, or one that is no host.</summary>
    BadHost,

    /// <summary>Content-Length is no plain number, or there are several.</summary>
    BadContentLength,

    /// <summary>Transfer-Encoding is anything but one <c>chunked</c>, or came with HTTP/1.0.</summary>
    BadTransferEncoding,

    /// <summary>Both Content-Length and Transfer-Encoding.</summary>
    TwoFramings,

    /// <summary>A field that only one of sender and receiver may act on is used in a way RFC 9110 forbids.</summary>
    BadConnection,

    /// <summary>Expect says something else than 100-continue.</summary>
    BadExpect,

    /// <summary>A chunk's size, extension, end or a trailer is not in the grammar of RFC 9112 §7.1.</summary>
    BadChunk,

    /// <summary>More bytes of head than allowed.</summary>
    HeadTooLarge,

    /// <summary>More fields than allowed.</summary>
    TooManyFields,
}
