using Halfsilver.Planning;
using Microsoft.AspNetCore.Server.Kestrel.Core;

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

    // A Cookie may come in many crumbs, which are one field in the end.
    private const int Crumbs = 100;

    public static void Apply(KestrelServerLimits limits, IReadOnlyList<ConnectionLimits> entryPoints)
    {
        var headBytes = entryPoints.Max(entryPoint => entryPoint.MaxHeadBytes);
        limits.MaxRequestLineSize = headBytes;
        limits.MaxRequestHeadersTotalSize = headBytes;
        limits.MaxRequestHeaderCount = entryPoints.Max(entryPoint => entryPoint.MaxFields) + Crumbs;
        limits.KeepAliveTimeout = entryPoints.Max(entryPoint => entryPoint.KeepAliveTimeout);
        limits.RequestHeadersTimeout = entryPoints.Max(entryPoint => entryPoint.HeadTimeout);
        limits.Http2.MaxRequestHeaderFieldSize = headBytes;
        limits.Http2.KeepAlivePingDelay = s_ping;
        limits.Http2.KeepAlivePingTimeout = s_pong;
    }
}
