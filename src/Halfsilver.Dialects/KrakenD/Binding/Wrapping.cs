using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>An endpoint that stands alone, as documentation shows them, is read as a file that holds nothing else.</summary>
internal static class Wrapping
{
    /// <summary>The file, or null after saying what is missing around a backend's flag.</summary>
    public static Node? Wrap(Node root, ReadingScope scope)
    {
        if (root is MapNode alone && Has(alone, "extra_config") && !Has(alone, "endpoints") && !Has(alone, "version") && !Has(alone, "endpoint"))
        {
            scope.Reject(Codes.MissingKey, root.Place, "", "extra_config stands alone; put it into a backend, that into an endpoint, and that into endpoints of a file with version: 3");
            return null;
        }

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

    private static bool Has(MapNode map, string key) => map.Find(key) is not null;
}
