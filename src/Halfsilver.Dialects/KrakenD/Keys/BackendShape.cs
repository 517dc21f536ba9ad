using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>A backend: one that answers, or a shadow, which has a table of its own since nothing that is wrong with it stops its endpoint.</summary>
internal sealed class BackendShape : Shape
{
    public override string Words => BackendKeys.Backend.Words;

    public override JsonNode Example => BackendKeys.Backend.Example;

    public override IEnumerable<JsonNode> Good => BackendKeys.Backend.Good;

    public override IEnumerable<JsonNode> Bad => BackendKeys.Backend.Bad;

    public override IEnumerable<Shape> Inner => [BackendKeys.Backend, ShadowKeys.Shadow];

    public override bool Takes(Node node) => node is MapNode;

    public override Item? Read(Node node, string path, ReadingScope scope) => (IsShadow(node) ? ShadowKeys.Shadow : BackendKeys.Backend).Read(node, path, scope);

    public override JsonObject Schema() => BackendKeys.Backend.Schema();

    /// <summary>Whether the item was read as a shadow.</summary>
    public static bool IsShadow(MapItem backend) => BackendKeys.Proxy(backend)?.Entries.GetValueOrDefault("shadow") is ValueItem { Value: ScalarNode flag } && IsTrue(flag);

    // Only the boolean counts: a text "true" is none in KrakenD either.
    private static bool IsShadow(Node node) =>
        Under(node, "extra_config") is MapNode extra
        && BackendKeys.ProxyNames.Select(name => Under(extra, name)).OfType<MapNode>().FirstOrDefault() is { } proxy
        && Under(proxy, "shadow") is ScalarNode flag && IsTrue(flag);

    private static bool IsTrue(ScalarNode flag) => flag.Plain && CoreScalar.Bool(flag.Text) == true;

    private static Node? Under(Node node, string key) => (node as MapNode)?.Find(key);
}
