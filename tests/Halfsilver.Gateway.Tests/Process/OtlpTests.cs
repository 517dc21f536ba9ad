using System.Diagnostics;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

/// <summary>The executable with OpenTelemetry's variables, against an endpoint on loopback.</summary>
public sealed class OtlpTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";
    private const string Request = $"GET /orders/7?token=secret HTTP/1.1\r\nHost: shop.example:81\r\ntraceparent: 00-{Trace}-{Parent}-01\r\ntracestate: a=b\r\n\r\n";

    [Fact]
    public async Task A_request_is_a_server_span_with_one_client_span_for_each_leg_and_copies_have_traces_of_their_own()
    {
        await using var endpoint = OtlpReceiver.Start();
        await using var primary = RecordingUpstream.Start();
        await using var one = RecordingUpstream.Start();
        await using var two = RecordingUpstream.Start(Answer.Of(503));
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, one, two, "link"), endpoint.Variables());
        await AskAsync(gateway);
        await Bound.Eventually(() => endpoint.Spans.Count == 4, "four spans arrive");

        var server = endpoint.Spans.Single(span => span.Kind == 2);
        Assert.Equal((Trace, Parent, "GET all"), (server.TraceId, server.ParentId, server.Name));
        Assert.Equal(
            ("GET", "/orders/7", "http", "200", "all", "shop.example", "81", "127.0.0.1"),
            (server["http.request.method"], server["url.path"], server["url.scheme"], server["http.response.status_code"], server["http.route"],
                server["server.address"], server["server.port"], server["client.address"]));
        Assert.Equal(("halfsilver", "local"), (server.Resource["service.name"], server.Resource["service.instance.id"]));

        var leg = endpoint.Spans.Single(span => span.Kind == 3 && span.ParentId == server.SpanId);
        Assert.Equal((Trace, "GET", "a"), (leg.TraceId, leg.Name, leg["halfsilver.destination"]));
        Assert.Equal($"http://{primary.Authority}/orders/7", leg["url.full"]);
        Assert.Equal([$"traceparent: 00-{Trace}-{leg.SpanId}-01", "tracestate: a=b"], Context(Assert.Single(primary.Requests)));

        foreach (var (mirror, name, status, error) in new[] { (one, "one", "200", null), (two, "two", "503", "503") })
        {
            var copy = endpoint.Spans.Single(span => span["halfsilver.mirror"] == name);
            Assert.Equal((3, "", "true", status, error), (copy.Kind, copy.ParentId, copy["halfsilver.shadow"], copy["http.response.status_code"], copy["error.type"]));
            Assert.Equal((server.TraceId, server.SpanId), Assert.Single(copy.Links));
            Assert.Equal(["baggage: halfsilver.shadow=1", $"traceparent: 00-{copy.TraceId}-{copy.SpanId}-01"], Context(Assert.Single(mirror.Requests)));
        }

        Assert.Equal(3, endpoint.Spans.Select(span => span.TraceId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, endpoint.Spans.Select(span => span.SpanId).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(endpoint.Spans.SelectMany(span => span.Attributes.Values), value => value.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copies_may_be_children_of_the_request()
    {
        await using var endpoint = OtlpReceiver.Start();
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, mirror, "child"), endpoint.Variables());
        await AskAsync(gateway);
        await Bound.Eventually(() => endpoint.Spans.Count == 4, "four spans arrive");

        var server = endpoint.Spans.Single(span => span.Kind == 2);
        Assert.Equal(3, endpoint.Spans.Count(span => span.Kind == 3 && span.ParentId == server.SpanId && span.TraceId == Trace && span.Links.Count == 0));
    }

    [Fact]
    public async Task Copies_may_have_no_trace_at_all()
    {
        await using var endpoint = OtlpReceiver.Start();
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, mirror, "off"), endpoint.Variables());
        await AskAsync(gateway);
        await mirror.WaitForAsync(2);
        await Bound.Eventually(() => endpoint.Spans.Count == 2, "two spans arrive");

        Assert.All(mirror.Requests, copy => Assert.Equal(["baggage: halfsilver.shadow=1"], Context(copy)));
        gateway.Process.Signal(Signals.Term);
        Assert.Equal(0, await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2, endpoint.Spans.Count);
    }

    [Fact]
    public async Task The_numbers_of_the_metrics_page_arrive_under_their_names_in_dots()
    {
        await using var endpoint = OtlpReceiver.Start();
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, mirror, "off"), endpoint.Variables());
        await LoadClient.RunAsync(Load.Get(gateway.Web, connections: 4, requestsEach: 25));

        await Bound.Eventually(
            () => Number("halfsilver.requests{code=200,method=GET,route=all}") == 100
                && Number("halfsilver.request.duration{route=all}") == 100
                && Number("halfsilver.mirror.matched{destination=b,mirror=one,route=all}") == 100
                && Number("halfsilver.mirror.target.ratio{destination=b,mirror=one,route=all}") == 1,
            "the numbers arrive");

        double Number(string name) => endpoint.Numbers.GetValueOrDefault(name);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_costs_no_request_and_no_exit()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1" };
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, mirror, "link"), variables);

        var load = await LoadClient.RunAsync(Load.Get(gateway.Web, connections: 4, requestsEach: 100));

        Assert.Equal((400, 0), (load.Answered, load.Failed));
        var watch = Stopwatch.StartNew();
        gateway.Process.Signal(Signals.Term);
        Assert.Equal(0, await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"took {watch.Elapsed}");
    }

    private static async Task AskAsync(GatewayProcess gateway)
    {
        await using var client = await RawClient.ConnectAsync(gateway.Web);
        Assert.Equal(200, (await client.AskAsync(Request)).Status);
    }

    private static IEnumerable<string> Context(RecordedRequest request) => request.HeadText.Split("\r\n")
        .Where(line => line.StartsWith("trace", StringComparison.OrdinalIgnoreCase) || line.StartsWith("baggage", StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    private static string Yaml(LoopbackServer primary, LoopbackServer one, LoopbackServer two, string copies) =>
        $$"""
        version: 1
        telemetry: { traces: { mirror: {{copies}} } }
        services:
          a: { endpoints: [ "http://{{primary.Authority}}" ], timeouts: { connect: 30s } }
          b: { endpoints: [ "http://{{one.Authority}}" ] }
          c: { endpoints: [ "http://{{two.Authority}}" ] }
        routes:
          all:
            match: { path: { prefix: / } }
            destinations: [ { service: a } ]
            mirrors: { one: { service: b, percent: 100, timeouts: { connect: 30s } }, two: { service: c, percent: 100, timeouts: { connect: 30s } } }
        """;
}
