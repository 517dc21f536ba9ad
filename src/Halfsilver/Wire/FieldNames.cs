using System.Text;

namespace Halfsilver.Wire;

/// <summary>Which names the gateway acts on, found by length first so that most names cost one switch.</summary>
internal static class FieldNames
{
    /// <summary>Prefix of the fields that are ours.</summary>
    public static ReadOnlySpan<byte> OwnPrefix => "Halfsilver-"u8;

    /// <summary>The kind of a name, and whether it is one hop's only whatever Connection says.</summary>
    public static FieldKind Classify(ReadOnlySpan<byte> name, out bool hopByHop)
    {
        var kind = KindOf(name);
        hopByHop = kind switch
        {
            FieldKind.Connection or FieldKind.KeepAlive or FieldKind.ProxyConnection or FieldKind.Te or FieldKind.Trailer
                or FieldKind.TransferEncoding or FieldKind.Upgrade => true,
            FieldKind.Other => IsHopByHopOnly(name),
            _ => false,
        };
        return kind;
    }

    /// <summary>Whether Connection may not nominate it: taking it away on the way would change the message's meaning or hide its way.</summary>
    public static bool IsEndToEndAlways(ReadOnlySpan<byte> name) =>
        KindOf(name) switch
        {
            FieldKind.Host or FieldKind.ContentLength or FieldKind.TransferEncoding or FieldKind.ContentType or FieldKind.Via
                or FieldKind.XForwardedFor or FieldKind.XForwardedHost or FieldKind.XForwardedProto or FieldKind.Halfsilver => true,
            FieldKind.Other => name.Length switch
            {
                6 => Is(name, "cookie"u8),
                9 => Is(name, "forwarded"u8),
                13 when Is(name, "authorization"u8) => true,
                _ => StartsWith(name, "x-forwarded-"u8),
            },
            _ => false,
        };

    /// <summary>Equality without case.</summary>
    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) =>
        name.Length == other.Length && (name[0] | 0x20) == (other[0] | 0x20) && Ascii.EqualsIgnoreCase(name, other);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Is(name[..prefix.Length], prefix);

    private static FieldKind KindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Is(name, "te"u8) => FieldKind.Te,
        3 when Is(name, "via"u8) => FieldKind.Via,
        4 when Is(name, "host"u8) => FieldKind.Host,
        6 when Is(name, "expect"u8) => FieldKind.Expect,
        7 when Is(name, "upgrade"u8) => FieldKind.Upgrade,
        7 when Is(name, "trailer"u8) => FieldKind.Trailer,
        10 when Is(name, "connection"u8) => FieldKind.Connection,
        10 when Is(name, "keep-alive"u8) => FieldKind.KeepAlive,
        10 when Is(name, "tracestate"u8) => FieldKind.TraceState,
        11 when Is(name, "traceparent"u8) => FieldKind.TraceParent,
        12 when Is(name, "content-type"u8) => FieldKind.ContentType,
        14 when Is(name, "content-length"u8) => FieldKind.ContentLength,
        15 when Is(name, "x-forwarded-for"u8) => FieldKind.XForwardedFor,
        16 when Is(name, "x-forwarded-host"u8) => FieldKind.XForwardedHost,
        16 when Is(name, "proxy-connection"u8) => FieldKind.ProxyConnection,
        17 when Is(name, "transfer-encoding"u8) => FieldKind.TransferEncoding,
        17 when Is(name, "x-forwarded-proto"u8) => FieldKind.XForwardedProto,
        >= 11 when StartsWith(name, OwnPrefix) => FieldKind.Halfsilver,
        _ => FieldKind.Other,
    };

    private static bool IsHopByHopOnly(ReadOnlySpan<byte> name) => name.Length switch
    {
        14 => Is(name, "http2-settings"u8),
        18 => Is(name, "proxy-authenticate"u8),
        19 => Is(name, "proxy-authorization"u8),
        _ => false,
    };
}
