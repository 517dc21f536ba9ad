using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>What of the client's request goes on to a backend: what the endpoint lets through, and of that what the backend takes.</summary>
internal static class LetThrough
{
    private const string Own = "halfsilver";

    /// <summary>Names of the client's fields; null for all.</summary>
    public static ImmutableArray<string>? Fields(MapItem endpoint, MapItem backend)
    {
        var let = Names(endpoint, "input_headers") switch
        {
            null => null,
            { IsEmpty: true } => ["Content-Type"],
            var names => names,
        };

        // A name that no field can have lets none through.
        return Narrowed(let, Names(backend, "input_headers"), StringComparer.OrdinalIgnoreCase) is { } fields ? [.. fields.Where(FieldSyntax.IsToken)] : null;
    }

    /// <summary>Names of the client's query parameters; null for all.</summary>
    public static ImmutableArray<string>? Query(MapItem endpoint, MapItem backend) =>
        Narrowed(Names(endpoint, "input_query_strings"), Names(backend, "input_query_strings"), StringComparer.Ordinal) is { } names
            ? [.. names.Where(name => name.Length > 0)]
            : null;

    /// <summary>The gateway's name, for backends that see no client's.</summary>
    public static ImmutableArray<Field> OwnFields(ImmutableArray<string>? fields) =>
        fields?.Contains("User-Agent", StringComparer.OrdinalIgnoreCase) ?? true ? [new Field("X-Forwarded-Via", Own)] : [new Field("User-Agent", Own)];

    // Null for all, which an asterisk among them is too.
    private static ImmutableArray<string>? Names(MapItem group, string key)
    {
        var names = Texts.Written(group, key);
        return names.Contains("*", StringComparer.Ordinal) ? null : names;
    }

    private static ImmutableArray<string>? Narrowed(ImmutableArray<string>? let, ImmutableArray<string>? own, StringComparer comparer) =>
        own is null or { IsEmpty: true } ? let
        : let is null ? own
        : [.. let.Value.Where(name => own.Value.Contains(name, comparer))];
}
