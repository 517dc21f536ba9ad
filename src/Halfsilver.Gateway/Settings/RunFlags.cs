using System.Collections.Immutable;

namespace Halfsilver.Gateway.Settings;

/// <summary>What the flags of <c>run</c> say over any file. Null where a flag was not given.</summary>
internal sealed record RunFlags
{
    /// <summary><c>--listen</c>: <c>ADDR</c>, or <c>NAME=ADDR</c> where the plan has several entry points.</summary>
    public string? Listen { get; init; }

    /// <summary><c>--admin</c>.</summary>
    public string? Admin { get; init; }

    /// <summary><c>--resolve HOST:PORT=ADDR</c>, each.</summary>
    public ImmutableArray<string> Resolve { get; init; } = [];

    /// <summary><c>--log-format</c>.</summary>
    public string? LogFormat { get; init; }

    /// <summary><c>--log-level</c>.</summary>
    public string? LogLevel { get; init; }
}
