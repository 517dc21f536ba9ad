using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Mse;

/// <summary>The console's own example, and what its page promises.</summary>
public sealed class ConsoleTests
{
    // Route1, Service1 and Service2 of the documentation, with the labels of its table.
    private const string Seed = """
        gateways:
          - name: gateway-1
        services:
          - { name: Service1, ports: [8080] }
          - { name: Service2, ports: [8080] }
        routes:
          - name: Route1
            services:
              - name: Service1
            policies:
              Traffic Mirror:
                Destination Service: Service2
                Port Number: Dynamic Port
                Traffic Mirror Percentage (%): 100
                Enable: true
        """;

    [Fact]
    public async Task A1_At_a_hundred_percent_both_services_get_the_same_number_of_requests()
    {
        await using var run = await Run.StartAsync(Seed);
        await run.Gateway.AskAsync(20);
        await run.Gateway.CopiesAsync("Service2", run.Second, 20, 20);
        Assert.Equal(20, run.First.Count);
        Assert.All(run.Second.Requests, copy => Assert.Equal(("GET", "/whoami", "a.test"), (copy.Method, copy.Target, copy.Field("Host"))));

        // Both sides' requests are on the metrics page.
        var page = BooksOf.Page(run.Gateway.Host);
        Assert.Equal(20, page.Sum("halfsilver_mirror_requests_total", ("mirror", "Service2")));
    }

    [Fact]
    public async Task A2_Switched_off_nothing_is_copied_and_switched_on_again_it_goes_on()
    {
        await using var run = await Run.StartAsync(Seed);
        await run.Gateway.AskAsync(3);
        var off = run.PlanOf(Seed.Replace("Enable: true", "Enable: false", StringComparison.Ordinal));
        Assert.Empty(run.Gateway.Host.Plans.TrySwap(off));
        await run.Gateway.AskAsync(3);
        Assert.Equal(100, off.Routes[0].Mirrors[0].Share.Percent);
        Assert.Empty(run.Gateway.Host.Plans.TrySwap(run.PlanOf(Seed)));
        await run.Gateway.AskAsync(3);
        await Bound.Eventually(() => run.Second.Count == 6, "six copies of nine requests");
        Assert.Equal(9, run.First.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 10)]
    public async Task A3_The_percentage_is_the_share_that_is_copied(int percent, int copies)
    {
        await using var run = await Run.StartAsync(Seed.Replace("(%): 100", $"(%): {percent}", StringComparison.Ordinal));
        await run.Gateway.AskAsync(20);
        await run.Gateway.CopiesAsync("Service2", run.Second, 20, copies);
    }

    [Theory]
    [InlineData("(%): 100", "(%): 101", "101 is above 100")]
    [InlineData("(%): 100", "(%): -1", "-1 is below 0")]
    [InlineData("Service2, ports: [8080]", "Service2, ports: [8080, 8081]", "a dynamic port is one of a service with a single port, and \"Service2\" has 2")]
    [InlineData("Service2, ports: [8080]", "Service2, agreementType: DUBBO, ports: [8080]", "only HTTP and HTTPS can be mirrored to")]
    [InlineData("Service2, ports: [8080]", "Service2, agreementType: TCP, ports: [8080]", "only HTTP and HTTPS can be mirrored to")]
    [InlineData("Service2, ports: [8080]", "Service2, agreementType: GRPC, ports: [8080]", "only HTTP and HTTPS can be mirrored to")]
    [InlineData("Dynamic Port", "8081", "has no port 8081")]
    [InlineData("Destination Service: Service2", "Destination Service: Service3", "no service named \"Service3\" is associated")]
    public void A3_A5_A6_A7_What_the_console_refuses_is_refused(string from, string to, string why)
    {
        var reading = DialectBook.For("mse").Read(new DialectText("a", Seed.Replace(from, to, StringComparison.Ordinal)));
        Assert.Null(reading.Plan);
        Assert.Contains(reading.Notices, notice => notice.Kind == NoticeKind.Rejected && notice.Message.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A4_A_dynamic_port_follows_the_service()
    {
        await using var run = await Run.StartAsync(Seed);
        await using var moved = RecordingUpstream.Start();
        await run.Gateway.AskAsync(2);
        await run.Gateway.CopiesAsync("Service2", run.Second, 2, 2);
        var plan = DialectGateway.PlanOf(
            "mse", [("Service1:8080", run.First.Authority), ("Service2:9090", moved.Authority)], Seed.Replace("Service2, ports: [8080]", "Service2, ports: [9090]", StringComparison.Ordinal));
        Assert.Empty(run.Gateway.Host.Plans.TrySwap(plan));
        await run.Gateway.AskAsync(3);
        await moved.WaitForAsync(3);
        Assert.Equal((2, 3, 5), (run.Second.Count, moved.Count, run.First.Count));
    }

    [Theory]
    [InlineData("0", 404)]
    [InlineData("3", 200)]
    [InlineData("6", 404)]
    public async Task A8_A_route_that_is_not_published_reaches_neither(string status, int answer)
    {
        await using var run = await Run.StartAsync(Seed.Replace("name: Route1", $"name: Route1\n    status: {status}", StringComparison.Ordinal));
        Assert.Equal(answer, (await run.Gateway.GetAsync("/")).Status);
        if (answer == 200)
        {
            await run.Second.WaitForAsync(1);
        }

        Assert.Equal(answer == 200 ? (1, 1) : (0, 0), (run.First.Count, run.Second.Count));
    }

    [Fact]
    public async Task The_policies_as_the_API_has_them_do_the_same()
    {
        await using var run = await Run.StartAsync("""
            {
              "Services": [{ "Name": "Service1", "ServicePort": 8080 }, { "Name": "Service2", "ServicePort": 8080 }],
              "Routes": [{
                "Name": "Route1", "RouteOrder": 1, "DestinationType": "Single", "Services": [{ "Name": "Service1" }],
                "Predicates": "{\"PathPredicates\":{\"Path\":\"/old\",\"Type\":\"PRE\"},\"MethodPredicates\":[\"POST\"]}",
                "Policies": "{\"TrafficMirror\":\"{\\\"status\\\":\\\"on\\\",\\\"serviceName\\\":\\\"Service2\\\",\\\"percentage\\\":25}\",\"HTTPRewrite\":\"{\\\"status\\\":\\\"on\\\",\\\"pathType\\\":\\\"PRE\\\",\\\"path\\\":\\\"/new\\\",\\\"host\\\":\\\"orders.internal\\\"}\",\"HeaderOp\":\"{\\\"status\\\":\\\"on\\\",\\\"headerOpItems\\\":[{\\\"directionType\\\":\\\"Request\\\",\\\"opType\\\":\\\"Update\\\",\\\"key\\\":\\\"x-env\\\",\\\"value\\\":\\\"grey\\\"}]}\"}"
              }]
            }
            """);
        await run.Gateway.AskAsync(8, "POST /old/1?a=b HTTP/1.1\r\nHost: a\r\nX-Env: white\r\nContent-Length: 2\r\n\r\nhi");
        Assert.Equal(404, (await run.Gateway.GetAsync("/old/1")).Status);
        await run.Gateway.CopiesAsync("Service2", run.Second, 8, 2);
        Assert.All(run.First.Requests.Concat(run.Second.Requests), request => Assert.Equal(
            ("/new/1?a=b", "orders.internal", "grey", "hi"), (request.Target, request.Field("Host"), request.Field("X-Env"), request.BodyText)));
    }

    [Fact]
    public async Task Orders_hosts_versions_and_fixed_answers_are_the_console_s()
    {
        await using var run = await Run.StartAsync("""
            domains: [{ name: shop.example.com, domainId: 1 }]
            services:
              - { name: Service1, ports: [8080], addresses: [Service1], versions: [{ name: v1, addresses: [Service1] }, { name: v2, addresses: [Service2] }] }
            routes:
              - { name: late, routeOrder: 9, domainId: 1, destinationType: Mock, directResponse: { code: 418 } }
              - { name: versions, routeOrder: 5, domainId: 1, predicates: { path: { path: /v } }, destinationType: VersionOriented, services: [{ name: Service1, version: v1, percent: 50 }, { name: Service1, version: v2, percent: 50 }] }
              - { name: first, routeOrder: 1, domainId: 1, predicates: { path: { path: /v/first } }, destinationType: Redirect, redirect: { code: 301, host: b.example.com, path: /x } }
              - { name: other, destinationType: Mock, directResponse: { body: other } }
            """);
        Assert.Equal(418, (await run.Gateway.GetAsync("/any", "shop.example.com")).Status);
        Assert.Equal("other", (await run.Gateway.GetAsync("/any", "else.example.com")).BodyText);
        var moved = await run.Gateway.GetAsync("/v/first/a", "shop.example.com");
        Assert.Equal((301, "http://b.example.com/x"), (moved.Status, moved.Field("Location")));
        await run.Gateway.AskAsync(10, "GET /v/a HTTP/1.1\r\nHost: shop.example.com\r\n\r\n");
        Assert.Equal((5, 5), (run.First.Count, run.Second.Count));
    }

    private sealed class Run : IAsyncDisposable
    {
        private Run(RecordingUpstream first, RecordingUpstream second) => (First, Second) = (first, second);

        public RecordingUpstream First { get; }

        public RecordingUpstream Second { get; }

        public TestGateway Gateway { get; private set; } = null!;

        public static async Task<Run> StartAsync(string file)
        {
            var run = new Run(RecordingUpstream.Start(), RecordingUpstream.Start());
            run.Gateway = await TestGateway.StartAsync(run.PlanOf(file));
            return run;
        }

        public Planning.Plan PlanOf(string file) =>
            DialectGateway.PlanOf("mse", [("Service1:8080", First.Authority), ("Service2:8080", Second.Authority)], file);

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
