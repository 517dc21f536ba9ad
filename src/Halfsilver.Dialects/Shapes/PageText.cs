using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Words of generated pages.</summary>
internal static class PageText
{
    /// <summary>What may stand at a place, with links to the groups' headings.</summary>
    public static string Kind(Shape shape) => shape switch
    {
        GroupShape group => $"[{group.Name}](#{group.Name.ToLowerInvariant()})",
        GroupReference reference => $"[{reference.Name}](#{reference.Name.ToLowerInvariant()})",
        ListShape list => $"list of {Kind(list.Inner.Single())}",
        NamedShape named when named.Inner.Single() is GroupShape => $"{named.Words}: {Kind(named.Inner.Single())}",
        AliasedShape or ForgivingShape => Kind(shape.Inner.Single()),
        NestedTextShape nested => $"{Kind(nested.Inner.Single())}, or the same as JSON in a text",
        EitherShape either => string.Join(", or ", either.Inner.Select(Kind)),
        _ => shape.Words,
    };

    /// <summary>What is read where a key is absent.</summary>
    public static string Default(Key key) =>
        key.Required ? "required"
        : key.DefaultWords ?? (key.Default is { } value ? $"`{Plain(value)}`" : "");

    /// <summary>Text inside a table, whose bars are its own.</summary>
    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>A value as a file writes it, on one line.</summary>
    public static string Plain(JsonNode value) => value switch
    {
        JsonObject map => $"{{ {string.Join(", ", map.Select(entry => $"{entry.Key}: {Plain(entry.Value!)}"))} }}",
        JsonArray list => $"[ {string.Join(", ", list.Select(item => Plain(item!)))} ]",
        JsonValue text when text.TryGetValue<string>(out var word) => word.Length == 0 || word[0] is '*' or '[' or '^' or '{' or ':' ? $"\"{word}\"" : word,
        _ => value.ToJsonString(),
    };
}
