using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>The file's words for what a plan enumerates.</summary>
internal static class Words
{
    public static string Of(MetricNames names) => names switch
    {
        MetricNames.Vrata => "vrata",
        _ => throw Unknown(names),
    };

    public static string Of(CopyTrace trace) => trace switch
    {
        CopyTrace.Link => "link",
        CopyTrace.Child => "child",
        CopyTrace.Off => "off",
        _ => throw Unknown(trace),
    };

    public static string Of(CopyTiming timing) => timing switch
    {
        CopyTiming.Concurrent => "concurrent",
        CopyTiming.AfterPrimary => "afterPrimary",
        CopyTiming.Await => "await",
        _ => throw Unknown(timing),
    };

    public static string Of(UpstreamProtocol protocol) => protocol switch
    {
        UpstreamProtocol.Http1 => "http1",
        UpstreamProtocol.Http2 => "http2",
        UpstreamProtocol.H2c => "h2c",
        _ => throw Unknown(protocol),
    };

    public static string Of(UpstreamTlsMode mode) => mode switch
    {
        UpstreamTlsMode.None => "none",
        UpstreamTlsMode.Server => "tls",
        UpstreamTlsMode.Mutual => "mtls",
        _ => throw Unknown(mode),
    };

    public static string Of(Balancing balancing) => balancing switch
    {
        Balancing.RoundRobin => "roundRobin",
        Balancing.LeastRequests => "leastRequests",
        Balancing.PowerOfTwo => "powerOfTwo",
        Balancing.Random => "random",
        Balancing.Hash => "hash",
        _ => throw Unknown(balancing),
    };

    public static string Of(FanOutOutput output) => output switch
    {
        FanOutOutput.Json => "json",
        FanOutOutput.Collection => "collection",
        FanOutOutput.Text => "text",
        FanOutOutput.Raw => "raw",
        _ => throw Unknown(output),
    };

    public static string Of(FanOutEncoding encoding) => encoding switch
    {
        FanOutEncoding.Json => "json",
        FanOutEncoding.Object => "object",
        FanOutEncoding.Collection => "collection",
        FanOutEncoding.Text => "text",
        _ => throw Unknown(encoding),
    };

    public static string Of(ConstantWhen when) => when switch
    {
        ConstantWhen.Always => "always",
        ConstantWhen.Complete => "complete",
        ConstantWhen.Incomplete => "incomplete",
        _ => throw Unknown(when),
    };

    public static string Of(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        Role.Admin => "admin",
        _ => throw Unknown(role),
    };

    public static string Of(JwtAlgorithm algorithm) => algorithm switch
    {
        JwtAlgorithm.HS256 => "HS256",
        JwtAlgorithm.RS256 => "RS256",
        _ => throw Unknown(algorithm),
    };

    /// <summary>Whether callers have to log in; null where the file says nothing.</summary>
    public static string? Of(AdminAccess access) => access switch
    {
        AdminAccess.Auto => null,
        AdminAccess.Required => "required",
        AdminAccess.Open => "open",
        _ => throw Unknown(access),
    };

    /// <summary>What tells requests apart, as <see cref="Binding.MirrorBinder.Key"/> reads it.</summary>
    public static string Of(StickyKey key) => key.Kind switch
    {
        StickyKeyKind.Header => $"header:{key.Name}",
        StickyKeyKind.Cookie => $"cookie:{key.Name}",
        StickyKeyKind.Query => $"query:{key.Name}",
        StickyKeyKind.ClientAddress => "clientIp",
        StickyKeyKind.Path => "path",
        StickyKeyKind.TraceId => "traceparent",
        _ => throw Unknown(key.Kind),
    };

    private static ArgumentOutOfRangeException Unknown<T>(T value)
        where T : struct, Enum => new(nameof(value), value, $"The native file has no word for this {typeof(T).Name}.");
}
