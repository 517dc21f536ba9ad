using System.Collections.Immutable;
using System.Text;

namespace Halfsilver.Telemetry;

/// <summary>The families of the process, and the list of them all.</summary>
internal static partial class MetricCatalogue
{
    public static readonly MetricFamily ConfigReloads = new(
        "halfsilver_config_reloads_total", MetricType.Counter,
        "Configurations read, by source and result.", ["source", "result"]);

    public static readonly MetricFamily ConfigLastReloadSuccessful = new(
        "halfsilver_config_last_reload_successful", MetricType.Gauge,
        "1 if the last configuration read was taken, 0 if it was refused.", []);

    public static readonly MetricFamily ConfigLastReloadTime = new(
        "halfsilver_config_last_reload_success_timestamp_seconds", MetricType.Gauge,
        "When a configuration was last taken, in Unix time.", []);

    public static readonly MetricFamily ConfigRevision = new(
        "halfsilver_config_revision_info", MetricType.Gauge,
        "Always 1; its labels name the configuration in force.", ["revision", "dialect"]);

    public static readonly MetricFamily ClientConnections = new(
        "halfsilver_client_connections", MetricType.Gauge,
        "Open connections of clients.", []);

    public static readonly MetricFamily Upgrades = new(
        "halfsilver_upgrades_total", MetricType.Counter,
        "Connections that changed protocols (101), as for WebSocket.", ["route"]);

    public static readonly MetricFamily UpgradedConnections = new(
        "halfsilver_upgraded_connections", MetricType.Gauge,
        "Connections that have changed protocols and are open.", []);

    public static readonly MetricFamily RequestsRefused = new(
        "halfsilver_requests_refused_total", MetricType.Counter,
        "Requests refused at the door: by the fault in their bytes, or max_requests.", ["entry_point", "reason"]);

    public static readonly MetricFamily ConnectionsRefused = new(
        "halfsilver_connections_refused_total", MetricType.Counter,
        "Connections of clients closed at once: max_connections, or no_descriptor.", ["entry_point", "reason"]);

    public static readonly MetricFamily LoopDelay = new(
        "halfsilver_loop_delay_seconds", MetricType.Histogram,
        "How late a timer on the thread pool fires.", []);

    public static readonly MetricFamily EvidenceDropped = new(
        "halfsilver_evidence_dropped_total", MetricType.Counter,
        "Lines of the evidence log that were lost because the disk is slow or full.", []);

    public static readonly MetricFamily LogDropped = new(
        "halfsilver_log_lines_dropped_total", MetricType.Counter,
        "Log lines that were lost because their reader is slow.", []);

    public static readonly MetricFamily SeriesDropped = new(
        "halfsilver_metrics_series_dropped_total", MetricType.Counter,
        "Series beyond the cap of a family, shown as other.", ["metric"]);

    public static readonly MetricFamily BuildInfo = new(
        "halfsilver_build_info", MetricType.Gauge,
        "Always 1; its labels name the build.", ["version", "commit", "dotnet"]);

    public static readonly MetricFamily ProcessCpu = new(
        "process_cpu_seconds_total", MetricType.Counter,
        "User and system CPU time of the process.", []);

    public static readonly MetricFamily ProcessResident = new(
        "process_resident_memory_bytes", MetricType.Gauge,
        "Resident memory of the process.", []);

    public static readonly MetricFamily ProcessDescriptors = new(
        "process_open_fds", MetricType.Gauge,
        "Open file descriptors of the process.", []);

    public static readonly MetricFamily ProcessStart = new(
        "process_start_time_seconds", MetricType.Gauge,
        "When the process started, in Unix time.", []);

    public static readonly MetricFamily GcHeap = new(
        "dotnet_gc_heap_size_bytes", MetricType.Gauge,
        "Managed heap after the last collection.", []);

    public static readonly MetricFamily GcCollections = new(
        "dotnet_gc_collections_total", MetricType.Counter,
        "Garbage collections that took the generation in, those of older ones included.", ["generation"]);

    /// <summary>All families, in the order of the documentation.</summary>
    public static ImmutableArray<MetricFamily> All { get; } =
    [
        Requests, RequestDuration, VrataRouteRequests, VrataRouteDuration, SyncAdded, PrimaryRequests, PrimaryDuration,
        VrataDestinationRequests, VrataDestinationDuration,
        Failovers, EndpointsAll, EndpointsWell, EndpointHealthy,
        MirrorMatched, MirrorSkipped, MirrorRequests, VrataMirrorRequests, MirrorResponses, MirrorErrors, MirrorDuration, MirrorDispatchDelay,
        MirrorInFlight, MirrorQueue, MirrorRequestBytes, MirrorResponseBytes, MirrorTargetRatio, MirrorEnabled, CircuitState,
        BufferedBytes, BufferedLimit, SpilledBytes, SpilledLimit, SpillFailures, KillSwitch,
        ConfigReloads, ConfigLastReloadSuccessful, ConfigLastReloadTime, ConfigRevision,
        ClientConnections, Upgrades, UpgradedConnections, RequestsRefused, ConnectionsRefused, LoopDelay, EvidenceDropped, LogDropped, SeriesDropped, BuildInfo,
        ProcessCpu, ProcessResident, ProcessDescriptors, ProcessStart, GcHeap, GcCollections,
    ];

    /// <summary>The catalogue as the page of the reference that users read.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder("# Metrics\n\n")
            .Append("`GET /metrics` on the admin listener answers in the Prometheus text format 0.0.4.\n\n")
            .Append("| name | type | labels | meaning |\n|---|---|---|---|\n");
        foreach (var family in All)
        {
            var labels = string.Join(", ", family.Labels.Select(label => $"`{label}`"));
            page.Append($"| `{family.Name}` | {family.TypeName} | {labels} | {family.Help} |\n");
        }

        page.Append("\nHistogram buckets, in seconds: ").AppendJoin(", ", Histogram.Bounds.ToArray()).Append(".\n\n")
            .Append("Label values are names from the configuration or of closed sets, never what a client sent; a method outside\n")
            .Append($"the known set is `{MethodLabel.OtherText}`. A family shows at most {SeriesTable.Cap:N0} series; ")
            .Append("what is beyond them is summed in one\n")
            .Append("whose labels say `other`, and counted in `halfsilver_metrics_series_dropped_total`. Series by reason or code\n")
            .Append("appear with their first count. Series of a route or mirror that left the configuration disappear after\n")
            .Append($"{MetricRegistry.KeptAfterRemoval.TotalMinutes:0} minutes, gauges at once.\n");
        return page.ToString();
    }
}
