using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A shape whose wrong values are left out with a notice, as systems do that only log them.</summary>
/// <param name="inner">What should stand there.</param>
/// <param name="otherwise">What is done with a wrong value, as the end of a sentence.</param>
internal sealed class ForgivingShape(Shape inner, string otherwise) : Shape
{
    public override string Words => inner.Words;

    public override JsonNode Example => inner.Example;

    public override IEnumerable<JsonNode> Good => inner.Good;

    public override IEnumerable<JsonNode> Bad => inner.Bad;

    public override IEnumerable<Shape> Inner => [inner];

    public override bool Takes(Node node) => true;

    public override Item? Read(Node node, string path, ReadingScope scope) => scope.Forgive(otherwise, () => inner.Read(node, path, scope));

    public override JsonObject Schema() => inner.Schema();
}
