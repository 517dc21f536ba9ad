using Halfsilver.Gateway.Control;
using Halfsilver.Planning;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Running;

/// <summary>A gateway together with the right to stop it. Disposing it closes what is left at once.</summary>
internal interface IRunningGateway : IGateway, IAsyncDisposable
{
    /// <summary>Turns readiness off, takes no new connections, and waits as long as <paramref name="drain"/> allows for what is under way.</summary>
    Task StopAsync(DrainSettings drain);

    /// <summary>Says that the admin side listens too, and where: the gateway does not dial itself.</summary>
    void ListensAlso(System.Net.IPEndPoint address);
}

/// <summary>Starts a gateway: when the task ends, every listener is bound and the plan is in force.</summary>
/// <exception cref="ListenException">An address cannot be bound.</exception>
/// <exception cref="PlanRefusedException">The plan does not compile.</exception>
/// <exception cref="StoreException">The store of revisions cannot be used.</exception>
internal delegate Task<IRunningGateway> GatewayLauncher(LaunchRequest request, CancellationToken cancel);

/// <summary>What a gateway is started with.</summary>
internal sealed record LaunchRequest
{
    /// <summary>The plan to begin with.</summary>
    public required Plan Plan { get; init; }

    /// <summary>What was written, from which the plan was put together; null where that is the plan itself, from the command line.</summary>
    public WrittenPlan? Written { get; init; }

    /// <summary>What holds for every change of the plan.</summary>
    public ChangeRules Rules { get; init; } = new();

    /// <summary>Whether what was written is taken although the store holds edits made since it was last read.</summary>
    public bool Force { get; init; }

    /// <summary>Opens the store of revisions; null keeps them in memory.</summary>
    public Func<Task<IControlStore>>? OpenStore { get; init; }

    /// <summary>Reads the plan again for a reload; null where there is nothing to read, as in the demo.</summary>
    public Func<PlanRead>? Reread { get; init; }

    /// <summary>Whether the kill switch is on from the start, for everything.</summary>
    public bool Killed { get; init; }

    /// <summary>Where the kill switch is remembered over restarts, and bodies spill to; null remembers nothing and keeps all in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether somebody named that directory; one that is only usual may be out of reach.</summary>
    public bool DirectoryAsked { get; init; }

    /// <summary>Whether traces and metrics are sent as OpenTelemetry's variables say.</summary>
    public bool Otlp { get; init; }

    /// <summary>Where log lines go.</summary>
    public required ILoggerFactory Logs { get; init; }

    /// <summary>The time everybody uses.</summary>
    public required TimeProvider Time { get; init; }
}

/// <summary>A plan that was read, or the reasons why there is none.</summary>
/// <param name="Plan">The plan, or null when it was refused.</param>
/// <param name="Problems">What is wrong, one line each, with place; empty when there is a plan.</param>
internal sealed record PlanRead(Plan? Plan, System.Collections.Immutable.ImmutableArray<string> Problems)
{
    /// <summary>The plan before flags and variables; <see cref="Plan"/> unless said.</summary>
    public Plan? Written { get; init; } = Plan;
}

/// <summary>An address that cannot be listened on.</summary>
internal sealed class ListenException(string address, string reason, bool inUse, Exception? inner = null)
    : Exception($"{address}: {reason}", inner)
{
    /// <summary>The address as it was asked for.</summary>
    public string Address { get; } = address;

    /// <summary>Why not, in words.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether somebody else has it.</summary>
    public bool InUse { get; } = inUse;
}
