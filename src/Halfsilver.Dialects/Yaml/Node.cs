using System.Collections.Immutable;

namespace Halfsilver.Dialects.Yaml;

/// <summary>A part of a YAML document with its place. An alias is the very node that its anchor names.</summary>
internal abstract class Node(Place place, int size, int depth)
{
    public Place Place => place;

    /// <summary>Nodes in this subtree, aliases written out.</summary>
    public int Size => size;

    /// <summary>Levels in this subtree; 1 for a scalar.</summary>
    public int Depth => depth;

    /// <summary>What it is, in a sentence.</summary>
    public abstract string Words { get; }
}

/// <summary>A single value.</summary>
/// <param name="text">Its text, escapes resolved.</param>
/// <param name="plain">Whether it stands without quotes, so that its type follows from its text.</param>
/// <param name="place">Its place.</param>
internal sealed class ScalarNode(string text, bool plain, Place place) : Node(place, 1, 1)
{
    public string Text => text;

    public bool Plain => plain;

    public override string Words => CoreScalar.IsNull(this) ? "nothing" : "a single value";
}

/// <summary>A list.</summary>
internal sealed class ListNode(ImmutableArray<Node> items, Place place)
    : Node(place, SizeOf(items), DepthOf(items))
{
    public ImmutableArray<Node> Items => items;

    public override string Words => "a list";

    private static int SizeOf(ImmutableArray<Node> items)
    {
        var size = 1;
        foreach (var item in items)
        {
            size += item.Size;
        }

        return size;
    }

    private static int DepthOf(ImmutableArray<Node> items)
    {
        var depth = 0;
        foreach (var item in items)
        {
            depth = Math.Max(depth, item.Depth);
        }

        return depth + 1;
    }
}

/// <summary>A map with scalar keys, each once.</summary>
internal sealed class MapNode(ImmutableArray<KeyValuePair<ScalarNode, Node>> entries, Place place)
    : Node(place, SizeOf(entries), DepthOf(entries))
{
    public ImmutableArray<KeyValuePair<ScalarNode, Node>> Entries => entries;

    public override string Words => "a map";

    /// <summary>What stands under a key, or null.</summary>
    public Node? Find(string key)
    {
        foreach (var entry in entries)
        {
            if (entry.Key.Text == key)
            {
                return entry.Value;
            }
        }

        return null;
    }

    private static int SizeOf(ImmutableArray<KeyValuePair<ScalarNode, Node>> entries)
    {
        var size = 1;
        foreach (var entry in entries)
        {
            size += 1 + entry.Value.Size;
        }

        return size;
    }

    private static int DepthOf(ImmutableArray<KeyValuePair<ScalarNode, Node>> entries)
    {
        var depth = 0;
        foreach (var entry in entries)
        {
            depth = Math.Max(depth, entry.Value.Depth);
        }

        return depth + 1;
    }
}
