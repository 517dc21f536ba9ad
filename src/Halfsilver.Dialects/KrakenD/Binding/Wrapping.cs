using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>An endpoint that stands alone, as documentation shows them, is read as a file that holds nothing else.</summary>
internal static class Wrapping
{
    public static Node Wrap(Node root, ReadingScope scope)
    {
        if (root is not MapNode map || !Has(map, "endpoint") || !Has(map, "backend") || Has(map, "endpoints") || Has(map, "version"))
        {
            return root;
        }

        scope.Remark(root.Place, "", "one endpoint without a file around it: read as the only one of version 3, on port 8000");
        var endpoints = new ListNode([root], root.Place);
        return new MapNode(
            [
                new(new ScalarNode("version", true, root.Place), new ScalarNode("3", true, root.Place)),
                new(new ScalarNode("endpoints", true, root.Place), endpoints),
            ],
            root.Place);
    }

    private static bool Has(MapNode map, string key) => map.Entries.Any(entry => entry.Key.Text == key);
}
