using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Native.Shapes;

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

    /// <summary>A right value.</summary>
    public JsonNode Example => (Sample ?? shape.Example).DeepClone();
}
