using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>The annotations of an Ingress that gateways read, without their prefixes.</summary>
internal static class IngressNotes
{
    /// <summary>The annotations, checked.</summary>
    public static MapItem Read(KubernetesObject one, ReadingScope scope)
    {
        var path = $"{one.Path}.metadata.annotations";
        var metadata = Value(one.Root, "metadata") as MapNode;
        var node = metadata is null ? null : Value(metadata, "annotations") as MapNode;
        return node is not null && AnnotationKeys.Annotations.Read(Plain(node, path, scope), path, scope) is MapItem read
            ? read
            : new MapItem(path, one.Root.Place, ImmutableDictionary<string, Item>.Empty) { Names = [] };
    }

    // The first prefix that has a name gives its value.
    private static MapNode Plain(MapNode node, string path, ReadingScope scope)
    {
        var entries = new List<KeyValuePair<ScalarNode, Node>>();
        var families = new Dictionary<string, List<KeyValuePair<ScalarNode, Node>>>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var prefix in AnnotationKeys.Prefixes)
        {
            foreach (var (key, value) in node.Entries.Where(entry => entry.Key.Text.StartsWith(prefix, StringComparison.Ordinal)))
            {
                var name = key.Text[prefix.Length..];
                var family = AnnotationKeys.Families.FirstOrDefault(family => name.StartsWith(family + "-", StringComparison.Ordinal) && name.Length > family.Length + 1);
                if (prefix == AnnotationKeys.Prefixes[0] && AnnotationKeys.OnlyHigress.Contains(family ?? name, StringComparer.Ordinal))
                {
                    scope.Approximate(key.Place, $"{path}.{name}", $"is read under {AnnotationKeys.Prefixes[1]} alone, as Higress does; it has no effect here");
                }
                else if (!taken.Add(name))
                {
                    scope.Ignore(key.Place, $"{path}.{name}", $"stands under {Earlier(node, name)} too, and that is looked up first");
                }
                else if (family is null)
                {
                    entries.Add(KeyValuePair.Create(Named(name, key), value));
                }
                else
                {
                    if (!families.TryGetValue(family, out var members))
                    {
                        families[family] = members = [];
                    }

                    members.Add(KeyValuePair.Create(Named(name[(family.Length + 1)..], key), value));
                }
            }
        }

        entries.AddRange(families.Select(family => KeyValuePair.Create(Named(family.Key, family.Value[0].Key), (Node)new MapNode([.. family.Value], family.Value[0].Key.Place))));
        return new MapNode([.. entries], node.Place);
    }

    private static string Earlier(MapNode node, string name) =>
        AnnotationKeys.Prefixes.First(prefix => node.Entries.Any(entry => entry.Key.Text == prefix + name));

    private static ScalarNode Named(string name, ScalarNode key) => new(name, plain: false, key.Place);

    private static Node? Value(MapNode map, string key) => map.Entries.FirstOrDefault(entry => string.Equals(entry.Key.Text, key, StringComparison.OrdinalIgnoreCase)).Value;
}
