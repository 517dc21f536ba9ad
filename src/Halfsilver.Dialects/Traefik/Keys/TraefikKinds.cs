using System.Globalization;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Shapes that Traefik's keys share.</summary>
internal static partial class TraefikKinds
{
    /// <summary>What a name of a router, service or middleware may look like: whatever a label takes.</summary>
    public const string NamePattern = "^[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]{0,252}$";

    public const string NameWords = "any text without control characters, at most 253";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Whatever stands under a key that has no effect here.</summary>
    public static AnyShape Any { get; } = new();

    /// <summary>A name, of something in these files or, as <c>name@provider</c>, elsewhere.</summary>
    public static TextShape Reference { get; } = new("name", NamePattern, NameWords, ["app-v1", "app-v1@file"], ["", "a\0"]);

    /// <summary>Names.</summary>
    public static ListShape References { get; } = new("names", Reference);

    /// <summary>Texts.</summary>
    public static ListShape Texts { get; } = new("texts", Kinds.Text);

    /// <summary>A rule.</summary>
    public static TextShape Rule { get; } = new("rule", "^[^\\x00]+$", "matchers as Host(`example.com`), joined by &&, || and !", ["Host(`app.example.com`)"], [""]);

    /// <summary>Go's notation of durations, or seconds.</summary>
    public static ParsedShape Duration { get; } = new(
        "duration, or seconds", @"^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h)?)+$", GoDuration, ["10s", "1m30s", "1.5s", 30], ["", "5x", "-1s", "s"])
    { OrNumber = true };

    /// <summary>A percentage of a mirror.</summary>
    public static IntegerShape Percent { get; } = new(0, 100);

    /// <summary>Bytes of a body; -1 is no limit.</summary>
    public static IntegerShape Bytes { get; } = new(-1, long.MaxValue - 1);

    /// <summary>A server's URL.</summary>
    public static ParsedShape ServerUrl { get; } = new(
        "URL", "^(https?|h2c)://.+", ServerAddress.Parse, ["http://10.0.0.1:8080", "https://app.internal", "h2c://10.0.0.1:9000"], ["10.0.0.1:8080", "ftp://a", "http://", ""]);

    /// <summary>A key that has no effect here.</summary>
    public static Key Ignored(string name, string description, string why) => new(name, Any, description) { Ignored = why };

    private static Parsed GoDuration(string text)
    {
        if (text == "0" || decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
        {
            return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= (decimal)Longest.TotalSeconds
                ? new Parsed(TimeSpan.FromSeconds((double)seconds))
                : new Parsed(null, "is above 24h; use 0s to 24h");
        }

        var match = Durations().Match(text);
        if (!match.Success)
        {
            return new Parsed(null, "is not a duration; use numbers with h, m, s, ms, us, ns, as 1m30s, or seconds");
        }

        decimal total = 0;
        for (var i = 0; i < match.Groups["count"].Captures.Count; i++)
        {
            var count = decimal.Parse(match.Groups["count"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            total += count * match.Groups["unit"].Captures[i].Value switch { "h" => 3_600_000, "m" => 60_000, "s" => 1_000, "ms" => 1, "ns" => 0.000_001m, _ => 0.001m };
        }

        return total <= (decimal)Longest.TotalMilliseconds ? new Parsed(TimeSpan.FromMilliseconds((double)total)) : new Parsed(null, "is above 24h; use 0s to 24h");
    }

    [GeneratedRegex(@"\A((?<count>[0-9]{1,12}(\.[0-9]{1,9})?)(?<unit>ns|us|µs|ms|s|m|h)){1,8}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Durations();
}

/// <summary>A server as its URL names it.</summary>
/// <param name="Endpoint">The address.</param>
/// <param name="Path">The URL's path, without a closing slash; empty for none.</param>
internal sealed record ServerAddress(EndpointAddress Endpoint, string Path)
{
    public static Parsed Parse(string text)
    {
        var h2c = text.StartsWith("h2c://", StringComparison.Ordinal);
        var url = h2c ? $"http{text[3..]}" : text;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : url.IndexOfAny(['/', '?', '#'], scheme + 3);
        var read = Addresses.Endpoint(slash < 0 ? url : url[..slash]);
        if (read.Value is not EndpointAddress endpoint)
        {
            return read;
        }

        var path = slash < 0 ? "" : url[slash..].Split('?', '#')[0].TrimEnd('/');
        return new Parsed(new ServerAddress(h2c ? endpoint with { OwnProtocol = UpstreamProtocol.H2c } : endpoint, path));
    }
}
