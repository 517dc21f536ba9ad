using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Changes to a request before it is sent on. Nothing set means the client's bytes go on as they came.</summary>
public sealed record Rewrite
{
    /// <summary>No change.</summary>
    public static Rewrite None { get; } = new();

    /// <summary>Prefix taken off the path, at a segment's end; null means none.</summary>
    public string? StripPrefix { get; init; }

    /// <summary>Prefix put before the path, after stripping; null means none.</summary>
    public string? AddPrefix { get; init; }

    /// <summary>Prefix replaced by another, at a segment's end; null means none.</summary>
    public PrefixReplacement? ReplacePrefix { get; init; }

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
