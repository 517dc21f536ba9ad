using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>
/// Which addresses the process may dial for primaries, mirrors and health checks. Without a word about it all but those that are never a
/// service's: link-local addresses, metadata of clouds, the unspecified address, multicast, broadcast, and this gateway's own listeners.
/// </summary>
public sealed record OutboundSettings
{
    /// <summary>Networks in CIDR notation that may be dialled although they are among those that are refused by themselves. Default none.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary>Networks in CIDR notation that are never dialled, whatever <see cref="Allow"/> says. Default none.</summary>
    public ImmutableArray<string> Deny { get; init; } = [];

    /// <summary>Whether this gateway's own listeners may be dialled, the admin side's included: requests come back to it then. Default false.</summary>
    public bool OwnListeners { get; init; }
}
