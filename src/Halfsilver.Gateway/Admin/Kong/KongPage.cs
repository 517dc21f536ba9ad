using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Lists in pages, as Kong gives them: <c>size</c> and <c>offset</c> in, <c>data</c>, <c>next</c> and <c>offset</c> out.</summary>
internal static class KongPage
{
    private const int Usual = 100;
    private const int Most = 1_000;

    /// <summary>The page that was asked for, of objects with the tags that were asked for.</summary>
    /// <exception cref="RefusedRequestException">The query cannot be read.</exception>
    public static JsonObject Of(HttpRequest request, IEnumerable<KongEntry> all)
    {
        var size = SizeOf(request.Query["size"].ToString());
        var from = OffsetOf(request.Query["offset"].ToString());
        var found = Tagged(all, request.Query["tags"].ToString()).Skip(from).Take(size + 1).ToList();
        var page = new JsonObject
        {
            ["data"] = new JsonArray([.. found.Take(size).Select(entry => (JsonNode)entry.Shown)]),
            ["next"] = null,
        };
        if (found.Count > size)
        {
            var offset = Convert.ToBase64String(Encoding.ASCII.GetBytes((from + size).ToString(CultureInfo.InvariantCulture)));
            page["offset"] = offset;
            page["next"] = $"{request.Path}?offset={Uri.EscapeDataString(offset)}&size={size.ToString(CultureInfo.InvariantCulture)}";
        }

        return page;
    }

    private static int SizeOf(string text) => text.Length == 0 ? Usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= Most ? size
        : throw new RefusedRequestException(400, "size", "The query cannot be read", $"size must be an integer between 1 and {Most}");

    private static int OffsetOf(string text)
    {
        Span<byte> bytes = stackalloc byte[32];
        return text.Length == 0 ? 0
            : Convert.TryFromBase64String(text, bytes, out var length) && int.TryParse(bytes[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from
            : throw new RefusedRequestException(400, "offset", "The query cannot be read", "bad offset: take it from the page before");
    }

    // a,b asks for both, a/b for one of them.
    private static IEnumerable<KongEntry> Tagged(IEnumerable<KongEntry> all, string tags)
    {
        if (tags.Length == 0)
        {
            return all;
        }

        var either = tags.Contains('/', StringComparison.Ordinal);
        var wanted = tags.Split(either ? '/' : ',', StringSplitOptions.RemoveEmptyEntries);
        return all.Where(entry =>
        {
            var own = (entry.Entity["tags"] as JsonArray ?? []).Select(StrictJson.Text).ToList();
            return either ? wanted.Any(own.Contains) : wanted.All(own.Contains);
        });
    }
}
