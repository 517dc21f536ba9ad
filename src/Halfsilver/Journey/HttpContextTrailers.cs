using System.Text;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Journey;

/// <summary>The trailers that a server has taken apart, as lines again.</summary>
internal static class HttpContextTrailers
{
    /// <summary>Whole lines with CRLF, once the body has ended: those that may be sent on.</summary>
    public static byte[] Read(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestTrailersFeature>() is not { Available: true, Trailers.Count: > 0 } feature)
        {
            return [];
        }

        var lines = new StringBuilder();
        foreach (var (name, values) in feature.Trailers)
        {
            if (!TrailerNames.MayPass(Encoding.Latin1.GetBytes(name)))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny("\r\n\0"))
                {
                    continue;
                }

                lines.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return Encoding.Latin1.GetBytes(lines.ToString());
    }
}
