using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>A router as either form writes it.</summary>
internal sealed record RouterSource
{
    /// <summary>The name that its routes get.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required Item At { get; init; }

    /// <summary>The rule, a text.</summary>
    public required ValueItem Rule { get; init; }

    /// <summary>Whether the rule is in the syntax of version 2; null where the router does not say.</summary>
    public bool? Older { get; init; }

    /// <summary>The priority; 0 is the rule's length.</summary>
    public long Priority { get; init; }

    /// <summary>The entry points that it names; none for all.</summary>
    public ImmutableArray<ValueItem> EntryPoints { get; init; } = [];

    /// <summary>Its middlewares, in their order.</summary>
    public ImmutableArray<Reference> Middlewares { get; init; } = [];

    /// <summary>Whether it takes requests over TLS, and only those.</summary>
    public bool Tls { get; init; }

    /// <summary>Finds who answers; null after saying why nobody does.</summary>
    public required Func<RouteAction?> Target { get; init; }
}
