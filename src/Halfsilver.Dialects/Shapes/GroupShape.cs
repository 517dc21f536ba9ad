using System.Collections.Immutable;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A map with known keys.</summary>
/// <param name="name">Its name in schema and reference, in one word.</param>
/// <param name="description">What it is.</param>
/// <param name="keys">Its keys; asked for once, on first use, so that groups may contain each other.</param>
internal sealed class GroupShape(string name, string description, Func<ImmutableArray<Key>> keys) : Shape
{
    private Dictionary<string, Key>? _byName;
    private Dictionary<string, Key>? _byAnyName;
    private ImmutableArray<Key> _keys;

    public string Name => name;

    public string Description => description;

    public ImmutableArray<Key> Keys => _keys.IsDefault ? _keys = keys() : _keys;

    /// <summary>Sets of keys of which exactly one is needed.</summary>
    public ImmutableArray<ImmutableArray<string>> ExactlyOne { get; init; } = [];

    /// <summary>A key with its value beside which no key of <see cref="ExactlyOne"/> is needed; null for none.</summary>
    public (string Key, string Value)? Spares { get; init; }

    /// <summary>Sets of keys of which at most one may stand.</summary>
    public ImmutableArray<ImmutableArray<string>> AtMostOne { get; init; } = [];

    /// <summary>Pairs: the first key makes sense only beside the second.</summary>
    public ImmutableArray<(string Key, string Needs)> Needs { get; init; } = [];

    /// <summary>Keys with those that make no sense beside them.</summary>
    public ImmutableArray<(string Key, ImmutableArray<string> Others)> Excludes { get; init; } = [];

    /// <summary>What a group that stands beside other shapes would do, where that is not built yet.</summary>
    public string? Later { get; init; }

    public override string Words => $"map with {string.Join(", ", Keys.Take(4).Select(key => key.Name))}{(Keys.Length > 4 ? ", …" : "")}";

    public override JsonNode Example
    {
        get
        {
            var needed = Keys.Where(key => key.Required).Select(key => key.Name).Concat(ExactlyOne.Select(set => set[0])).ToHashSet(StringComparer.Ordinal);
            needed.UnionWith(Needs.Where(pair => needed.Contains(pair.Key)).Select(pair => pair.Needs).ToList());
            var chosen = Keys.Where(key => needed.Contains(key.Name)).ToList();
            return new JsonObject((chosen.Count > 0 ? chosen : [Keys[0]]).Select(key => KeyValuePair.Create(key.Name, (JsonNode?)key.Example)));
        }
    }

    public override IEnumerable<JsonNode> Good => [Example];

    public override IEnumerable<JsonNode> Bad => [(JsonNode)"text", 17, new JsonArray("text"), new JsonObject { ["no-such-key"] = 1 }];

    public override IEnumerable<Shape> Inner => Keys.Select(key => key.Shape);

    private Dictionary<string, Key> ByName => _byName ??= ByNames(StringComparer.Ordinal);

    private Dictionary<string, Key> ByAnyName => _byAnyName ??= ByNames(StringComparer.OrdinalIgnoreCase);

    public override bool Takes(Node node) => node is MapNode;

    private Dictionary<string, Key> ByNames(StringComparer comparer)
    {
        var names = new Dictionary<string, Key>(Keys.Length, comparer);
        foreach (var key in Keys)
        {
            names.Add(key.Name, key);
        }

        return names;
    }

    public override Item? Read(Node node, string path, ReadingScope scope)
    {
        if (node is not MapNode map)
        {
            return Refuse(node, path, scope);
        }

        if (Later is { } later)
        {
            scope.Later(node.Place, path, later);
        }

        var known = scope.Manner.AnyCase ? ByAnyName : ByName;
        var items = new GroupItems(Math.Min(map.Entries.Length, Keys.Length));
        foreach (var (name, value) in map.Entries)
        {
            if (!known.TryGetValue(name.Text, out var key))
            {
                if (name.Text.Length == 0 || !scope.Manner.CommentMarks.Contains(name.Text[0], StringComparison.Ordinal))
                {
                    Unknown(name, path, scope);
                }
            }
            else if (!((key.OrNull || scope.Manner.Loose) && value is ScalarNode scalar && CoreScalar.IsNull(scalar)))
            {
                items.Stand(key.Name, name.Place);
                ReadKey(key, name.Place, value, path, items, scope);
            }
        }

        var isSpared = Spares is { } spares && items.GetValueOrDefault(spares.Key) is ValueItem { Value: string chosen } && chosen == spares.Value;
        CheckTogether(items, isSpared, node.Place, path, scope);
        return new MapItem(path, node.Place, items) { Names = items.Names };
    }

    private static void ReadKey(Key key, Place place, Node value, string path, GroupItems items, ReadingScope scope)
    {
        var at = Under(path, key.Name);
        scope.Remember(at, value is ScalarNode ? value.Place : place);
        if (key.Rejected is { } refused)
        {
            scope.Reject(Codes.NotHere, place, at, refused);
            return;
        }

        if (key.Ignored is { } why)
        {
            scope.Ignore(place, at, why);
            return;
        }

        if (key.Approximated is { } how && (!key.SaidOnce || scope.IsFirst(key)))
        {
            scope.Approximate(place, at, key.SaidOnce ? $"{how}; said once for all files" : how);
        }

        if (key.Later is { } later)
        {
            scope.Later(place, at, later);
            scope.EnterLater();
        }

        if (key.Shape.Read(value, at, scope) is { } item)
        {
            items.Take(key.Name, item);
        }

        if (key.Later is not null)
        {
            scope.LeaveLater();
        }
    }

    private void Unknown(ScalarNode name, string path, ReadingScope scope)
    {
        var names = Keys.Select(key => key.Name).ToList();
        var nearest = scope.IsFull ? null : Nearest.To(name.Text, names);
        if (scope.Manner.SkipsUnknownKeys)
        {
            scope.Ignore(name.Place, path, $"{Quoted(name.Text)} is not known here", nearest);
            return;
        }

        var known = nearest is null ? $"; known here: {string.Join(", ", names)}" : "";
        scope.Reject(Codes.UnknownKey, name.Place, path, $"no key named {Quoted(name.Text)}{known}", nearest);
    }

    private void CheckTogether(GroupItems written, bool isSpared, Place place, string path, ReadingScope scope)
    {
        foreach (var key in Keys)
        {
            if (key.Required && !written.Stands(key.Name))
            {
                scope.Reject(Codes.MissingKey, Owner(place, path, scope), path, $"\"{key.Name}\" is missing; {key.Shape.Words}");
            }
        }

        if (ExactlyOne.IsEmpty && AtMostOne.IsEmpty && Excludes.IsEmpty && Needs.IsEmpty)
        {
            return;
        }

        foreach (var set in ExactlyOne)
        {
            if (!isSpared && !Stands(set, written))
            {
                scope.Reject(Codes.MissingKey, Owner(place, path, scope), path, $"one of {string.Join(", ", set)} is missing");
            }

            CheckAlone(set, written, path, scope);
        }

        foreach (var set in AtMostOne)
        {
            CheckAlone(set, written, path, scope);
        }

        foreach (var (key, others) in Excludes)
        {
            if (!written.Stands(key))
            {
                continue;
            }

            foreach (var other in others)
            {
                if (written.Stands(other, out var at))
                {
                    scope.Reject(Codes.Exclusive, at, Under(path, other), $"means nothing beside \"{key}\"; take one of them out");
                }
            }
        }

        foreach (var (key, needs) in Needs)
        {
            if (written.Stands(key, out var at) && !written.Stands(needs))
            {
                scope.Reject(Codes.MissingKey, at, Under(path, key), $"makes sense only beside \"{needs}\"");
            }
        }
    }

    // What is missing is told at the key that the group stands under.
    private static Place Owner(Place place, string path, ReadingScope scope) => path.Length == 0 ? place : scope.PlaceOf(path);

    private static bool Stands(ImmutableArray<string> set, GroupItems written)
    {
        foreach (var name in set)
        {
            if (written.Stands(name))
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckAlone(ImmutableArray<string> set, GroupItems written, string path, ReadingScope scope)
    {
        var count = 0;
        foreach (var name in set)
        {
            count += written.Stands(name) ? 1 : 0;
        }

        if (count < 2)
        {
            return;
        }

        var found = set.Where(written.Stands).OrderBy(name => PlaceOf(name).Line).ThenBy(name => PlaceOf(name).Column).ToList();
        for (var i = 1; i < found.Count; i++)
        {
            scope.Reject(Codes.Exclusive, PlaceOf(found[i]), Under(path, found[i]), $"cannot stand beside \"{found[0]}\"; use one of {string.Join(", ", set)}");
        }

        Place PlaceOf(string name) => written.Stands(name, out var place) ? place : default;
    }

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Quoted(string text) => $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\"";

    public override JsonObject Schema() => new() { ["$ref"] = $"#/definitions/{name}" };

    /// <summary>The definition that <see cref="Schema"/> refers to.</summary>
    public JsonObject Definition()
    {
        var properties = new JsonObject(Keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)key.Schema())));
        var schema = new JsonObject { ["type"] = "object", ["description"] = description, ["properties"] = properties, ["additionalProperties"] = false };
        var required = Keys.Where(key => key.Required).Select(key => (JsonNode)key.Name).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        var all = new JsonArray();
        foreach (var set in ExactlyOne)
        {
            all.Add(new JsonObject { ["oneOf"] = new JsonArray([.. set.Select(Needed), .. Spared(set)]) });
        }

        foreach (var set in AtMostOne)
        {
            var none = new JsonObject { ["not"] = new JsonObject { ["anyOf"] = new JsonArray([.. set.Select(Needed)]) } };
            all.Add(new JsonObject { ["oneOf"] = new JsonArray([.. set.Select(Needed), none]) });
        }

        if (all.Count > 0)
        {
            schema["allOf"] = all;
        }

        var dependencies = new JsonObject(Needs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonArray(pair.Needs))));
        foreach (var (key, others) in Excludes)
        {
            dependencies[key] = new JsonObject { ["not"] = new JsonObject { ["anyOf"] = new JsonArray([.. others.Select(Needed)]) } };
        }

        if (dependencies.Count > 0)
        {
            schema["dependencies"] = dependencies;
        }

        return schema;
    }

    private IEnumerable<JsonNode> Spared(ImmutableArray<string> set) => Spares is not { } spares ? [] :
    [
        new JsonObject
        {
            ["properties"] = new JsonObject { [spares.Key] = new JsonObject { ["enum"] = new JsonArray(spares.Value) } },
            ["required"] = new JsonArray(spares.Key),
            ["not"] = new JsonObject { ["anyOf"] = new JsonArray([.. set.Select(Needed)]) },
        },
    ];

    private static JsonNode Needed(string key) => new JsonObject { ["required"] = new JsonArray(key) };
}
