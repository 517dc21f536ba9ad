using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>The whole configuration, immutable. People write it in any dialect; the native file expresses all of it.</summary>
public sealed record Plan
{
    /// <summary>Name of this gateway in metrics, logs and pages. Default: <c>local</c>.</summary>
    public string Gateway { get; init; } = "local";

    /// <summary>Where clients connect. Default: one entry point, <c>web</c> on <c>:8000</c>.</summary>
    public ImmutableArray<EntryPoint> EntryPoints { get; init; } = [EntryPoint.Default];

    /// <summary>Logical upstreams, by name. Names are compared ordinally and are unique.</summary>
    public ImmutableDictionary<string, Service> Services { get; init; } = ImmutableDictionary<string, Service>.Empty;

    /// <summary>Routes; their order means nothing, <see cref="Route.Priority"/> and specificity decide.</summary>
    public ImmutableArray<Route> Routes { get; init; } = [];

    /// <summary>Limits that all copies of the process share.</summary>
    public Budgets Budgets { get; init; } = new();

    /// <summary>Pinned names: <c>host:port</c> as written in a service, to the address that is dialled instead.</summary>
    public ImmutableDictionary<string, string> Resolve { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Networks of proxies that are believed when they say who the client is, in CIDR notation. Behind one, the client's address is the
    /// right-most in <c>X-Forwarded-For</c> that is not itself in these networks. Default none.
    /// </summary>
    public ImmutableArray<string> TrustedProxies { get; init; } = [];

    /// <summary>Which addresses may be dialled.</summary>
    public OutboundSettings Outbound { get; init; } = new();

    /// <summary>The admin side: API, metrics, health.</summary>
    public AdminSettings Admin { get; init; } = new();

    /// <summary>How the process logs.</summary>
    public LogSettings Logs { get; init; } = new();

    /// <summary>What the metrics page shows beyond the usual.</summary>
    public MetricSettings Metrics { get; init; } = new();

    /// <summary>How requests and copies are traced.</summary>
    public TraceSettings Traces { get; init; } = new();

    /// <summary>How long a stopping process waits.</summary>
    public DrainSettings Drain { get; init; } = new();

    /// <summary>
    /// Objects as users of an API wrote them, by the API's name (<c>kong</c>, <c>vrata</c>): one JSON object as text. Nothing is routed by
    /// them; what they mean stands in services and routes. Kept so that an API gives back what it was given. Default none.
    /// </summary>
    public ImmutableDictionary<string, string> Objects { get; init; } = ImmutableDictionary<string, string>.Empty;
}
