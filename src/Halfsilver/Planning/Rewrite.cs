using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>
/// Changes to a request before it is sent on. Nothing set means the client's bytes go on as they came, and what a change does not touch
/// stays as it came. The path's changes are made in the order in which they stand here.
/// </summary>
public sealed record Rewrite
{
    /// <summary>No change.</summary>
    public static Rewrite None { get; } = new();

    /// <summary>Prefix taken off the path, at a segment's end; null means none.</summary>
    public string? StripPrefix { get; init; }

    /// <summary>Prefix replaced by another, at a segment's end; null means none.</summary>
    public PrefixReplacement? ReplacePrefix { get; init; }

    /// <summary>
    /// Whether both prefixes are a mere text, taken off inside a segment too, with a slash put behind what stands in their place: without
    /// <c>/a</c>, <c>/ab</c> is <c>/b</c>. Default false.
    /// </summary>
    public bool PrefixIsText { get; init; }

    /// <summary>Every match of an expression in the path, replaced; null means none.</summary>
    public RegexReplacement? ReplaceRegex { get; init; }

    /// <summary>Whole path that stands in place of the client's; null means none.</summary>
    public string? ReplacePath { get; init; }

    /// <summary>
    /// Whole path with parameters of the route's template, as <c>/v2/orders/{id}</c>, filled with what the client's path has in their
    /// place; null means none.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>
    /// Whole path, with or without a query, in which <c>{name}</c> stands anywhere for what the client's path has in place of that parameter of
    /// the route's template, as <c>/v2/order-{id}?lang=en</c>. The client's query follows its own. Null means none.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Prefix put before the path, after the other changes; null means none.</summary>
    public string? AddPrefix { get; init; }

    /// <summary>Changes to the query; null means none.</summary>
    public QueryChanges? Query { get; init; }

    /// <summary>Names of the client's fields that go on, beside what the gateway writes itself; null means all. Default all.</summary>
    public ImmutableArray<string>? PassFields { get; init; }

    /// <summary>Fields that replace all of the same name.</summary>
    public ImmutableArray<Field> SetFields { get; init; } = [];

    /// <summary>Fields added after those that came.</summary>
    public ImmutableArray<Field> AddFields { get; init; } = [];

    /// <summary>Names of fields that are taken out.</summary>
    public ImmutableArray<string> RemoveFields { get; init; } = [];

    /// <summary>The Host that is sent; null leaves it to the service.</summary>
    public HostRewrite? Host { get; init; }
}

/// <summary>A prefix and what stands in its place.</summary>
public readonly record struct PrefixReplacement(string From, string To);

/// <summary>An expression and what stands in place of each match. The path is matched as it came, without query.</summary>
/// <param name="Pattern">In RE2's syntax; runs in linear time.</param>
/// <param name="Replacement">Text in which <c>$1</c>, <c>${1}</c> and <c>${name}</c> stand for groups and <c>$$</c> for a dollar sign.</param>
public sealed record RegexReplacement(string Pattern, string Replacement);

/// <summary>Changes to a query: parameters are taken out, then set, then added. The others stay as they came, and in their places.</summary>
public sealed record QueryChanges
{
    /// <summary>Parameters that replace all of the same name, in the place of the first; without one, at the end.</summary>
    public ImmutableArray<Field> Set { get; init; } = [];

    /// <summary>Parameters put at the end.</summary>
    public ImmutableArray<Field> Add { get; init; } = [];

    /// <summary>Names of parameters that are taken out.</summary>
    public ImmutableArray<string> Remove { get; init; } = [];

    /// <summary>Names of the client's parameters that go on; null means all. Default all.</summary>
    public ImmutableArray<string>? Pass { get; init; }
}

/// <summary>Which Host an upstream sees.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Literal">The value when <paramref name="Kind"/> is <see cref="HostKind.Literal"/>.</param>
public sealed record HostRewrite(HostKind Kind, string? Literal = null)
{
    /// <summary>The client's own Host.</summary>
    public static HostRewrite Preserve { get; } = new(HostKind.Preserve);

    /// <summary>Host and port of the endpoint that is dialled, as the service names them.</summary>
    public static HostRewrite Service { get; } = new(HostKind.Service);
}

/// <summary>Where a Host comes from.</summary>
public enum HostKind
{
    /// <summary>From the client.</summary>
    Preserve,

    /// <summary>From the service's endpoint.</summary>
    Service,

    /// <summary>From the configuration.</summary>
    Literal,
}
