using System.Text;
using Halfsilver.Gateway.Tests.Kit;
using Microsoft.AspNetCore.Http;
using TestKit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>What HTTP/2 changes of a request by its nature, or .NET's client for it: all of it, so that nothing else may.</summary>
internal static class OverHttp2
{
    private static bool Is(Speaks kind) => kind is Speaks.H2c or Speaks.Http2Tls;

    /// <summary>Octets above ASCII are percent-encoded, and the asterisk is the root.</summary>
    public static string Target(Speaks kind, string target) => !Is(kind) ? target
        : target == "*" ? "/"
        : string.Concat(target.Select(octet => octet < 0x80 ? octet.ToString() : $"%{(int)octet:X2}"));

    /// <summary>
    /// Names are in lower case; lines of one name are one line, the values with ", " between them (Cookie: "; "); the order of different
    /// names may change; white space around values is not kept, and a request without a body says so where its method makes one likely.
    /// </summary>
    public static string[] Fields(Speaks kind, IEnumerable<string> lines)
    {
        if (!Is(kind))
        {
            return [.. lines];
        }

        return [.. lines.Select(line => new RawField(line))
            .Where(field => !(field.Is("Content-Length") && field.Value == "0"))
            .GroupBy(field => field.Name.ToLowerInvariant())
            .Select(group => $"{group.Key}: {string.Join(group.Key == "cookie" ? "; " : ", ", group.Select(field => field.Value))}")
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Sends a long body.</summary>
    public static async Task SendAsync(HttpContext context, PatternBody body)
    {
        var buffer = new byte[64 * 1024];
        for (long at = 0; body.Fill(at, buffer) is var count and > 0; at += count)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
        }
    }

    /// <summary>Says each piece again as it comes.</summary>
    public static async Task EchoAsync(HttpContext context)
    {
        await context.Response.StartAsync(context.RequestAborted);
        var buffer = new byte[1024];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
        {
            await context.Response.WriteAsync($"echo:{Encoding.ASCII.GetString(buffer, 0, count)}", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
