using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;

namespace Halfsilver.Dialects.GatewayApi.Keys;

/// <summary>Shapes that keys of the Gateway API share.</summary>
internal static class GatewayKinds
{
    /// <summary>Whatever stands under a key that has no effect here.</summary>
    public static AnyShape Any { get; } = new();

    /// <summary>A host of a listener or a route.</summary>
    public static TextShape Hostname { get; } = new(
        "host", @"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$", "a name as shop.example.com or *.example.com, without a port",
        ["shop.example.com", "*.example.com"], ["", "a b", "a:80", "*"])
    {
        Check = text => HostPattern.Check(text, "")?.Message,
    };

    /// <summary>A field's value, or what it is compared with.</summary>
    public static TextShape Value { get; } = new("value", Kinds.Anything, "any text without control characters", ["blue"], ["a\0"]) { Loose = true };

    /// <summary>A time that stands for none.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>A duration as the API writes it; longer ones are a day.</summary>
    public static ParsedShape Duration { get; } = new(
        "duration", "^([0-9]{1,5}(h|m|s|ms)){1,4}$",
        text => GoDurations.Parse(text) is { } time ? new Parsed(time > Longest ? Longest : time) : new Parsed(null, "is not a duration; use up to five digits with h, m, s or ms, as 1m30s"),
        ["10s", "1m30s", "500ms", "0s"], ["10", "", "-1s", "1d"]);

    /// <summary>A key that has no effect here.</summary>
    public static Key Ignored(string name, string description, string why) => new(name, Any, description) { Ignored = why };

    /// <summary>A key that is not done here, and whose effect is missed.</summary>
    public static Key Approximated(string name, string description, string how) => new(name, Any, description) { Approximated = how };
}
