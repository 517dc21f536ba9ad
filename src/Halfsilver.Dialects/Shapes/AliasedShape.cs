using System.Collections.Frozen;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A group whose keys may stand under other names too, compared without case.</summary>
/// <param name="group">The group.</param>
/// <param name="aliases">Other names, each with the key that it stands for.</param>
internal sealed class AliasedShape(GroupShape group, params (string Alias, string Key)[] aliases) : Shape
{
    private readonly FrozenDictionary<string, string> _keys = aliases.ToFrozenDictionary(alias => alias.Alias, alias => alias.Key, StringComparer.OrdinalIgnoreCase);

    public override string Words => group.Words;

    public override JsonNode Example => group.Example;

    public override IEnumerable<JsonNode> Good =>
        group.Good.Concat(group.Example is JsonObject example
            ? aliases.Where(alias => example.ContainsKey(alias.Key)).Select(alias => (JsonNode)new JsonObject(
                example.Select(entry => KeyValuePair.Create(entry.Key == alias.Key ? alias.Alias : entry.Key, entry.Value?.DeepClone()))))
            : []);

    public override IEnumerable<JsonNode> Bad => group.Bad;

    public override IEnumerable<Shape> Inner => [group];

    public override bool Takes(Node node) => group.Takes(node);

    public override Item? Read(Node node, string path, ReadingScope scope)
    {
        if (node is not MapNode map || !HasAlias(map))
        {
            return group.Read(node, path, scope);
        }

        // The first of several names of one key counts; the file's own reader refuses the same name twice.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var entries = new List<KeyValuePair<ScalarNode, Node>>(map.Entries.Length);
        foreach (var (key, value) in map.Entries)
        {
            var name = _keys.GetValueOrDefault(key.Text, key.Text);
            if (taken.Add(name))
            {
                entries.Add(KeyValuePair.Create(new ScalarNode(name, plain: false, key.Place), value));
            }
            else
            {
                scope.Ignore(key.Place, $"{path}.{name}", $"{ScalarText.Show(key)} says once more what stands above, and that counts");
            }
        }

        return group.Read(new MapNode([.. entries], map.Place), path, scope);
    }

    private bool HasAlias(MapNode map)
    {
        foreach (var (key, _) in map.Entries)
        {
            if (_keys.ContainsKey(key.Text))
            {
                return true;
            }
        }

        return false;
    }

    public override JsonObject Schema() => group.Schema();
}
