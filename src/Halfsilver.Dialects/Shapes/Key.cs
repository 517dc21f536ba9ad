using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Shapes;

/// <summary>One key of a group: the source of its check, its schema and its line of the reference page.</summary>
/// <param name="name">The key.</param>
/// <param name="shape">What stands under it.</param>
/// <param name="description">What it does, in a sentence or two.</param>
internal sealed class Key(string name, Shape shape, string description)
{
    public string Name => name;

    public Shape Shape => shape;

    public string Description => description;

    /// <summary>Whether the group needs it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether null may stand for its absence.</summary>
    public bool OrNull { get; init; }

    /// <summary>What is read where the key is absent; null where that is nothing.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The default in words, where it is no value.</summary>
    public string? DefaultWords { get; init; }

    /// <summary>A right value that tells more than the shape's own.</summary>
    public JsonNode? Sample { get; init; }

    /// <summary>What it would do, where that is not built yet.</summary>
    public string? Later { get; init; }

    /// <summary>How it is read, where that is close to what its own system does and not the same; said where the key stands.</summary>
    public string? Approximated { get; init; }

    /// <summary>Whether that is said at the first place alone, because files carry the key in each of many objects.</summary>
    public bool SaidOnce { get; init; }

    /// <summary>Why it has no effect here; said where the key stands, and what stands under it is not read.</summary>
    public string? Ignored { get; init; }

    /// <summary>Why a file with this key is refused; said where the key stands, and what stands under it is not read.</summary>
    public string? Rejected { get; init; }

    /// <summary>A right value.</summary>
    public JsonNode Example => (Sample ?? shape.Example).DeepClone();

    /// <summary>This key as draft-07.</summary>
    public JsonObject Schema()
    {
        var schema = Shape.Schema();
        if (OrNull)
        {
            schema = new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        // Beside $ref, draft-07 reads nothing else: a reference stands alone in allOf.
        var property = schema.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(schema) } : schema;
        property["description"] = Later is null ? Description : $"{Description} Not built yet.";
        property["examples"] = new JsonArray(Example);
        if (Default is { } value)
        {
            property["default"] = value.DeepClone();
        }

        return property;
    }
}
