using System.Buffers;
using System.Collections.Immutable;
using Halfsilver.Gateway.Control;
using Halfsilver.Planning;
using Halfsilver.Sending;

namespace Halfsilver.Gateway.Running;

/// <summary>A running gateway as its admin side sees it. All members may be called from any thread.</summary>
internal interface IGateway
{
    /// <summary>The plan in force.</summary>
    Plan Plan { get; }

    /// <summary>Number of the revision in force.</summary>
    int Revision { get; }

    /// <summary>Where the plan changes, and what it was before.</summary>
    Changes Changes { get; }

    /// <summary>Whether every listener is bound, a plan is in force and the process is not draining.</summary>
    bool Ready { get; }

    /// <summary>The entry points as they are bound.</summary>
    ImmutableArray<BoundEntryPoint> EntryPoints { get; }

    /// <summary>What is stopped now.</summary>
    KillSwitchView Kill { get; }

    /// <summary>Stops copies of a scope. Stopping what is stopped already keeps the first reason.</summary>
    KillReport Engage(KillScope scope, string reason, string actor);

    /// <summary>Lets copies of a scope flow again. Wider and narrower scopes stay as they are.</summary>
    KillReport Release(KillScope scope, string actor);

    /// <summary>Reads the plan again from where it came. A refused plan changes nothing.</summary>
    /// <param name="source">Who asked: <c>api</c>, <c>signal</c> or <c>watch</c>.</param>
    /// <param name="force">Whether it is taken although edits were made since it was last read.</param>
    Task<ReloadReport> ReloadAsync(string source, bool force = false);

    /// <summary>What the plan in force does with a request, in words.</summary>
    string Explain(ExplainRequest request);

    /// <summary>Whether an endpoint of a service is well, as checks and failures have it; null where nothing looks at it.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="endpoint">The endpoint, as <c>host:port</c>.</param>
    bool? IsWell(string service, string endpoint);

    /// <summary>Writes the metrics page in the Prometheus text format 0.0.4.</summary>
    void WriteMetrics(IBufferWriter<byte> output);

    /// <summary>
    /// Calls <paramref name="ended"/> once for each copy that ends, until disposed. It is called where the copy ended, so it
    /// must neither wait nor throw; whoever cannot keep up drops and counts.
    /// </summary>
    IDisposable Tap(Action<EndedCopy> ended);
}

/// <summary>An entry point and the address it is bound to.</summary>
internal sealed record BoundEntryPoint(string Name, System.Net.IPEndPoint Address)
{
    /// <summary>Whether clients come by TLS.</summary>
    public bool Tls { get; init; }
}

/// <summary>A request that was never sent, to ask what would become of it.</summary>
/// <param name="Method">The method, with case.</param>
/// <param name="Url">An absolute <c>http</c> address.</param>
/// <param name="Headers">Fields in order.</param>
internal sealed record ExplainRequest(string Method, Uri Url, ImmutableArray<Field> Headers);
