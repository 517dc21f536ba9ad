using Halfsilver.Planning;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// What Kestrel allows HTTP/2 clients. Its limits are one server's, so they are those of the widest entry point; the front holds each
/// request to its own.
/// </summary>
internal static class KestrelLimits
{
    // A client that went away without a word is noticed, however quiet its streams are meant to be.
    private static readonly TimeSpan s_ping = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pong = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_shortestGrace = TimeSpan.FromSeconds(1.1);

    // A Cookie may come in many crumbs, which are one field in the end.
    private const int Crumbs = 100;

    public static void Apply(KestrelServerLimits limits, IReadOnlyList<ConnectionLimits> entryPoints)
    {
        var headBytes = entryPoints.Max(entryPoint => entryPoint.MaxHeadBytes);
        limits.MaxRequestLineSize = headBytes;
        limits.MaxRequestHeadersTotalSize = headBytes;
        limits.MaxRequestHeaderCount = entryPoints.Max(entryPoint => entryPoint.MaxFields) + Crumbs;
        limits.MinRequestBodyDataRate = BodyRate(entryPoints);
        limits.KeepAliveTimeout = entryPoints.Max(entryPoint => entryPoint.KeepAliveTimeout);
        limits.RequestHeadersTimeout = entryPoints.Max(entryPoint => entryPoint.HeadTimeout);
        limits.Http2.MaxRequestHeaderFieldSize = headBytes;
        limits.Http2.KeepAlivePingDelay = s_ping;
        limits.Http2.KeepAlivePingTimeout = s_pong;
    }

    /// <summary>No tunnel has a slowest speed, nor has a call that may be silent for long on purpose.</summary>
    public static void FreeOfBodyRate(HttpContext context, RequestHead head)
    {
        var isCall = head.Framing != BodyFraming.None && MediaType.Begins(head, "application/grpc"u8);
        var isTunnel = HttpMethods.IsConnect(context.Request.Method);
        if ((isCall || isTunnel) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    // Kestrel counts a connection's streams together, looks once a second, and wants a grace longer than that.
    private static MinDataRate? BodyRate(IReadOnlyList<ConnectionLimits> entryPoints)
    {
        var rate = entryPoints.Min(entryPoint => entryPoint.MinBodyRate);
        var grace = entryPoints.Max(entryPoint => entryPoint.BodyRateGrace);
        return rate == 0 ? null : new MinDataRate(rate, grace > s_shortestGrace ? grace : s_shortestGrace);
    }
}
