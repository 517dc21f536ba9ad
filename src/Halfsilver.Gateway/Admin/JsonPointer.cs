using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin;

/// <summary>JSON pointers (RFC 6901), which name places of a body.</summary>
internal static class JsonPointer
{
    /// <summary>A step with its slash, as it stands behind the pointer to what holds it.</summary>
    public static string Step(string name) => "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Where a node stands; empty for the whole.</summary>
    public static string Of(JsonNode node) => node.Parent switch
    {
        JsonObject map => Of(map) + Step(node.GetPropertyName()),
        JsonArray list => $"{Of(list)}/{node.GetElementIndex()}",
        _ => "",
    };
}
