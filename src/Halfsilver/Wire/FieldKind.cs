namespace Halfsilver.Wire;

/// <summary>Fields the gateway acts on. Everything else is <see cref="Other"/> and goes through untouched.</summary>
internal enum FieldKind : byte
{
    Other,
    Host,
    ContentLength,
    ContentType,
    Connection,
    KeepAlive,
    ProxyConnection,
    TransferEncoding,
    Te,
    Trailer,
    Upgrade,
    Expect,
    Via,
    XForwardedFor,
    XForwardedHost,
    XForwardedProto,
    TraceParent,
    TraceState,

    /// <summary>Any field whose name begins with <c>Halfsilver-</c>: ours, never a client's.</summary>
    Halfsilver,
}
