using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>What plugins come to on one route.</summary>
internal sealed class Treatment
{
    public List<Mirror> Mirrors { get; } = [];

    /// <summary>An answer of the gateway's own; null where the service answers.</summary>
    public DirectAction? Ended { get; set; }

    public long? MaxBodyBytes { get; set; }

    /// <summary>The whole path that is sent; null for the client's.</summary>
    public string? Path { get; set; }

    public ImmutableArray<Field> SetFields { get; set; } = [];

    public ImmutableArray<Field> AddFields { get; set; } = [];

    public ImmutableArray<string> RemoveFields { get; set; } = [];

    public QueryChanges Query { get; set; } = new();
}
