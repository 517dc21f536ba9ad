using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>How a plan is put into keys.</summary>
/// <param name="Defaults">Whether keys stand there that say no more than their default.</param>
/// <param name="Short">Whether short forms are taken where they say the same, as <c>service</c> for one of <c>destinations</c>.</param>
internal readonly record struct WritingStyle(bool Defaults, bool Short);

/// <summary>Makes one map of keys. What is null, and what only says its default, is left out unless the style wants it.</summary>
internal sealed class KeyWriter(WritingStyle style)
{
    public WritingStyle Style => style;

    public JsonObject Map { get; } = [];

    public void Put(string key, JsonNode? value)
    {
        if (value is not null)
        {
            Map[key] = value;
        }
    }

    public void Text(string key, string? value, string? usual = null)
    {
        if (value is not null && (style.Defaults || usual is null || !string.Equals(value, usual, StringComparison.Ordinal)))
        {
            Map[key] = value;
        }
    }

    public void Flag(string key, bool value, bool usual)
    {
        if (style.Defaults || value != usual)
        {
            Map[key] = value;
        }
    }

    public void Number(string key, long? value, long? usual = null)
    {
        if (value is { } number && (style.Defaults || number != usual))
        {
            Map[key] = number;
        }
    }

    /// <summary>A number, or <c>unlimited</c> for null, which is the default.</summary>
    public void Limit(string key, long? value) => Unlimited(key, value is { } number ? (JsonNode)number : null);

    /// <summary>A size, or <c>unlimited</c> for null, which is the default.</summary>
    public void Bound(string key, long? bytes) => Unlimited(key, bytes is { } size ? NumberOrText(Notation.Size(size)) : null);

    public void Size(string key, long bytes, long usual) => Put(key, bytes != usual || style.Defaults ? NumberOrText(Notation.Size(bytes)) : null);

    public void Statuses(string key, IEnumerable<StatusRange> ranges) => List(key, ranges.Select(range => NumberOrText(range.ToString())));

    // A plan counts in whole milliseconds, never early.
    public void Time(string key, TimeSpan? time, TimeSpan? usual = null) =>
        Text(key, time is { } some ? Notation.Text(TimeSpan.FromMilliseconds(Math.Ceiling(some.TotalMilliseconds))) : null, usual is { } other ? Notation.Text(other) : null);

    /// <summary>A share of a whole, as a percentage.</summary>
    public void Percent(string key, Share share) => Map[key] = decimal.Parse(share.ToString().TrimEnd('%'), CultureInfo.InvariantCulture);

    /// <summary>A list; none where it is empty.</summary>
    public void List(string key, IEnumerable<JsonNode> items)
    {
        JsonArray list = [.. items];
        if (list.Count > 0)
        {
            Map[key] = list;
        }
    }

    public void Texts(string key, IEnumerable<string> texts) => List(key, texts.Select(text => (JsonNode)text));

    /// <summary>A list that means something where it is empty, and is absent for null.</summary>
    public void Names(string key, ImmutableArray<string>? names)
    {
        if (names is { } some)
        {
            Map[key] = new JsonArray([.. some.Select(name => (JsonNode)name)]);
        }
    }

    /// <summary>A map inside this one; left out where it stays empty.</summary>
    public void Group(string key, Action<KeyWriter> write)
    {
        var inner = new KeyWriter(style);
        write(inner);
        if (inner.Map.Count > 0)
        {
            Map[key] = inner.Map;
        }
    }

    /// <summary>A map inside this one that means something where it is empty; absent where its source is.</summary>
    public void Whole<T>(string key, T? source, Action<KeyWriter, T> write)
        where T : class
    {
        if (source is not null)
        {
            Map[key] = Of(style, source, write);
        }
    }

    /// <summary>Maps by name; left out where there are none, unless the key is needed.</summary>
    public void Named<T>(string key, IEnumerable<T> items, Func<T, string> name, Action<KeyWriter, T> write, bool needed = false)
    {
        var map = new JsonObject();
        foreach (var item in items)
        {
            map[name(item)] = Of(style, item, write);
        }

        if (map.Count > 0 || needed)
        {
            Map[key] = map;
        }
    }

    /// <summary>Fields by name, those of one name together; a list where it has several values.</summary>
    public void Fields(string key, ImmutableArray<Field> fields)
    {
        var map = new JsonObject();
        foreach (var group in fields.GroupBy(field => field.Name, StringComparer.Ordinal))
        {
            var values = group.Select(field => (JsonNode)field.Value).ToArray();
            map[group.Key] = values.Length == 1 ? values[0] : new JsonArray(values);
        }

        if (map.Count > 0)
        {
            Map[key] = map;
        }
    }

    /// <summary>A map made by a function.</summary>
    public static JsonObject Of<T>(WritingStyle style, T source, Action<KeyWriter, T> write)
    {
        var writer = new KeyWriter(style);
        write(writer, source);
        return writer.Map;
    }

    // What looks like a number stands without quotes where the reader takes both.
    private static JsonNode NumberOrText(string text) => text.All(char.IsAsciiDigit) ? long.Parse(text, CultureInfo.InvariantCulture) : text;

    private void Unlimited(string key, JsonNode? value)
    {
        if (value is not null || style.Defaults)
        {
            Map[key] = value ?? "unlimited";
        }
    }
}
