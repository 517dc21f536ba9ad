using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Kubernetes;

/// <summary>Finds the objects in documents: those that stand alone, and those of lists.</summary>
internal static class KubernetesDocuments
{
    /// <summary>Levels of lists inside lists.</summary>
    private const int MostLists = 8;

    /// <summary>Whether a document has a kind and a version, as all objects have.</summary>
    public static bool IsObject(Node root) => root is MapNode map && Text(map, "apiVersion") is not null && Text(map, "kind") is not null;

    /// <summary>
    /// The objects of documents, in their order. Of two with the same kind, namespace and name the later stays, as it would in a cluster.
    /// </summary>
    public static ImmutableArray<KubernetesObject> Objects(IEnumerable<Node> roots, ReadingScope scope)
    {
        var all = new List<KubernetesObject>();
        foreach (var root in roots)
        {
            Gather(root, all, scope, 0);
        }

        var last = new Dictionary<string, KubernetesObject>(all.Count, StringComparer.Ordinal);
        foreach (var one in all)
        {
            var name = $"{one.Group}/{one.Path}";
            if (last.TryGetValue(name, out var before))
            {
                scope.Ignore(before.Root.Place, before.Path, "stands once more below, and that one counts");
            }

            last[name] = one;
        }

        if (last.Count == all.Count)
        {
            return [.. all];
        }

        var kept = last.Values.ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. all.Where(kept.Contains)];
    }

    private static void Gather(Node root, List<KubernetesObject> into, ReadingScope scope, int depth)
    {
        if (root is not MapNode map || Text(map, "kind") is not { } kind || Text(map, "apiVersion") is not { } api)
        {
            scope.Reject(Codes.MissingKey, root.Place, "", "this is no object of Kubernetes: apiVersion and kind are missing");
            return;
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && map.Find("items") is ListNode items && depth < MostLists)
        {
            foreach (var item in items.Items)
            {
                Gather(item, into, scope, depth + 1);
            }

            return;
        }

        var metadata = map.Find("metadata") as MapNode;
        if (metadata is null || Text(metadata, "name") is not { Length: > 0 } name)
        {
            scope.Reject(Codes.MissingKey, map.Place, kind, "\"metadata.name\" is missing");
            return;
        }

        var slash = api.IndexOf('/', StringComparison.Ordinal);
        var space = Text(metadata, "namespace") is { Length: > 0 } written ? written : "default";
        into.Add(new KubernetesObject(slash < 0 ? "" : api[..slash], api[(slash + 1)..], kind, space, name, map));
    }

    private static string? Text(MapNode map, string key) => (map.Find(key) as ScalarNode)?.Text;
}
