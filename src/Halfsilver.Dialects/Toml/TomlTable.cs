using System.Collections.Immutable;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Toml;

/// <summary>A key as written.</summary>
internal readonly record struct TomlKey(string Name, Place Place);

/// <summary>A table while it is read: what may still be added to it depends on how it came about.</summary>
internal sealed class TomlTable(Place place)
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    private readonly List<TomlKey> _keys = [];

    /// <summary>Whether a header or a value made it; then no header makes it again.</summary>
    public bool IsDefined { get; set; }

    /// <summary>Whether dotted keys made it; then no header reaches into it.</summary>
    public bool IsDotted { get; set; }

    /// <summary>Whether it stands in braces, complete as it is.</summary>
    public bool IsInline { get; init; }

    /// <summary>The table that a header reaches through: there, or made on the way.</summary>
    public TomlTable Open(TomlKey key, Place at)
    {
        switch (_values.GetValueOrDefault(key.Name))
        {
            case null:
                return Add(key, new TomlTable(at));
            case TomlTable { IsInline: false } table:
                return table;
            case List<TomlTable> tables:
                return tables[^1];
            case TomlTable:
                throw Taken(key, "stands in braces and is complete");
            default:
                throw Taken(key, "is a value, not a table");
        }
    }

    /// <summary>The table that a header makes.</summary>
    public TomlTable Define(TomlKey key, Place at)
    {
        switch (_values.GetValueOrDefault(key.Name))
        {
            case null:
                return Add(key, new TomlTable(at) { IsDefined = true });
            case TomlTable { IsDefined: false, IsDotted: false, IsInline: false } table:
                table.IsDefined = true;
                return table;
            case TomlTable { IsInline: true }:
                throw Taken(key, "stands in braces and is complete");
            case TomlTable:
                throw Taken(key, "is a table already");
            case List<TomlTable>:
                throw Taken(key, "is a list of tables; write it in two brackets");
            default:
                throw Taken(key, "is a value, not a table");
        }
    }

    /// <summary>The table that a header in two brackets adds to a list.</summary>
    public TomlTable Append(TomlKey key, Place at)
    {
        var table = new TomlTable(at) { IsDefined = true };
        switch (_values.GetValueOrDefault(key.Name))
        {
            case null:
                _values[key.Name] = new List<TomlTable> { table };
                _keys.Add(key);
                return table;
            case List<TomlTable> tables:
                tables.Add(table);
                return table;
            case Node:
                throw Taken(key, "is a value that is complete");
            default:
                throw Taken(key, "is a table, not a list of tables");
        }
    }

    /// <summary>Gives a key, dotted or not, its value.</summary>
    public void Set(IReadOnlyList<TomlKey> names, object value)
    {
        var table = this;
        for (var i = 0; i < names.Count - 1; i++)
        {
            table = table.Dotted(names[i]);
        }

        if (table._values.ContainsKey(names[^1].Name))
        {
            throw Taken(names[^1], "stands twice; keep one");
        }

        table._values[names[^1].Name] = value;
        table._keys.Add(names[^1]);
    }

    /// <summary>The table and all in it as nodes.</summary>
    public MapNode ToNode()
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<ScalarNode, Node>>(_keys.Count);
        foreach (var key in _keys)
        {
            entries.Add(new(new ScalarNode(key.Name, plain: false, key.Place), _values[key.Name] switch
            {
                TomlTable table => table.ToNode(),
                List<TomlTable> tables => new ListNode([.. tables.Select(table => table.ToNode())], key.Place),
                var node => (Node)node,
            }));
        }

        return new MapNode(entries.ToImmutable(), place);
    }

    private TomlTable Dotted(TomlKey key) => _values.GetValueOrDefault(key.Name) switch
    {
        null => Add(key, new TomlTable(key.Place) { IsDotted = true }),
        TomlTable { IsInline: false, IsDefined: false, IsDotted: true } table => table,
        TomlTable { IsInline: true } => throw Taken(key, "stands in braces and is complete"),
        TomlTable => throw Taken(key, "is a table of its own; add to it under its own header"),
        List<TomlTable> => throw Taken(key, "is a list of tables"),
        _ => throw Taken(key, "is a value, not a table"),
    };

    private TomlTable Add(TomlKey key, TomlTable table)
    {
        _values[key.Name] = table;
        _keys.Add(key);
        return table;
    }

    private static TomlFaultException Taken(TomlKey key, string why) =>
        new(Codes.DuplicateKey, key.Place, $"\"{(key.Name.Length > 80 ? key.Name[..80] + "…" : key.Name)}\" {why}");
}
