using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Vrata;

/// <summary>Parts of a configuration that stand alone, as documentation shows them, are refused by what they lack.</summary>
internal static class Fragments
{
    private static readonly string[] Lists = ["listeners", "routes", "groups", "middlewares", "snapshot"];

    /// <summary>Whether a document is a whole configuration; says what is missing where it is a route or less.</summary>
    public static bool Whole(Node root, ReadingScope scope)
    {
        if (root is not MapNode map || Lists.Any(list => Has(map, list)) || (Has(map, "destinations") && !Has(map, "mirror")))
        {
            return true;
        }

        var part = Has(map, "match") ? "a route" : Has(map, "forward") || Has(map, "redirect") || Has(map, "directResponse") ? "what a route does"
            : Has(map, "destinations") || Has(map, "mirror") ? "a forward" : Has(map, "destinationId") ? "a mirror" : null;
        if (part is null)
        {
            return true;
        }

        var missing = part switch
        {
            "a route" => "put it into routes",
            "what a route does" => "put it beside a match into a route of routes",
            "a forward" => "put it under forward beside a match into a route of routes",
            _ => "put it under mirror into the forward of a route of routes",
        };
        scope.Reject(Codes.MissingKey, root.Place, "", $"{part} stands alone; {missing}, with the destinations it names{Ids(root)} in destinations, and a listener in listeners");
        return false;
    }

    private static bool Has(MapNode map, string key) => map.Find(key) is not null;

    private static string Ids(Node root)
    {
        var ids = new List<string>();
        Gather(root, ids, 0);
        return ids.Count == 0 ? "" : $" ({string.Join(", ", ids.Distinct(StringComparer.Ordinal).Take(8))})";
    }

    private static void Gather(Node node, List<string> into, int depth)
    {
        if (depth > 8 || into.Count > 100)
        {
            return;
        }

        if (node is ListNode list)
        {
            foreach (var item in list.Items)
            {
                Gather(item, into, depth + 1);
            }
        }
        else if (node is MapNode map)
        {
            foreach (var (key, value) in map.Entries)
            {
                if (key.Text == "destinationId" && value is ScalarNode id)
                {
                    into.Add(ScalarText.Show(id));
                }
                else
                {
                    Gather(value, into, depth + 1);
                }
            }
        }
    }
}
