using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Differences;

/// <summary>What the order of a list means. One that is not named here keeps its order: better a difference too much than one too few.</summary>
internal static class ListNature
{
    private static readonly FrozenSet<string> Unordered = FrozenSet.ToFrozenSet(
        [
            "entryPoints", "trustedProxies", "aliases", "hosts", "methods", "headers", "query", "clientAddresses", "any", "all", "contentTypes",
            "origins", "tokens", "keys", "remove", "pass", "status", "statuses", "onStatus", "allow", "deny", "endpoints", "destinations", "weighted",
        ],
        StringComparer.Ordinal);

    // Of the calls of a fan-out, the later one's answer stands over the earlier one's.
    private const string OrderedMap = "calls";

    /// <summary>Whether the items' order carries no meaning.</summary>
    public static bool IsUnordered(string key) => Unordered.Contains(key);

    /// <summary>Whether the order of a map's names carries meaning.</summary>
    public static bool IsOrderedMap(string key) => key == OrderedMap;

    /// <summary>What items are told apart by; null for lists without such.</summary>
    public static string? IdentityOf(string key, JsonNode? item) => (key, item) switch
    {
        ("endpoints", JsonObject endpoint) => endpoint["portName"] is { } port ? $"{endpoint["url"]} {port}" : $"{endpoint["url"]}",
        ("tokens", JsonObject token) => $"{token["name"]}",
        ("destinations" or "weighted", JsonObject reference) => reference["port"] is { } port ? $"{reference["service"]}:{port}" : $"{reference["service"]}",
        _ => null,
    };

    /// <summary>A text that is the same for lists and maps that mean the same.</summary>
    public static string Canonical(string key, JsonNode? node) => node switch
    {
        JsonObject map => $"{{{string.Join(',', map.Select(entry => $"{JsonSerializer.Serialize(entry.Key)}:{Canonical(entry.Key, entry.Value)}"))}}}",
        JsonArray list when IsUnordered(key) => $"[{string.Join(',', list.Select(item => Canonical("", item)).Order(StringComparer.Ordinal))}]",
        JsonArray list => $"[{string.Join(',', list.Select(item => Canonical("", item)))}]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
