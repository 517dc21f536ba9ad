using System.Collections.Immutable;
using System.Runtime.InteropServices;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Halfsilver.Dialects.Yaml;

/// <summary>
/// Reads one YAML (or JSON) document into nodes with places. Bounded in size, depth and nodes with aliases written out;
/// tags and doubled keys are refused.
/// </summary>
internal sealed class TreeReader
{
    /// <summary>Characters of a file: 8 Mi.</summary>
    internal const int MostCharacters = 8 * 1024 * 1024;

    /// <summary>Nodes of a document, aliases written out.</summary>
    internal const int MostNodes = 200_000;

    /// <summary>Levels of a document.</summary>
    internal const int MostDepth = 64;

    private readonly NoticeList? _notices;
    private readonly Parser _parser;
    private readonly int _file;
    private readonly int _linesBefore;
    private readonly Dictionary<string, Node> _anchors = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<ScalarNode, Node>> _entries = [];
    private readonly List<Node> _items = [];
    private int _nodes;

    private TreeReader(string text, NoticeList? notices, int file, int linesBefore = 0)
    {
        (_notices, _file, _linesBefore) = (notices, file, linesBefore);
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The document's root, or null after saying why there is none.</summary>
    public static Node? Read(string text, NoticeList notices, int file = 0) =>
        JsonTree.Read(text, file) ?? ReadYaml(text, notices, file);

    /// <summary>The roots of all documents; empty ones are left out. None after saying what is wrong with the text.</summary>
    public static IReadOnlyList<Node> ReadAll(string text, NoticeList notices, int file = 0) =>
        JsonTree.Read(text, file) is { } root ? [root] : DocumentParts.Read(text, file) ?? ReadAllYaml(text, notices, file);

    /// <summary>The same as one part, without the short way for JSON.</summary>
    internal static IReadOnlyList<Node> ReadAllYaml(string text, NoticeList notices, int file = 0) =>
        Read(text, notices, file, reader => reader.Documents() is { Count: > 0 } roots ? roots : throw reader.Stop(Codes.Syntax, reader.Start, "the file is empty")) ?? [];

    /// <summary>The roots of some of a text's documents, and how many nodes they have; null where something is wrong with them.</summary>
    internal static (IReadOnlyList<Node> Roots, int Nodes)? ReadPart(string text, int linesBefore, int file)
    {
        var reader = new TreeReader(text, notices: null, file, linesBefore);
        try
        {
            return (reader.Documents(), reader._nodes);
        }
        catch (Exception fault) when (fault is YamlException or StopException)
        {
            return null;
        }
    }

    /// <summary>The same without the short way for JSON.</summary>
    internal static Node? ReadYaml(string text, NoticeList notices, int file = 0) =>
        Read(text, notices, file, reader => reader.Document());

    private static T? Read<T>(string text, NoticeList notices, int file, Func<TreeReader, T?> read)
        where T : class
    {
        if (text.Length > MostCharacters)
        {
            notices.Reject(Codes.TooLarge, Place.Start with { File = file }, "", $"the file has {text.Length} characters; at most {MostCharacters} are read");
            return null;
        }

        // The YAML reader takes it for an end, or for nothing at all.
        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            var before = text.AsSpan(0, nul);
            notices.Reject(Codes.Syntax, new Place(before.Count('\n') + 1, nul - before.LastIndexOf('\n'), 1, file), "", "this is not YAML: NUL is no character of a text");
            return null;
        }

        var reader = new TreeReader(text, notices, file);
        try
        {
            return read(reader);
        }
        catch (YamlException fault)
        {
            notices.Reject(Codes.Syntax, reader.At(fault.Start, fault.End), "", $"this is not YAML: {Sentence(fault.Message)}");
        }
        catch (StopException)
        {
            // What stopped it has been said.
        }

        return null;
    }

    private static string Sentence(string message)
    {
        var text = message.Trim().TrimEnd('.');
        return text.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(text[0]) + text[1..];
    }

    private Node Document()
    {
        Next();
        Next();
        if (_parser.Current is not DocumentStart)
        {
            throw Stop(Codes.Syntax, Start, "the file is empty");
        }

        Next();
        var root = ReadNode(1);
        Next();
        Next();
        if (_parser.Current is DocumentStart second)
        {
            throw Stop(Codes.SeveralDocuments, At(second.Start, second.End), "a second document begins here; one file holds one document");
        }

        return root;
    }

    private List<Node> Documents()
    {
        var roots = new List<Node>();
        Next();
        for (Next(); _parser.Current is DocumentStart; Next())
        {
            Next();
            var root = ReadNode(1);
            if (root is not ScalarNode scalar || !CoreScalar.IsNull(scalar))
            {
                roots.Add(root);
            }

            _anchors.Clear();
            Next();
        }

        return roots;
    }

    private Node ReadNode(int depth)
    {
        if (depth > MostDepth)
        {
            throw Stop(Codes.TooLarge, Here(), $"more than {MostDepth} levels");
        }

        if (_parser.Current is AnchorAlias alias)
        {
            return Aliased(alias, depth);
        }

        Count(1);
        if (_parser.Current is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            throw Stop(Codes.Tag, At(tagged.Start, tagged.End), "tags are not read here; the type of a value follows from its key");
        }

        var anchor = (_parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        Node node = _parser.Current switch
        {
            Scalar scalar => new ScalarNode(scalar.Value, scalar.Style == ScalarStyle.Plain, At(scalar.Start, scalar.End)),
            SequenceStart start => ReadList(start, depth),
            MappingStart start => ReadMap(start, depth),
            _ => throw Stop(Codes.Syntax, Here(), "a value is missing here"),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        return node;
    }

    private Node Aliased(AnchorAlias alias, int depth)
    {
        var place = At(alias.Start, alias.End);
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            throw Stop(Codes.Anchor, place, $"no anchor named \"{alias.Value.Value}\" ends before this alias");
        }

        Count(node.Size);
        return depth + node.Depth - 1 <= MostDepth ? node : throw Stop(Codes.TooLarge, place, $"with this alias more than {MostDepth} levels");
    }

    private ListNode ReadList(SequenceStart start, int depth)
    {
        var first = _items.Count;
        for (Next(); _parser.Current is not SequenceEnd; Next())
        {
            _items.Add(ReadNode(depth + 1));
        }

        return new ListNode(Cut(_items, first), At(start.Start, start.End));
    }

    private MapNode ReadMap(MappingStart start, int depth)
    {
        var first = _entries.Count;
        HashSet<string>? names = null;
        for (Next(); _parser.Current is not MappingEnd; Next())
        {
            var place = Here();
            if (ReadNode(depth + 1) is not ScalarNode key)
            {
                throw Stop(Codes.BadName, place, "a key is a single value, not a list or a map");
            }

            Next();
            var value = ReadNode(depth + 1);
            if (IsNew(key.Text, CollectionsMarshal.AsSpan(_entries)[first..], ref names))
            {
                _entries.Add(new(key, value));
            }
            else
            {
                Reject(Codes.DuplicateKey, key.Place, $"\"{key.Text}\" stands twice in this map; keep one");
            }
        }

        return new MapNode(Cut(_entries, first), At(start.Start, start.End));
    }

    // What was gathered since a count, taken off the end: one list serves all levels, and every part is copied once, at its own length.
    internal static ImmutableArray<T> Cut<T>(List<T> gathered, int first)
    {
        var part = CollectionsMarshal.AsSpan(gathered)[first..].ToArray();
        gathered.RemoveRange(first, part.Length);
        return ImmutableCollectionsMarshal.AsImmutableArray(part);
    }

    // Most maps are small: their keys are compared one by one, without a set.
    internal static bool IsNew(string name, ReadOnlySpan<KeyValuePair<ScalarNode, Node>> entries, ref HashSet<string>? names)
    {
        const int Few = 8;
        if (names is null && entries.Length >= Few)
        {
            names = new HashSet<string>(entries.Length * 2, StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                names.Add(entry.Key.Text);
            }
        }

        if (names is not null)
        {
            return names.Add(name);
        }

        foreach (var entry in entries)
        {
            if (entry.Key.Text == name)
            {
                return false;
            }
        }

        return true;
    }

    private void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > MostNodes)
        {
            throw Stop(Codes.TooLarge, Here(), $"more than {MostNodes} values, aliases written out");
        }
    }

    private void Next()
    {
        var before = _parser.Current;
        try
        {
            _parser.MoveNext();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // The scanner has no message of its own for some broken texts; what it read last is the best place there is.
            var place = before is null ? Start : At(before.End, before.End);
            throw Stop(Codes.Syntax, place, "this is not YAML: something behind this place cannot be read");
        }
    }

    private Place Start => Place.Start with { File = _file };

    private Place Here() => _parser.Current is { } current ? At(current.Start, current.End) : Start;

    private Place At(Mark start, Mark end)
    {
        var length = start.Line == end.Line ? end.Column - start.Column : int.MaxValue;
        // A later part begins with its mark, so that nothing stands there: what has no text of its own is placed where the whole was before.
        if (start.Index == 0 && _linesBefore > 0)
        {
            throw new StopException();
        }

        return new Place((int)start.Line + _linesBefore, (int)start.Column, (int)Math.Max(length, 1), _file);
    }

    private StopException Stop(string code, Place place, string message)
    {
        Reject(code, place, message);
        return new StopException();
    }

    // Who reads a part hears only that something is wrong.
    private void Reject(string code, Place place, string message) => (_notices ?? throw new StopException()).Reject(code, place, "", message);

    /// <summary>Reading cannot go on; the notice says why.</summary>
    private sealed class StopException : Exception;
}
