using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>What may stand at a place: reads it, and describes itself to the schema, the reference page and the tests.</summary>
internal abstract class Shape
{
    /// <summary>What it is, in a few words: <c>duration</c>, <c>list of hosts</c>.</summary>
    public abstract string Words { get; }

    /// <summary>A right value.</summary>
    public abstract JsonNode Example { get; }

    /// <summary>Right values.</summary>
    public abstract IEnumerable<JsonNode> Good { get; }

    /// <summary>Values that are refused.</summary>
    public abstract IEnumerable<JsonNode> Bad { get; }

    /// <summary>Shapes inside this one.</summary>
    public virtual IEnumerable<Shape> Inner => [];

    /// <summary>Whether a node of this kind can be meant for this shape.</summary>
    public abstract bool Takes(Node node);

    /// <summary>The checked item, or null after saying what is wrong.</summary>
    public abstract Item? Read(Node node, string path, ReadingScope scope);

    /// <summary>This shape as draft-07.</summary>
    public abstract JsonObject Schema();

    /// <summary>Refuses a node of the wrong kind.</summary>
    protected Item? Refuse(Node node, string path, ReadingScope scope)
    {
        scope.Reject(Codes.WrongType, node.Place, path, $"expected {Article(Words)}{Words}, found {node.Words}");
        return null;
    }

    private static string Article(string words) =>
        words.StartsWith("one of", StringComparison.Ordinal) || words.StartsWith("true", StringComparison.Ordinal)
            || words.StartsWith("false", StringComparison.Ordinal) || char.IsAsciiDigit(words[0]) ? ""
        : words[0] is 'a' or 'e' or 'i' or 'o' ? "an "
        : "a ";
}
