using System.Collections.Immutable;

namespace Halfsilver.Telemetry;

/// <summary>Every family this version exports. What is not here is not on the page.</summary>
internal static partial class MetricCatalogue
{
    private const string ForVrata = "by the name that Vrata has for it; only with `telemetry.metrics.aliases`.";

    private static readonly ImmutableArray<string> OfRoute = ["route"];
    private static readonly ImmutableArray<string> OfDestination = ["route", "destination"];
    private static readonly ImmutableArray<string> OfMirror = ["route", "destination", "mirror"];

    public static readonly MetricFamily Requests = new(
        "halfsilver_requests_total", MetricType.Counter,
        "Requests answered to clients; code 000 means that no answer was sent.",
        ["route", "method", "code"]);

    public static readonly MetricFamily RequestDuration = new(
        "halfsilver_request_duration_seconds", MetricType.Histogram,
        "Time from a request's head to the end of its answer.", OfRoute);

    public static readonly MetricFamily VrataRouteRequests = new(
        "vrata_route_requests_total", MetricType.Counter, $"halfsilver_requests_total {ForVrata}", ["route", "method", "status_code", "status_class"]);

    public static readonly MetricFamily VrataRouteDuration = new(
        "vrata_route_duration_seconds", MetricType.Histogram, $"halfsilver_request_duration_seconds {ForVrata}", OfRoute);

    public static readonly MetricFamily SyncAdded = new(
        "halfsilver_sync_added_seconds", MetricType.Histogram,
        "Time by which awaited copies held an answer.", OfRoute);

    public static readonly MetricFamily PrimaryRequests = new(
        "halfsilver_primary_requests_total", MetricType.Counter,
        "Requests sent to primaries; code_class none means that no answer came.",
        [.. OfDestination, "code_class"]);

    public static readonly MetricFamily PrimaryDuration = new(
        "halfsilver_primary_request_duration_seconds", MetricType.Histogram,
        "Time a primary took to answer, in the buckets of the mirrors.",
        OfDestination);

    public static readonly MetricFamily VrataDestinationRequests = new(
        "vrata_destination_requests_total", MetricType.Counter, $"halfsilver_primary_requests_total {ForVrata}", ["destination", "status_class"]);

    public static readonly MetricFamily VrataDestinationDuration = new(
        "vrata_destination_duration_seconds", MetricType.Histogram, $"halfsilver_primary_request_duration_seconds {ForVrata}", ["destination"]);

    public static readonly MetricFamily Failovers = new(
        "halfsilver_failovers_total", MetricType.Counter,
        "Requests that a fallback was given, by reason.", [.. OfDestination, "reason"]);

    public static readonly MetricFamily EndpointsAll = new(
        "halfsilver_destination_endpoints", MetricType.Gauge,
        "Endpoints of a destination that can be chosen.", ["destination"]);

    public static readonly MetricFamily EndpointsWell = new(
        "halfsilver_destination_endpoints_well", MetricType.Gauge,
        "Those of them that pass their checks and are not left alone.", ["destination"]);

    public static readonly MetricFamily EndpointHealthy = new(
        "halfsilver_destination_endpoint_healthy", MetricType.Gauge,
        "1 while the endpoint passes its checks and is not left alone; only with `telemetry.metrics.endpoints`.", ["destination", "endpoint"]);

    public static readonly MetricFamily MirrorMatched = new(
        "halfsilver_mirror_matched_total", MetricType.Counter,
        "Requests that reached an enabled mirror: the sum of skipped and sent.", OfMirror);

    public static readonly MetricFamily MirrorSkipped = new(
        "halfsilver_mirror_skipped_total", MetricType.Counter,
        "Copies that were not sent, by reason.", [.. OfMirror, "reason"]);

    public static readonly MetricFamily MirrorRequests = new(
        "halfsilver_mirror_requests_total", MetricType.Counter,
        "Copies sent: at rest the sum of responses and errors.", OfMirror);

    public static readonly MetricFamily VrataMirrorRequests = new(
        "vrata_mirror_requests_total", MetricType.Counter,
        $"halfsilver_mirror_requests_total {ForVrata}", OfDestination);

    public static readonly MetricFamily MirrorResponses = new(
        "halfsilver_mirror_responses_total", MetricType.Counter,
        "Copies that the mirror answered.", [.. OfMirror, "code_class"]);

    public static readonly MetricFamily MirrorErrors = new(
        "halfsilver_mirror_errors_total", MetricType.Counter,
        "Copies sent that failed or were cut short, by reason.", [.. OfMirror, "reason"]);

    public static readonly MetricFamily MirrorDuration = new(
        "halfsilver_mirror_request_duration_seconds", MetricType.Histogram,
        "Time a mirror took to answer.", OfMirror);

    public static readonly MetricFamily MirrorDispatchDelay = new(
        "halfsilver_mirror_dispatch_delay_seconds", MetricType.Histogram,
        "Time from the request's dispatch to its copy's.", OfMirror);

    public static readonly MetricFamily MirrorInFlight = new(
        "halfsilver_mirror_inflight_requests", MetricType.Gauge,
        "Copies under way.", OfMirror);

    public static readonly MetricFamily MirrorQueue = new(
        "halfsilver_mirror_queue_length", MetricType.Gauge,
        "Copies that wait for a connection.", OfMirror);

    public static readonly MetricFamily MirrorRequestBytes = new(
        "halfsilver_mirror_request_bytes_total", MetricType.Counter,
        "Bytes sent to mirrors.", OfMirror);

    public static readonly MetricFamily MirrorResponseBytes = new(
        "halfsilver_mirror_response_bytes_total", MetricType.Counter,
        "Bytes received from mirrors.", OfMirror);

    public static readonly MetricFamily MirrorTargetRatio = new(
        "halfsilver_mirror_target_ratio", MetricType.Gauge,
        "Configured share of the requests that are copied, 0 to 1.", OfMirror);

    public static readonly MetricFamily MirrorEnabled = new(
        "halfsilver_mirror_enabled", MetricType.Gauge,
        "1 while the mirror is enabled.", OfMirror);

    public static readonly MetricFamily CircuitState = new(
        "halfsilver_circuit_state", MetricType.Gauge,
        "0 closed, 1 open, 2 half-open.", OfMirror);

    public static readonly MetricFamily BufferedBytes = new(
        "halfsilver_mirror_buffered_bytes", MetricType.Gauge,
        "Bytes that all copies hold.", []);

    public static readonly MetricFamily BufferedLimit = new(
        "halfsilver_mirror_buffered_limit_bytes", MetricType.Gauge,
        "Bytes that all copies may hold.", []);

    public static readonly MetricFamily SpilledBytes = new(
        "halfsilver_mirror_spilled_bytes", MetricType.Gauge,
        "Bytes of bodies that copies hold on disk.", []);

    public static readonly MetricFamily SpilledLimit = new(
        "halfsilver_mirror_spilled_limit_bytes", MetricType.Gauge,
        "Bytes of bodies that copies may hold on disk; 0 where nothing is spilled.", []);

    public static readonly MetricFamily SpillFailures = new(
        "halfsilver_mirror_spill_failures_total", MetricType.Counter,
        "Failures to write or read bodies on disk; the copies that needed it end as lagged.", []);

    public static readonly MetricFamily KillSwitch = new(
        "halfsilver_kill_switch", MetricType.Gauge,
        "1 while the kill switch of the scope is on.", ["scope"]);
}
