using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>An Ingress with its annotations.</summary>
internal sealed record IngressFile(KubernetesObject Object, MapItem Spec, MapItem Notes)
{
    public string Space => Object.Namespace;

    public bool IsCanary => Notes.Value("canary", false);
}

/// <summary>How a path is compared.</summary>
internal enum PathKind
{
    Exact,
    Prefix,
    RegexPrefix,
    Regex,
}

/// <summary>A path of an Ingress on its way to a route; canaries still change who answers.</summary>
internal sealed class IngressDraft
{
    public required IngressFile File { get; init; }

    public required string Name { get; init; }

    public required string? Host { get; init; }

    public required string Path { get; init; }

    public required PathKind Kind { get; init; }

    public required Item At { get; init; }

    /// <summary>Whether it stands for all that no rule takes.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Who answers; weights come to <see cref="Total"/>.</summary>
    public List<WeightedRef> To { get; init; } = [];

    /// <summary>What the weights come to with those of canaries.</summary>
    public int Total { get; set; } = 100;

    /// <summary>Tests beside host and path.</summary>
    public ImmutableArray<Rule> Tests { get; init; } = [];

    /// <summary>What canaries by header or cookie add.</summary>
    public Rule? Canary { get; init; }

    /// <summary>What tells paths of a host apart.</summary>
    public (string, string, PathKind) Key => (Host?.ToLowerInvariant() ?? "", Path, Kind);
}
