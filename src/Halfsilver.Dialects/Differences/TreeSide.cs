using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Differences;

/// <summary>A place in one of the two plans.</summary>
/// <param name="Whole">What stands there, with every default.</param>
/// <param name="Said">The same without defaults, as people are shown it; null where all of it is default.</param>
internal readonly record struct TreeSide(JsonNode? Whole, JsonNode? Said)
{
    /// <summary>What people are shown.</summary>
    public JsonNode? Shown => Said ?? (Whole is JsonObject ? new JsonObject() : Whole);

    /// <summary>What stands under a key.</summary>
    public TreeSide At(string key) => new((Whole as JsonObject)?[key], (Said as JsonObject)?[key]);

    /// <summary>An item of a list; both lists have the same items.</summary>
    public TreeSide At(int index) => new((Whole as JsonArray)?[index], (Said as JsonArray)?[index]);
}
