using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Halfsilver.Fuzz;

/// <summary>A slow, obvious reading of a whole chunked body. Null where it is broken or not whole.</summary>
internal sealed partial record ReferenceChunks(string Data, string Trailers, int Length)
{
    private static readonly string[] Barred =
    [
        "content-length", "transfer-encoding", "content-encoding", "content-type", "content-range", "content-location",
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "http2-settings", "host", "via", "forwarded",
        "traceparent", "tracestate", "cache-control", "max-forwards", "pragma", "range", "expect",
        "if-match", "if-none-match", "if-range", "origin", "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate",
        "authentication-info", "cookie", "set-cookie", "age", "date", "expires", "location", "retry-after", "vary", "warning",
    ];

    public static ReferenceChunks? Read(string text)
    {
        var data = new StringBuilder();
        var rest = text;
        var extensions = 0;
        while (true)
        {
            var size = SizeLine().Match(rest);
            if (!size.Success)
            {
                return null;
            }

            extensions += size.Groups["extensions"].Length;
            var length = ulong.Parse(size.Groups["size"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            rest = rest[size.Length..];
            if (size.Groups["extensions"].Length > 256 || extensions > 16384 || length > long.MaxValue)
            {
                return null;
            }

            if (length == 0)
            {
                return Trailer(data.ToString(), text, rest);
            }

            if (length + 2 > (ulong)rest.Length || rest.Substring((int)length, 2) != "\r\n")
            {
                return null;
            }

            data.Append(rest, 0, (int)length);
            rest = rest[((int)length + 2)..];
        }
    }

    private static ReferenceChunks? Trailer(string data, string text, string rest)
    {
        var kept = new StringBuilder();
        var lines = 0;
        var seen = 0;
        while (!rest.StartsWith("\r\n", StringComparison.Ordinal))
        {
            var line = TrailerLine().Match(rest);
            seen += line.Length;
            if (!line.Success || ++lines > 64 || seen > 8192)
            {
                return null;
            }

            var name = line.Groups["name"].Value;
            if (!Barred.Contains(name, StringComparer.OrdinalIgnoreCase)
                && !name.StartsWith("Halfsilver-", StringComparison.OrdinalIgnoreCase)
                && !name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase))
            {
                kept.Append(line.Value);
            }

            rest = rest[line.Length..];
        }

        return seen + 2 > 8192 ? null : new(data, kept.ToString(), text.Length - rest.Length + 2);
    }

    [GeneratedRegex(@"\A(?<size>[0-9A-Fa-f]{1,16})(?<extensions>(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|""(?:[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*""))?)*)\r\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SizeLine();

    [GeneratedRegex(@"\A(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t\x20-\x7e\x80-\xff]*\r\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TrailerLine();
}
