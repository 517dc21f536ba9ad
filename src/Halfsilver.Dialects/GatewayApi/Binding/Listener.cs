using System.Collections.Immutable;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>A listener of a Gateway that is served.</summary>
internal sealed record Listener
{
    public required string Name { get; init; }

    /// <summary>The Gateway's namespace.</summary>
    public required string Space { get; init; }

    /// <summary>The host; null for every one.</summary>
    public required string? Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The entry point's name.</summary>
    public required string Point { get; init; }

    /// <summary>Which namespaces' routes may attach: Same, All, Selector, None.</summary>
    public required string From { get; init; }

    /// <summary>Labels that those namespaces have, with Selector.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Kinds of routes that may attach; none for all.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];

    /// <summary>The hosts that a route with these has here: none of it for every host, null where they share none.</summary>
    public ImmutableArray<string>? Shared(ImmutableArray<string> hosts)
    {
        if (Host is null)
        {
            return hosts;
        }

        if (hosts.IsEmpty)
        {
            return [Host];
        }

        var shared = hosts.Select(host => Meet(Host, host)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToImmutableArray();
        return shared.IsEmpty ? null : shared;
    }

    // The narrower of two hosts, where one lies in the other.
    private static string? Meet(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase) || Covers(one, other) ? other
        : Covers(other, one) ? one
        : null;

    private static bool Covers(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal) && host.Length > pattern.Length - 1 && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where a route is served: at some entry points, for some hosts; none for every host.</summary>
internal sealed record Attachment(ImmutableArray<string> Points, ImmutableArray<string> Hosts);
