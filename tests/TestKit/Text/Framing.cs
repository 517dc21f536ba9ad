namespace TestKit;

/// <summary>How the end of a body is known.</summary>
public enum Framing
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>By Content-Length.</summary>
    Declared,

    /// <summary>By chunks.</summary>
    Chunked,

    /// <summary>By the end of the connection.</summary>
    Close,
}
