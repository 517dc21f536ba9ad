using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Binds changes to a request.</summary>
internal static class RewriteBinder
{
    /// <summary>A rewrite from the groups of its path, its query and its fields.</summary>
    public static Rewrite Bind(MapItem? path, MapItem? query, MapItem? headers, HostRewrite? host) => new()
    {
        StripPrefix = path?.Text("stripPrefix"),
        AddPrefix = path?.Text("addPrefix"),
        ReplacePrefix = path?.Map("replacePrefix")?.Entries is { Count: 1 } replacement
            ? replacement.Select(entry => new PrefixReplacement(entry.Key, Text(entry.Value))).Single()
            : null,
        PrefixIsText = path?.Value("prefixIsText", false) ?? false,
        ReplaceRegex = path?.Map("replaceRegex") is { } regex ? new RegexReplacement(regex.Text("pattern") ?? "", regex.Text("replacement") ?? "") : null,
        ReplacePath = path?.Text("replacePath"),
        Template = path?.Text("template"),
        Target = path?.Text("target"),
        Query = query is null ? null : new QueryChanges
        {
            Set = Fields(query.Map("set")),
            Add = Fields(query.Map("add")),
            Remove = [.. query.List("remove").Select(Text)],
            Pass = Names(query, "pass"),
        },
        PassFields = headers is null ? null : Names(headers, "pass"),
        SetFields = Fields(headers?.Map("set")),
        AddFields = Fields(headers?.Map("add")),
        RemoveFields = [.. (headers?.List("remove") ?? []).Select(Text)],
        Host = host,
    };

    /// <summary>The Host that a group asks for; null where it leaves it open.</summary>
    public static HostRewrite? Host(MapItem? group) => group?.Text("host") switch
    {
        null => group?.Map("host")?.Text("literal") is { } text ? new HostRewrite(HostKind.Literal, text) : null,
        "preserve" => HostRewrite.Preserve,
        "service" => HostRewrite.Service,
        var literal => new HostRewrite(HostKind.Literal, literal),
    };

    /// <summary>Fields by name, in the order of the file.</summary>
    public static ImmutableArray<Field> Fields(MapItem? map) =>
        [.. (map?.Entries ?? ImmutableDictionary<string, Item>.Empty).SelectMany(
            entry => entry.Value is ListItem list
                ? list.Items.Select(item => new Field(entry.Key, Text(item)))
                : [new Field(entry.Key, Text(entry.Value))])];

    /// <summary>Names under a key. An empty list lets nothing through, none at all lets everything.</summary>
    public static ImmutableArray<string>? Names(MapItem group, string key) =>
        group.Entries.ContainsKey(key) ? [.. group.List(key).Select(Text)] : null;

    private static string Text(Item item) => (string)((ValueItem)item).Value;
}
