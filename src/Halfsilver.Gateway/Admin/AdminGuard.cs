using System.Collections.Immutable;
using System.Net;
using Halfsilver.Gateway.Admin.Kong;
using Microsoft.Net.Http.Headers;

namespace Halfsilver.Gateway.Admin;

/// <summary>
/// Keeps other people's web pages away from the admin side. A page can make a browser send requests here, under a name that
/// its owner points at this machine or across origins; both are refused unless the plan lists them, and what would change something needs
/// to be plain JSON.
/// </summary>
internal sealed class AdminGuard(IPAddress bound, ImmutableArray<string> hosts, ImmutableArray<string> origins)
{
    private readonly bool _loopback = IPAddress.IsLoopback(bound);

    /// <summary>Refuses or goes on.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var answer = context.Response.Headers;
        answer.XContentTypeOptions = "nosniff";
        answer.CacheControl = "no-store";

        if (!AllowsHost(context.Request.Host))
        {
            return Problems.WriteAsync(context, 421, "misdirected", "This host name is not served here",
                $"'{context.Request.Host}' is not a name of this admin side; use its address, localhost, or a name that admin.hosts lists");
        }
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            return next(context);
        if (IsForeign(context.Request))
        {
            return Problems.WriteAsync(context, 403, "forbidden", "Requests of other origins are refused",
                $"origin '{context.Request.Headers.Origin}' may not change anything here");
        }
        return CarriesOtherThanJson(context.Request)
            ? Problems.WriteAsync(context, 415, "unsupported-media-type", "The body must be JSON",
                "send no body, or one with Content-Type: application/json (configuration also as application/yaml)")
            : next(context);
    }

    /// <summary>
    /// Whether a Host names this machine without any help of a name server. On a listener for other machines, names of one
    /// label pass too: they come from the local network's own search list, never from a stranger's zone.
    /// </summary>
    internal bool AllowsHost(HostString host)
    {
        var name = host.Host;
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || hosts.Contains(name, StringComparer.OrdinalIgnoreCase))
            return true;
        if (IPAddress.TryParse(name.AsSpan().Trim("[]"), out var address))
            return !_loopback || IPAddress.IsLoopback(address);
        return !_loopback && name.Length > 0 && !name.Contains('.', StringComparison.Ordinal);
    }

    private bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin is [{ } listed] && origins.Contains(listed, StringComparer.OrdinalIgnoreCase))
            return false;
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin" && site != "none")
            return true;
        return origin.Count > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    // No page can send these types to another origin without asking first.
    private static bool TakesText(HttpRequest request) =>
        HttpMethods.IsPut(request.Method) || (HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments(ConfigRoutes.Path, StringComparison.OrdinalIgnoreCase));

    private static bool CarriesOtherThanJson(HttpRequest request)
    {
        if (request.ContentType is null)
            return request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
        return !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || (TakesText(request) && ConfigText.IsMedia(type))
                || (request.Path.StartsWithSegments(KongRoutes.Base, StringComparison.Ordinal) && KongBody.IsForm(request)));
    }
}
