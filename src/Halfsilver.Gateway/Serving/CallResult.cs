namespace Halfsilver.Gateway.Serving;

/// <summary>What one try at a primary came to.</summary>
internal enum CallResult : byte
{
    /// <summary>The client has a whole answer.</summary>
    Answered,

    /// <summary>The client has the primary's 101, and the connection goes on without HTTP.</summary>
    Upgraded,

    /// <summary>The primary's answer is refused, and another leaf may answer; the client has seen nothing.</summary>
    Yielded,

    /// <summary>The service has no endpoint, or none that is well.</summary>
    NoEndpoint,

    /// <summary>The endpoint's name does not resolve.</summary>
    Dns,

    /// <summary>The endpoint's address is none that may be dialled.</summary>
    Forbidden,

    /// <summary>Refused or unreachable.</summary>
    Connect,

    /// <summary>No connection in time.</summary>
    ConnectTimeout,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The process is out of descriptors.</summary>
    NoDescriptor,

    /// <summary>The connection took no byte of the request.</summary>
    NotAccepted,

    /// <summary>Closed before a byte of an answer.</summary>
    Closed,

    /// <summary>Reset before a byte of an answer.</summary>
    Reset,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The answer is no HTTP.</summary>
    Protocol,

    /// <summary>The answer's head is larger than 64 KiB.</summary>
    HeadTooLarge,

    /// <summary>The answer broke off in the middle; the client sees a cut one.</summary>
    Cut,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>The client's body is malformed.</summary>
    BodyMalformed,

    /// <summary>The client's body is too slow.</summary>
    BodyTooSlow,

    /// <summary>The client's body is longer than the route takes.</summary>
    BodyTooLarge,
}
