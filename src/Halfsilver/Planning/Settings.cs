using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>How the process logs.</summary>
public sealed record LogSettings
{
    /// <summary>Whether lines are JSON objects rather than text. Default false.</summary>
    public bool Json { get; init; }

    /// <summary>The least severe level that is written: trace, debug, info, warn or error. Default <c>info</c>.</summary>
    public string Level { get; init; } = "info";
}

/// <summary>What the metrics page shows beyond the usual.</summary>
public sealed record MetricSettings
{
    /// <summary>Whether each endpoint has a series of its own that says whether it is well. Default false: there may be many.</summary>
    public bool Endpoints { get; init; }

    /// <summary>Systems whose names for the same numbers stand beside ours. Default none.</summary>
    public ImmutableArray<MetricNames> Aliases { get; init; } = [];
}

/// <summary>Another system's names of metrics.</summary>
public enum MetricNames
{
    /// <summary>Vrata's: <c>vrata_mirror_requests_total</c>, <c>vrata_route_…</c> and <c>vrata_destination_…</c> for requests and their times.</summary>
    Vrata,
}

/// <summary>How requests and copies are traced, where somebody listens: an OTLP endpoint, or the host of the library.</summary>
public sealed record TraceSettings
{
    /// <summary>How the trace of a copy hangs on that of its request. Default <see cref="CopyTrace.Link"/>.</summary>
    public CopyTrace Mirror { get; init; } = CopyTrace.Link;
}

/// <summary>How the trace of a copy hangs on that of its request. Whatever it is, a copy never carries the client's own trace context.</summary>
public enum CopyTrace
{
    /// <summary>A trace of its own that links to the request's: the mirror's spans stay out of the primary's trace.</summary>
    Link,

    /// <summary>A child in the request's own trace.</summary>
    Child,

    /// <summary>No span, and no trace context in the copy.</summary>
    Off,
}

/// <summary>How long a stopping process waits before it closes what is left.</summary>
public sealed record DrainSettings
{
    /// <summary>For requests that clients wait for. Default 25 s.</summary>
    public TimeSpan Primaries { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>For copies, once the last primary is done. Default 5 s.</summary>
    public TimeSpan Copies { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Limits that all mirrors share. A copy that does not fit is skipped and counted; a client never waits for one.</summary>
public sealed record Budgets
{
    /// <summary>Copies under way at once in the process. Default 4,096.</summary>
    public int MaxInFlight { get; init; } = 4_096;

    /// <summary>Copies that wait for a connection, in the process. Default 16,384.</summary>
    public int MaxQueue { get; init; } = 16_384;

    /// <summary>Bytes of heads and bodies that copies hold, in the process. Default 64 MiB.</summary>
    public long MaxBufferedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes of bodies that copies hold on disk, in the process; needs a data directory. Default 1 GiB; 0 keeps everything in memory.</summary>
    public long MaxSpillBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Bodies on disk at once, each with a descriptor. Default 64; 1 to 65,536.</summary>
    public int MaxSpillFiles { get; init; } = 64;

    /// <summary>Copies started a second, in the process; none means no limit. Default none.</summary>
    public int? MaxCopiesPerSecond { get; init; }
}
