namespace TestKit;

/// <summary>Answers no lawful server gives.</summary>
public enum GarbageKind
{
    /// <summary>Bytes of all values, with no line of HTTP.</summary>
    Binary,

    /// <summary>A body with no head at all.</summary>
    Http09,

    /// <summary>Two lengths that differ.</summary>
    TwoLengths,

    /// <summary>Content-Length and chunked together.</summary>
    LengthAndChunked,

    /// <summary>A Content-Length with a sign.</summary>
    SignedLength,

    /// <summary>A chunk size that is not hex.</summary>
    BadChunkSize,

    /// <summary>A status of two digits.</summary>
    ShortStatus,

    /// <summary>NUL in a field's value.</summary>
    NulInField,

    /// <summary>A folded field line.</summary>
    ObsFold,

    /// <summary>White space before a colon.</summary>
    SpaceBeforeColon,
}
