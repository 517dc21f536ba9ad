using System.Globalization;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Mse.Keys;

/// <summary>Shapes that keys of the console and of annotations share.</summary>
internal static class MseKinds
{
    /// <summary>What a port is called that is not fixed.</summary>
    public const string Dynamic = "dynamic";

    /// <summary>Whatever stands under a key that has no effect here.</summary>
    public static AnyShape Any { get; } = new();

    /// <summary>A name that people gave in the console.</summary>
    public static TextShape Name { get; } = new("name", "^[^\\x00-\\x1f\\x7f]{1,253}$", "any text without control characters, at most 253", ["Service1"], ["", "a\0"]) { Loose = true };

    /// <summary>A number or text that tells one thing from another.</summary>
    public static TextShape Id { get; } = new("identifier", "^[^\\x00-\\x1f\\x7f]{0,253}$", "any text without control characters", ["gw-1"], ["a\0"]) { Loose = true };

    /// <summary>A word that the console writes in whatever case.</summary>
    public static ParsedShape Word(string words, params string[] choices) => new(
        words, "^[A-Za-z0-9_ -]+$",
        text => choices.FirstOrDefault(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase)) is { } word
            ? new Parsed(word)
            : new Parsed(null, $"is not allowed here; use one of {string.Join(", ", choices)}"),
        [.. choices], ["never-a-choice", ""]);

    /// <summary>A port: a number, a name, or dynamic.</summary>
    public static ParsedShape PortChoice { get; } = new(
        "port by number or name, or dynamic", "^[A-Za-z0-9 _-]+$",
        text => text.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() is "dynamic" or "dynamicport" or "dynamic_port" or "dynamic-port" ? new Parsed(Dynamic)
            : text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? new Parsed(text)
            : new Parsed(null, "names no port; use a number, a name or dynamic"),
        [8080, "http", "dynamic", "Dynamic Port"], ["", "a.b"])
    { OrNumber = true };

    /// <summary>A switch: true and false, or on and off.</summary>
    public static ParsedShape Switch { get; } = new(
        "true or false, on or off", "^(true|false|on|off)$",
        text => text.ToLowerInvariant() switch
        {
            "true" or "on" => new Parsed(true),
            "false" or "off" => new Parsed(false),
            _ => new Parsed(null, "is not allowed here; use true or false, on or off"),
        },
        [true, "on", "off"], ["maybe", ""]);

    /// <summary>An address of a service: a host, with or without a port.</summary>
    public static ParsedShape Address { get; } = new(
        "host, with or without a port", @"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$", HostAndPort, ["10.0.0.1:8080", "orders.internal", "[::1]:80"], ["", "a b", "a:0", "http://a"]);

    /// <summary>What may be written as one text with commas, or as a list.</summary>
    public static EitherShape Texts(string words, Shape item) => new(new ListShape(words, item), Kinds.Text);

    /// <summary>The texts of such a key.</summary>
    public static IEnumerable<string> TextsOf(MapItem? group, string key) =>
        group?.Text(key) is { } one
            ? one.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : (group?.List(key) ?? []).OfType<ValueItem>().Select(item => Convert.ToString(item.Value, CultureInfo.InvariantCulture) ?? "");

    /// <summary>A host with a port, or without one.</summary>
    public static Parsed HostAndPort(string text)
    {
        var bare = text.StartsWith('[') || text.Count(c => c == ':') < 2 ? text : $"[{text}]";
        var colon = bare.LastIndexOf(':');
        var port = colon > bare.LastIndexOf(']') ? bare[(colon + 1)..] : null;
        var host = (port is null ? bare : bare[..colon]).Trim('[', ']');
        return !Addresses.IsHost(host) ? new Parsed(null, "is not an address; use a host or host:port")
            : port is null ? new Parsed((host, (int?)null))
            : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue ? new Parsed((host, (int?)number))
            : new Parsed(null, "has no right port; use 1 to 65535");
    }
}
