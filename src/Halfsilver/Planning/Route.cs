using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Which requests go where, and who gets a copy.</summary>
public sealed record Route
{
    /// <summary>Unique name; a label in metrics, logs and pages.</summary>
    public required string Name { get; init; }

    /// <summary>What a request must look like.</summary>
    public required Rule Rule { get; init; }

    /// <summary>Higher is tried first. Null: by specificity (exact before prefix, longer before shorter).</summary>
    public int? Priority { get; init; }

    /// <summary>Entry points that serve this route; empty means all.</summary>
    public ImmutableArray<string> EntryPoints { get; init; } = [];

    /// <summary>Who answers.</summary>
    public required RouteAction Action { get; init; }

    /// <summary>Copies of this route's requests: a <see cref="MirroringService"/> around the action, written where people expect it.</summary>
    public ImmutableArray<Mirror> Mirrors { get; init; } = [];

    /// <summary>Changes to what the primary (and the copies, before their own changes) receive.</summary>
    public Rewrite Rewrite { get; init; } = Rewrite.None;

    /// <summary>From the end of the request to the last byte of the answer's head. Null: the service's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Largest request body in bytes; null means no limit. One byte more is answered with 413.</summary>
    public long? MaxBodyBytes { get; init; }
}

/// <summary>What a route does with a request.</summary>
public abstract record RouteAction;

/// <summary>Forward to a service.</summary>
public sealed record ForwardAction(ServiceRef To) : RouteAction;

/// <summary>Forward to one of several services, by weight.</summary>
public sealed record SplitAction(ImmutableArray<WeightedRef> To) : RouteAction;

/// <summary>Answer with a redirect. Parts that are null stay as the client sent them.</summary>
public sealed record RedirectAction : RouteAction
{
    /// <summary>301, 302, 303, 307 or 308. Default 302.</summary>
    public int Status { get; init; } = 302;

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary>Host without a port.</summary>
    public string? Host { get; init; }

    /// <summary>Port; left out of the address when it is the scheme's own.</summary>
    public int? Port { get; init; }

    /// <summary>Whole path that replaces the request's.</summary>
    public string? Path { get; init; }

    /// <summary>Prefix that replaces the prefix the rule matched.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>Whether the query is dropped.</summary>
    public bool DropQuery { get; init; }
}

/// <summary>Answer from the gateway itself.</summary>
public sealed record DirectAction : RouteAction
{
    /// <summary>200 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>Body as UTF-8 text.</summary>
    public string Body { get; init; } = "";

    /// <summary>Fields of the answer.</summary>
    public ImmutableArray<Field> Fields { get; init; } = [];
}

/// <summary>Answer with the metrics page of the admin side. Whoever reaches the route reads it.</summary>
public sealed record MetricsAction : RouteAction;

/// <summary>A field by name and value.</summary>
public readonly record struct Field(string Name, string Value);
