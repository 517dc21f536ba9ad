using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Journey;

/// <summary>Writes the head that Kestrel has taken apart as one HTTP/1.1 head again.</summary>
internal static class HttpContextHead
{
    public static byte[] Write(HttpRequest request, out int length)
    {
        var raw = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>();
        var text = new StringBuilder(1024);
        text.Append(raw.Method).Append(' ').Append(raw.RawTarget).Append(" HTTP/1.1\r\n");
        text.Append("Host: ").Append(request.Host.Value).Append("\r\n");
        foreach (var (name, values) in raw.Headers)
        {
            if (name[0] == ':' || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            // HTTP/2 splits Cookie as it likes; HTTP/1.1 wants one line (RFC 9113 §8.2.3).
            if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            {
                text.Append("cookie: ").AppendJoin("; ", values.ToArray()).Append("\r\n");
                continue;
            }

            foreach (var value in values)
            {
                text.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        if (HasUndeclaredBody(request))
        {
            text.Append("transfer-encoding: chunked\r\n");
        }

        var head = text.Append("\r\n").ToString();
        length = head.Length;
        return Encoding.Latin1.GetBytes(head);
    }

    private static bool HasUndeclaredBody(HttpRequest request) =>
        request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")
        && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
}
