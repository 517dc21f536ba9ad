using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Lays out a tree as YAML: small maps and lists on one line, others a line an entry, a blank line between what is long.</summary>
internal sealed class YamlText
{
    private const int Width = 110;
    private const int MostOnALine = 8;
    private const int MostKeysOnALine = 5;
    private const int DeepestOnALine = 2;

    // A parser gives up a key without its colon after 1,024 characters, unless it is told that one begins.
    private const int LongestPlainKey = 512;

    // Things that people name stand on lines of their own.
    private static readonly FrozenSet<string> Named = FrozenSet.ToFrozenSet(["services", "routes", "entryPoints", "mirrors", "calls"], StringComparer.Ordinal);
    private static readonly FrozenSet<string> Spaced = FrozenSet.ToFrozenSet(["services", "routes"], StringComparer.Ordinal);

    private readonly StringBuilder _text = new();

    /// <summary>The tree as YAML, ending with a line break.</summary>
    public static string Of(JsonObject file)
    {
        var writer = new YamlText();
        writer.Entries(file, 0, spaced: true);
        return writer._text.ToString();
    }

    /// <summary>A value on one line, however long.</summary>
    public static string Line(JsonNode? node) => node switch
    {
        JsonObject { Count: 0 } => "{}",
        JsonObject map => $"{{ {string.Join(", ", map.Select(entry => $"{YamlScalar.Of(entry.Key)}: {Line(entry.Value)}"))} }}",
        JsonArray { Count: 0 } => "[]",
        JsonArray list => $"[ {string.Join(", ", list.Select(Line))} ]",
        null => "null",
        _ when node.GetValueKind() == JsonValueKind.String => YamlScalar.Of(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private void Entries(JsonObject map, int indent, bool spaced)
    {
        var wasLong = false;
        var isFirst = true;
        foreach (var (key, value) in map)
        {
            var before = _text.Length;
            Indent(indent);
            Entry(key, value!, indent);
            var isLong = _text.ToString(before, _text.Length - before - 1).Contains('\n', StringComparison.Ordinal);
            if (spaced && !isFirst && (isLong || wasLong))
            {
                _text.Insert(before, '\n');
            }

            (wasLong, isFirst) = (isLong, false);
        }
    }

    private void Entry(string key, JsonNode value, int indent)
    {
        var written = YamlScalar.Of(key);
        if (written.Length > LongestPlainKey)
        {
            _text.Append("? ").Append(written).Append('\n');
            Indent(indent);
            _text.Append(':');
        }
        else
        {
            _text.Append(written).Append(':');
        }

        if (YamlScalar.Block(value, indent + 2) is { } block)
        {
            _text.Append(' ').Append(block);
        }
        else if (IsShort(value, indent + Math.Min(written.Length, LongestPlainKey) + 2, key))
        {
            _text.Append(' ').Append(Line(value)).Append('\n');
        }
        else if (value is JsonObject map)
        {
            _text.Append('\n');
            Entries(map, indent + 2, Spaced.Contains(key) && indent == 0);
        }
        else
        {
            _text.Append('\n');
            Items((JsonArray)value, indent + 2);
        }
    }

    private void Items(JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            Indent(indent);
            _text.Append('-');
            if (YamlScalar.Block(item!, indent + 2) is { } block)
            {
                _text.Append(' ').Append(block);
            }
            else if (IsShort(item!, indent + 2, key: null))
            {
                _text.Append(' ').Append(Line(item)).Append('\n');
            }
            else if (item is JsonObject map)
            {
                // The first entry stands behind the dash.
                var from = _text.Length;
                Entries(map, indent + 2, spaced: false);
                _text.Remove(from, indent + 1);
            }
            else
            {
                _text.Append('\n');
                Items((JsonArray)item!, indent + 2);
            }
        }
    }

    private void Indent(int columns) => _text.Append(' ', columns);

    private static bool IsShort(JsonNode node, int column, string? key)
    {
        if (node is JsonValue || node is JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            return true;
        }

        return (node is not JsonObject || key is null || !Named.Contains(key)) && Depth(node) <= DeepestOnALine && Values(node) <= MostOnALine && !HoldsLines(node)
            && column + Line(node).Length <= Width;
    }

    private static int Depth(JsonNode? node) => node switch
    {
        JsonObject map => map.Count > MostKeysOnALine ? int.MaxValue / 2 : 1 + map.Select(entry => Depth(entry.Value)).DefaultIfEmpty().Max(),
        JsonArray list => 1 + list.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static int Values(JsonNode? node) => node switch
    {
        JsonObject map => map.Sum(entry => Values(entry.Value)),
        JsonArray list => list.Sum(Values),
        _ => 1,
    };

    // What can stand as lines of its own should.
    private static bool HoldsLines(JsonNode? node) => node switch
    {
        JsonObject map => map.Any(entry => HoldsLines(entry.Value)),
        JsonArray list => list.Any(HoldsLines),
        _ => YamlScalar.Block(node!, 0) is not null,
    };
}
