using System.Collections.Immutable;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>One way in which a mirror can be bad, and how its copies must end then.</summary>
internal sealed record Fault
{
    /// <summary>Starts the bad server.</summary>
    public required Func<Task<LoopbackServer>> Start { get; init; }

    /// <summary>Fates that have to be counted.</summary>
    public required ImmutableArray<Fate> Must { get; init; }

    /// <summary>Fates that may be counted beside them and beside those of a full queue; all others must stay at zero.</summary>
    public ImmutableArray<Fate> May { get; init; } = [];

    /// <summary>Whether a circuit opens for it; null where that is a matter of chance.</summary>
    public bool? OpensCircuit { get; init; } = true;

    /// <summary>Clients at once, each on its own kept connection.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>Requests of each client.</summary>
    public int RequestsEach { get; init; } = 50;

    /// <summary>Bytes of each request's body.</summary>
    public int BodyBytes { get; init; } = 1024;

    /// <summary>Bytes that all copies may hold.</summary>
    public long MaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Another target than the server itself in the clear.</summary>
    public Func<EndpointsService, EndpointsService> Service { get; init; } = service => service;

    /// <summary>Changes to the mirror.</summary>
    public Func<Mirror, Mirror> With { get; init; } = mirror => mirror;

    /// <summary>Whether copies end by a timeout: all may have been asked for before the first has ended.</summary>
    public bool IsSlow => Must.Any(IsTimeout);

    /// <summary>How long a copy may take: short where that is what the fault ends by, else longer than a busy machine stands still.</summary>
    public TimeSpan Patience { get => field == default ? IsSlow ? TimeSpan.FromMilliseconds(400) : TimeSpan.FromSeconds(10) : field; init; }

    /// <summary>How long connecting may take where copies end by that; null leaves it the time that no machine takes.</summary>
    public TimeSpan? Connect => Must.Any(fate => fate is Fate.FailedConnectTimeout or Fate.FailedDns) ? Patience : null;

    /// <summary>What half of the requests stay below; less than the patience, so that no client waits for a copy.</summary>
    public TimeSpan AtOnce => Patience / 2;

    /// <summary>A fault whose server starts at once.</summary>
    public static Fault Of(Func<LoopbackServer> start, params ReadOnlySpan<Fate> must) => new() { Start = () => Task.FromResult(start()), Must = [.. must] };

    private static bool IsTimeout(Fate fate) =>
        fate is Fate.FailedConnectTimeout or Fate.FailedWriteTimeout or Fate.FailedAnswerTimeout or Fate.FailedDeadline;
}
