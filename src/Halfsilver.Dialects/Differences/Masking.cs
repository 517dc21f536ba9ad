using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Differences;

/// <summary>Hides what is nobody's business in a list of changes: keys and certificates that stand as text, and values of fields that carry them.</summary>
internal static partial class Masking
{
    private const string Mask = "***";
    private const string Pem = "PEM text";

    private static readonly FrozenSet<string> FieldMaps = FrozenSet.ToFrozenSet(["set", "add", "headers"], StringComparer.Ordinal);

    /// <summary>The value as it may be shown.</summary>
    /// <param name="key">The key that it stands under.</param>
    /// <param name="parent">The key around that.</param>
    /// <param name="value">The value.</param>
    public static JsonNode? Of(string key, string parent, JsonNode? value) => value switch
    {
        null => null,
        _ when FieldMaps.Contains(parent) && value is not JsonObject && Secret().IsMatch(key) => Mask,
        JsonObject test when test["name"] is JsonValue name && test["exact"] is not null && Secret().IsMatch(name.ToString()) => Masked(test),
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Key, key, entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => Of("", key, item))]),
        _ when parent == "objects" && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is ['{', ..] and var kept => $"JSON, {kept.Length} letters",
        _ when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Contains("-----BEGIN ", StringComparison.Ordinal) => Pem,
        _ => value.DeepClone(),
    };

    private static JsonObject Masked(JsonObject test)
    {
        var masked = (JsonObject)test.DeepClone();
        masked["exact"] = Mask;
        return masked;
    }

    [GeneratedRegex("authorization|cookie|token|secret|password|api-?key|credential", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Secret();
}
