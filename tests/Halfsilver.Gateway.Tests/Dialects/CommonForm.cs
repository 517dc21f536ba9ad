using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>A file with one route and one mirror, from host <c>app</c> to host <c>app-v2</c>, and what its dialect makes different.</summary>
/// <param name="Dialect">The dialect's name.</param>
/// <param name="File">The file; PERCENT stands for the share, METHOD for the method where an endpoint has one.</param>
internal sealed record CommonForm(string Dialect, string File)
{
    /// <summary>The mirror's name in the plan.</summary>
    public const string Name = "app-v2";

    /// <summary>Where the hosts are.</summary>
    public string Hosts { get; init; } = ":80";

    /// <summary>What makes its services speak HTTP/2 without TLS; null where it passes no gRPC on.</summary>
    public (string From, string To)? Grpc { get; init; }

    /// <summary>What keeps bodies to a hundred octets; null where nothing does.</summary>
    public (string From, string To)? Limit { get; init; }

    /// <summary>Whether the client's Host goes on.</summary>
    public bool KeepsHost { get; init; } = true;

    /// <summary>Whether a copy leaves when the client has its answer, and not at all when it has left before.</summary>
    public bool IsAfterPrimary { get; init; }

    /// <summary>Whether a route is an endpoint of one method that calls its own backends: no shares, no upgrades.</summary>
    public bool IsFanOut { get; init; }

    /// <summary>One form of each dialect, and both of MSE's.</summary>
    public static IReadOnlyDictionary<string, CommonForm> All { get; } = new Dictionary<string, CommonForm>(StringComparer.Ordinal)
    {
        ["traefik"] = new("traefik", """
            http:
              routers: { all: { rule: PathPrefix(`/`), service: copied } }
              services:
                copied: { mirroring: { service: app, mirrors: [{ name: app-v2, percent: PERCENT }] } }
                app: { loadBalancer: { servers: [{ url: "http://app" }] } }
                app-v2: { loadBalancer: { servers: [{ url: "http://app-v2" }] } }
            """)
        {
            Grpc = ("http://", "h2c://"),
            IsAfterPrimary = true,
        },
        ["krakend"] = new("krakend", """
            { "version": 3, "host": ["http://app"], "timeout": "20s", "endpoints": [
              { "endpoint": "/x/{id}", "method": "METHOD", "output_encoding": "no-op", "input_headers": ["*"], "input_query_strings": ["*"], "backend": [
                { "url_pattern": "/x/{id}" },
                { "host": ["http://app-v2"], "url_pattern": "/x/{id}", "extra_config": { "proxy": { "shadow": true } } } ] } ] }
            """)
        {
            Limit = ("\"version\": 3", "\"version\": 3, \"extra_config\": { \"router\": { \"max_payload\": 100 } }"),
            KeepsHost = false,
            IsFanOut = true,
        },
        ["kong"] = new("kong", """
            _format_version: "3.0"
            services:
            - name: app
              url: "http://app:80"
              routes: [{ name: all, paths: [/], strip_path: false, preserve_host: true }]
              plugins: [{ name: traffic-mirror, config: { mirrorHost: app-v2, mirrorPort: 80, percentage: PERCENT, logResponses: false } }]
            """)
        {
            Grpc = ("http://", "grpc://"),
            Limit = ("plugins: [", "plugins: [{ name: request-size-limiting, config: { allowed_payload_size: 100, size_unit: bytes } }, "),
        },
        ["vrata"] = new("vrata", """
            { "routes": [{ "id": "r", "name": "all", "match": {}, "forward": {
                "destinations": [{ "destinationId": "<a>", "weight": 100 }], "mirror": { "destinationId": "<b>", "percentage": PERCENT } } }],
              "destinations": [{ "id": "<a>", "name": "app", "host": "app", "port": 80 }, { "id": "<b>", "name": "app-v2", "host": "app-v2", "port": 80 }] }
            """)
        {
            Grpc = ("\"port\": 80", "\"port\": 80, \"options\": { \"http2\": true }"),
        },
        ["console"] = new("mse", """
            services: [{ name: app, sourceType: K8S, namespace: test, ports: [80] }, { name: app-v2, sourceType: K8S, namespace: test, ports: [80] }]
            routes: [{ name: all, services: [{ name: app }], policies: { trafficMirror: { target: app-v2, port: dynamic, percentage: PERCENT } } }]
            """)
        {
            Hosts = ".test.svc:80",
            Grpc = ("ports:", "agreementType: HTTP2, ports:"),
        },
        ["ingress"] = new("mse", """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: all, namespace: test, annotations: { higress.io/mirror-target-service: "app-v2:80", higress.io/mirror-percentage: "PERCENT" } }
            spec: { rules: [{ http: { paths: [{ pathType: Prefix, path: /, backend: { service: { name: app, port: { number: 80 } } } }] } }] }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: app, namespace: test }
            spec: { ports: [{ port: 80, appProtocol: http }] }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: app-v2, namespace: test }
            spec: { ports: [{ port: 80, appProtocol: http }] }
            """)
        {
            Hosts = ".test.svc:80",
            Grpc = ("appProtocol: http", "appProtocol: grpc"),
        },
        ["HTTPRoute"] = new("gateway-api", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: { name: all, namespace: test }
            spec:
              rules:
              - filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: app-v2, port: 80 }, percent: PERCENT } }]
                backendRefs: [{ name: app, port: 80 }]
            """)
        {
            Hosts = ".test.svc:80",
            Grpc = ("HTTPRoute\nmetadata: { name: all, namespace: test }\nspec:\n  rules:\n  - ", "GRPCRoute\nmetadata: { name: all, namespace: test }\nspec:\n  rules:\n  - matches: [{ method: { service: shop.Orders, method: Get } }]\n    "),
        },
        ["yarp"] = new("yarp", """
            { "ReverseProxy": {
              "Routes": { "all": { "ClusterId": "app", "Match": { "Path": "/{**rest}" }, "Transforms": [{ "RequestHeaderOriginalHost": "true" }],
                "Metadata": { "Mirror.ClusterId": "app-v2", "Mirror.Percent": "PERCENT", "Mirror.Methods": "all" } } },
              "Clusters": { "app": { "Destinations": { "one": { "Address": "http://app/" } } }, "app-v2": { "Destinations": { "one": { "Address": "http://app-v2/" } } } } } }
            """)
        {
            Grpc = ("\"Destinations\"", "\"HttpRequest\": { \"Version\": \"2\", \"VersionPolicy\": \"RequestVersionExact\" }, \"Destinations\""),
            Limit = ("\"Match\"", "\"MaxRequestBodySize\": 100, \"Match\""),
        },
    };

    /// <summary>The plan, its two hosts pinned to these addresses.</summary>
    public Plan Plan(string primary, string mirror, int percent = 100, string method = "POST", (string From, string To)? with = null)
    {
        var file = File.Replace("PERCENT", $"{percent}", StringComparison.Ordinal).Replace("METHOD", method, StringComparison.Ordinal);
        return DialectGateway.PlanOf(
            Dialect, [($"app{Hosts}", primary), ($"{Name}{Hosts}", mirror)], with is { } change ? file.Replace(change.From, change.To, StringComparison.Ordinal) : file);
    }

    public Task<TestGateway> StartAsync(RecordingUpstream primary, LoopbackServer mirror, int percent = 100, string method = "POST", (string From, string To)? with = null) =>
        TestGateway.StartAsync(Plan(primary.Authority, mirror.Authority, percent, method, with));
}
