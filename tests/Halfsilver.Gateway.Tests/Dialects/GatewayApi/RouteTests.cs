using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.GatewayApi;

/// <summary>The conformance tests of the API's mirrors, and what its specification promises of routes.</summary>
public sealed class RouteTests
{
    private const string Infra = "gateway-conformance-infra";

    private const string Changes = """
        { type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-Header-Set, value: set-overwrites-values }], add: [{ name: X-Header-Add, value: add-appends-values }, { name: X-Header-Add-Append, value: header-val-2 }], remove: [X-Header-Remove] } }
        """;

    [Fact]
    public async Task G1_The_same_path_reaches_the_backend_and_the_mirror()
    {
        await using var run = await Run.StartAsync($"{Rule("/mirror", Mirror("infra-backend-v2"))}{Rule("/mirror-and-modify-headers", $"{Changes.Trim()}, {Mirror("infra-backend-v2")}")}");
        Assert.Equal("v1", (await run.Gateway.GetAsync("/mirror")).BodyText);
        await run.V2.WaitForAsync(1);
        Assert.Equal("/mirror", Assert.Single(run.V2.Requests).Target);
        Assert.Equal("/mirror", Assert.Single(run.V1.Requests).Target);
    }

    [Theory]
    [InlineData("G2", false)]
    [InlineData("G4", true)]
    public async Task G2_G4_What_filters_change_is_changed_for_the_backend_and_for_every_mirror(string id, bool several)
    {
        var mirrors = several ? $"{Mirror("infra-backend-v2")}, {Mirror("infra-backend-v3")}" : Mirror("infra-backend-v2");
        await using var run = await Run.StartAsync(Rule("/mirror-and-modify-headers", $"{Changes.Trim()}, {mirrors}"));
        Assert.Equal("v1", (await run.Gateway.GetAsync("/mirror-and-modify-headers", fields: "X-Header-Remove: remove-val\r\nX-Header-Add-Append: append-val-1\r\nX-Header-Set: set-val\r\n")).BodyText);
        RecordedRequest[] seen = [.. await run.V1.WaitForAsync(1), .. await run.V2.WaitForAsync(1), .. several ? await run.V3.WaitForAsync(1) : []];
        Assert.Equal(several ? 3 : 2, seen.Length);
        foreach (var request in seen)
        {
            Assert.True(request.Field("X-Header-Add") == "add-appends-values", id);
            Assert.Equal(["append-val-1", "header-val-2"], request.Fields.Where(field => field.Name.Equals("X-Header-Add-Append", StringComparison.OrdinalIgnoreCase)).Select(field => field.Value));
            Assert.Equal("set-overwrites-values", Assert.Single(request.Fields, field => field.Name.Equals("X-Header-Set", StringComparison.OrdinalIgnoreCase)).Value);
            Assert.Null(request.Field("X-Header-Remove"));
        }
    }

    [Fact]
    public async Task G3_Several_mirrors_of_a_rule_each_get_every_request()
    {
        await using var run = await Run.StartAsync(Rule("/multi-mirror", $"{Mirror("infra-backend-v2")}, {Mirror("infra-backend-v3")}"));
        Assert.Equal("v1", (await run.Gateway.GetAsync("/multi-mirror")).BodyText);
        await run.V2.WaitForAsync(1);
        await run.V3.WaitForAsync(1);
        Assert.Equal((1, 1, 1), (run.V1.Count, run.V2.Count, run.V3.Count));
    }

    [Theory]
    [InlineData("G5", "percent: 20", 100)]
    [InlineData("G6", "fraction: { numerator: 25, denominator: 50 }", 250)]
    [InlineData("G7", "percent: 35", 175)]
    public async Task G5_G6_G7_Shares_are_exact_where_three_sigma_would_do(string id, string share, int copies)
    {
        var filters = $"{(id == "G7" ? $"{Changes.Trim()}, " : "")}{Mirror("infra-backend-v2", share)}";
        await using var run = await Run.StartAsync(Rule("/percent-mirror", filters));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => run.Gateway.AskAsync(50, "GET /percent-mirror HTTP/1.1\r\nHost: a\r\n\r\n")));
        await BooksOf.BalanceAsync(run.Gateway.Host, 500, "infra-backend-v2");
        Assert.InRange(run.V2.Count, copies - 1, copies + 1);
        Assert.Equal(500, run.V1.Count);
    }

    [Fact]
    public async Task A_prefix_ends_at_a_segment_and_the_longest_one_counts()
    {
        await using var run = await Run.StartAsync($"{Rule("/mirror", Mirror("infra-backend-v2"))}{Rule("/", "", "infra-backend-v3")}");
        await run.Gateway.GetAsync("/mirror/a");
        await run.Gateway.GetAsync("/mirrored");
        await run.V2.WaitForAsync(1);
        Assert.Equal(("/mirror/a", "/mirrored"), (Assert.Single(run.V1.Requests).Target, Assert.Single(run.V3.Requests).Target));
        Assert.Equal("/mirror/a", Assert.Single(run.V2.Requests).Target);
    }

    [Theory]
    [InlineData("GET /exact", "", "v1")]
    [InlineData("GET /exact/a", "", "v3")]
    [InlineData("POST /any", "", "v2")]
    [InlineData("GET /any", "x-env: grey\r\nx-b: 1\r\n", "v1")]
    [InlineData("GET /any", "x-env: grey\r\n", "v2")]
    [InlineData("GET /any?page=1", "", "v1")]
    [InlineData("GET /any", "", "v3")]
    public async Task Precedence_is_the_specifications(string line, string fields, string answer)
    {
        await using var run = await Run.StartAsync("""
              - { matches: [{ path: { type: PathPrefix, value: / } }], backendRefs: [{ name: infra-backend-v3, port: 8080 }] }
              - { matches: [{ path: { type: PathPrefix, value: / }, queryParams: [{ name: page, value: "1" }] }], backendRefs: [{ name: infra-backend-v1, port: 8080 }] }
              - { matches: [{ method: POST }, { headers: [{ name: X-Env, value: grey }] }], backendRefs: [{ name: infra-backend-v2, port: 8080 }] }
              - { matches: [{ headers: [{ name: X-Env, value: grey }, { name: X-B, type: RegularExpression, value: "[0-9]" }] }], backendRefs: [{ name: infra-backend-v1, port: 8080 }] }
              - { matches: [{ path: { type: Exact, value: /exact } }], backendRefs: [{ name: infra-backend-v1, port: 8080 }] }

            """);
        Assert.Equal(answer, (await run.Gateway.AskOnceAsync($"{line} HTTP/1.1\r\nHost: a\r\n{fields}Content-Length: 0\r\n\r\n")).BodyText);
    }

    [Theory]
    [InlineData("{ type: URLRewrite, urlRewrite: { hostname: v2.internal, path: { type: ReplacePrefixMatch, replacePrefixMatch: /new } } }", "/old/a?b=c", "/new/a?b=c", "v2.internal")]
    [InlineData("{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }", "/old/a", "/a", "a.test")]
    [InlineData("{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }", "/old", "/", "a.test")]
    [InlineData("{ type: URLRewrite, urlRewrite: { path: { type: ReplaceFullPath, replaceFullPath: /one } } }", "/old/a", "/one", "a.test")]
    public async Task A_rewrite_holds_for_the_backend_and_the_copies(string filter, string target, string sent, string host)
    {
        await using var run = await Run.StartAsync(Rule("/old", $"{filter}, {Mirror("infra-backend-v2")}"));
        await run.Gateway.GetAsync(target);
        foreach (var request in (RecordedRequest[])[.. await run.V1.WaitForAsync(1), .. await run.V2.WaitForAsync(1)])
        {
            Assert.Equal((sent, host), (request.Target, request.Field("Host")));
        }
    }

    [Theory]
    [InlineData("{ scheme: https, hostname: new.example.com, statusCode: 301 }", 301, "https://new.example.com/old/a?b")]
    [InlineData("{ path: { type: ReplacePrefixMatch, replacePrefixMatch: /new }, port: 8443 }", 302, "http://a.test:8443/new/a?b")]
    [InlineData("{ path: { type: ReplaceFullPath, replaceFullPath: /one }, statusCode: 308 }", 308, "http://a.test/one?b")]
    public async Task A_redirect_is_the_answer(string redirect, int status, string location)
    {
        await using var run = await Run.StartAsync($"  - {{ matches: [{{ path: {{ value: /old }} }}], filters: [{{ type: RequestRedirect, requestRedirect: {redirect} }}] }}\n");
        var answer = await run.Gateway.GetAsync("/old/a?b");
        Assert.Equal((status, location), (answer.Status, answer.Field("Location")));
    }

    [Fact]
    public async Task Weights_share_the_requests_and_a_backends_own_mirror_copies_its_part()
    {
        await using var run = await Run.StartAsync($"  - backendRefs: [{{ name: infra-backend-v1, port: 8080, weight: 9 }}, {{ name: infra-backend-v2, port: 8080, weight: 1, filters: [{Mirror("infra-backend-v3")}] }}]\n");
        await run.Gateway.AskAsync(20);
        await run.V3.WaitForAsync(2);
        Assert.Equal((18, 2, 2), (run.V1.Count, run.V2.Count, run.V3.Count));
    }

    [Theory]
    [InlineData("backendRefs: [{ name: infra-backend-v1, port: 8080, weight: 0 }]")]
    [InlineData("backendRefs: []")]
    [InlineData("backendRefs: [{ group: a.example.com, kind: Bucket, name: b }]")]
    [InlineData("filters: [{ type: ExtensionRef, extensionRef: { group: a.example.com, kind: Auth, name: b } }], backendRefs: [{ name: infra-backend-v1, port: 8080 }]")]
    public async Task What_cannot_be_answered_is_a_500(string rule)
    {
        await using var run = await Run.StartAsync($"  - {{ {rule} }}\n");
        Assert.Equal(500, (await run.Gateway.GetAsync("/")).Status);
        Assert.Equal(0, run.V1.Count);
    }

    [Fact]
    public async Task Hosts_are_what_route_and_listener_share()
    {
        await using var run = await Run.StartAsync("  - backendRefs: [{ name: infra-backend-v1, port: 8080 }]\n", listener: "hostname: \"*.example.com\", ", hosts: "[shop.example.com, other.test]");
        Assert.Equal(200, (await run.Gateway.GetAsync("/", "shop.example.com")).Status);
        Assert.Equal(404, (await run.Gateway.GetAsync("/", "other.test")).Status);
        Assert.Equal(404, (await run.Gateway.GetAsync("/", "api.example.com")).Status);
    }

    private static string Rule(string path, string filters, string backend = "infra-backend-v1") =>
        $"  - {{ matches: [{{ path: {{ type: PathPrefix, value: {path} }} }}], filters: [{filters}], backendRefs: [{{ name: {backend}, port: 8080 }}] }}\n";

    private static string Mirror(string name, string share = "") =>
        $"{{ type: RequestMirror, requestMirror: {{ backendRef: {{ name: {name}, port: 8080 }}{(share.Length > 0 ? $", {share}" : "")} }} }}";

    /// <summary>Three backends behind a Gateway, as the conformance tests have them.</summary>
    private sealed class Run : IAsyncDisposable
    {
        public RecordingUpstream V1 { get; } = RecordingUpstream.Start(Answer.Text("v1"));

        public RecordingUpstream V2 { get; } = RecordingUpstream.Start(Answer.Text("v2"));

        public RecordingUpstream V3 { get; } = RecordingUpstream.Start(Answer.Text("v3"));

        public TestGateway Gateway { get; private set; } = null!;

        public static async Task<Run> StartAsync(string rules, string listener = "", string? hosts = null)
        {
            var run = new Run();
            var services = string.Concat(Enumerable.Range(1, 3).Select(i => $"---\napiVersion: v1\nkind: Service\nmetadata: {{ name: infra-backend-v{i}, namespace: {Infra} }}\nspec: {{ ports: [{{ port: 8080, targetPort: 3000 }}] }}\n"));
            run.Gateway = await DialectGateway.StartAsync(
                "gateway-api", [($"infra-backend-v1.{Infra}.svc:8080", run.V1), ($"infra-backend-v2.{Infra}.svc:8080", run.V2), ($"infra-backend-v3.{Infra}.svc:8080", run.V3)],
                $"apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{ name: same-namespace, namespace: {Infra} }}\nspec: {{ gatewayClassName: a, listeners: [{{ name: http, port: 80, {listener}protocol: HTTP }}] }}\n",
                $"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{ name: mirror, namespace: {Infra} }}\nspec:\n  parentRefs: [{{ name: same-namespace }}]\n{(hosts is null ? "" : $"  hostnames: {hosts}\n")}  rules:\n{rules}{services}");
            return run;
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await V1.DisposeAsync();
            await V2.DisposeAsync();
            await V3.DisposeAsync();
        }
    }
}
