namespace Halfsilver.Planning;

/// <summary>An address that clients connect to, with the limits of their connections.</summary>
public sealed record EntryPoint
{
    /// <summary>The entry point of a plan that names none.</summary>
    public static EntryPoint Default { get; } = new() { Name = "web", Listen = ":8000" };

    /// <summary>Name that routes refer to.</summary>
    public required string Name { get; init; }

    /// <summary><c>host:port</c>; an empty host listens on every address, port 0 takes a free one.</summary>
    public required string Listen { get; init; }

    /// <summary>Whether dot segments, backslashes and <c>%00</c> in a path are refused (the default) or forwarded as they are.</summary>
    public PathPolicy Paths { get; init; } = PathPolicy.Strict;

    /// <summary>TLS; null, the default, for clear text.</summary>
    public ListenTls? Tls { get; init; }

    /// <summary>Limits of one connection.</summary>
    public ConnectionLimits Limits { get; init; } = new();
}

/// <summary>What an entry point does with paths that two parsers could read differently.</summary>
public enum PathPolicy
{
    /// <summary>Dot segments (plain or encoded), backslashes and <c>%00</c> are answered with 400.</summary>
    Strict,

    /// <summary>Everything is matched and forwarded as it came.</summary>
    AsIs,
}
