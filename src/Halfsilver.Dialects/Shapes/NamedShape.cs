using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A map from names that people choose to one shape.</summary>
/// <param name="words">What it maps, as <c>service by name</c>.</param>
/// <param name="names">What a name may look like, anchored.</param>
/// <param name="allowed">The same in words.</param>
/// <param name="sample">A right name.</param>
/// <param name="value">What stands under a name.</param>
internal sealed class NamedShape(string words, string names, string allowed, string sample, Shape value) : Shape
{
    private const int Most = 10_000;
    private const string OddName = " \u0001";

    public override string Words => $"map of {words}";

    /// <summary>Entries that are needed at least.</summary>
    public int Least { get; init; }

    /// <summary>Entries that are allowed at most.</summary>
    public int AtMost { get; init; } = Most;

    /// <summary>A name that reads.</summary>
    public string Sample => sample;

    public override JsonNode Example => new JsonObject { [sample] = value.Example.DeepClone() };

    public override IEnumerable<JsonNode> Good => [Example];

    public override IEnumerable<JsonNode> Bad =>
        value.Bad.Take(2).Select(bad => (JsonNode)new JsonObject { [sample] = bad })
            .Concat([(JsonNode)"text", 17, new JsonArray("text")])
            .Concat(Patterns.Match(names, OddName) ? [] : [new JsonObject { [OddName] = value.Example.DeepClone() }]);

    public override IEnumerable<Shape> Inner => [value];

    public override bool Takes(Node node) => node is MapNode;

    public override Item? Read(Node node, string path, ReadingScope scope)
    {
        if (node is not MapNode map)
        {
            return Refuse(node, path, scope);
        }

        if (map.Entries.Length < Least || map.Entries.Length > AtMost)
        {
            scope.Reject(Codes.BadValue, node.Place, path, $"has {map.Entries.Length} entries; use {Least} to {AtMost}");
            return null;
        }

        var entries = new Dictionary<string, Item>(map.Entries.Length, StringComparer.Ordinal);
        foreach (var (key, child) in map.Entries)
        {
            if (!Patterns.Match(names, key.Text))
            {
                scope.Reject(Codes.BadName, key.Place, path, $"{ScalarText.Show(key)} cannot stand here; use {allowed}");
                continue;
            }

            var at = $"{path}[{key.Text}]";
            scope.Remember(at, key.Place);
            if (value.Read(child, at, scope) is { } read)
            {
                entries[key.Text] = read;
            }
        }

        return new MapItem(path, node.Place, entries) { Names = [.. map.Entries.Select(entry => entry.Key.Text)] };
    }

    public override JsonObject Schema()
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["patternProperties"] = new JsonObject { [names] = value.Schema() },
            ["additionalProperties"] = false,
        };
        if (Least > 0)
        {
            schema["minProperties"] = Least;
        }

        if (AtMost < Most)
        {
            schema["maxProperties"] = AtMost;
        }

        return schema;
    }
}
