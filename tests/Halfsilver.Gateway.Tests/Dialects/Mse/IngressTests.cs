using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Mse;

/// <summary>What Higress' own tests hold of its annotations, and of Ingresses.</summary>
public sealed class IngressTests
{
    private const string Services = """
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: app, namespace: test }
        spec: { ports: [{ name: http, port: 80 }, { name: other, port: 8080 }] }
        """;

    [Theory]
    [InlineData("H1", "", null, 0)]
    [InlineData("H2", "mirror-target-fqdn: www.example.com", "www.example.com", 80)]
    [InlineData("H3", "mirror-target-fqdn: 10.0.0.9, mirror-target-fqdn-port: '8080'", "10.0.0.9", 8080)]
    [InlineData("H4", "mirror-target-service: test/app", "app.test.svc", 80)]
    [InlineData("H5", "mirror-target-service: test/app:8080", "app.test.svc", 8080)]
    [InlineData("H6", "mirror-target-service: test/app:hi", "app.test.svc", 80)]
    [InlineData("H7", "mirror-target-service: app", "app.test.svc", 80)]
    [InlineData("H8", "mirror-target-service: app:8080", "app.test.svc", 8080)]
    [InlineData("H9", "mirror-target-service: test/app, mirror-target-fqdn: www.example.com, mirror-target-fqdn-port: '8443'", "www.example.com", 8443)]
    public void H1_H2_H3_H4_H5_H6_H7_H8_H9_Annotations_of_either_prefix_name_a_target(string id, string annotations, string? host, int port)
    {
        foreach (var prefix in new[] { "nginx.ingress.kubernetes.io/", "higress.io/" })
        {
            var written = annotations.Replace("mirror-", $"{prefix}mirror-", StringComparison.Ordinal);
            var plan = DialectGateway.PlanOf("mse", [], $"{Ingress("all", $"{{ {written} }}")}\n{Services}");
            var route = Assert.Single(plan.Routes);
            if (host is null)
            {
                Assert.True(route.Mirrors.IsEmpty, id);
                continue;
            }

            var target = Assert.IsType<EndpointsService>(plan.Services[Assert.Single(route.Mirrors).Target.Service]);
            Assert.Equal((host, port), (Assert.Single(target.Endpoints).Host, target.Endpoints[0].Port));
            Assert.Equal(Share.All, route.Mirrors[0].Share);
        }
    }

    [Fact]
    public async Task A9_H10_The_end_to_end_test_of_Higress_gets_its_answer_and_its_copy()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("v1"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("mse", [("infra-backend-v1.infra.svc:8080", primary), ("infra-backend-mirror.infra.svc:8080", mirror)], """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: httproute-mirror-target-service
              namespace: infra
              annotations:
                nginx.ingress.kubernetes.io/mirror-target-service: "infra-backend-mirror"
            spec:
              ingressClassName: higress
              rules:
              - http:
                  paths:
                  - pathType: Prefix
                    path: "/mirror"
                    backend:
                      service:
                        name: infra-backend-v1
                        port:
                          number: 8080
            """, """
            apiVersion: v1
            kind: Service
            metadata: { name: infra-backend-mirror, namespace: infra }
            spec: { selector: { app: infra-backend-mirror }, ports: [{ protocol: TCP, port: 8080, targetPort: 3000 }] }
            """);
        Assert.Equal("v1", (await gateway.GetAsync("/mirror")).BodyText);
        Assert.Equal(404, (await gateway.GetAsync("/mirrored")).Status);
        await gateway.CopiesAsync("infra-backend-mirror", mirror, 1, 1);
        Assert.Equal("/mirror", mirror.Requests[0].Target);
    }

    [Theory]
    [InlineData("mirror-target-service: gone")]
    [InlineData("mirror-target-service: app:81")]
    [InlineData("mirror-target-service: app, higress.io/mirror-percentage: '-1'")]
    public async Task H12_A_broken_mirror_never_breaks_its_route(string annotations)
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("mse", [("app.test.svc:80", primary)], $"{Ingress("all", $"{{ higress.io/{annotations} }}")}\n{Services}");
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        Assert.Empty(gateway.Host.Plans.Plan.Routes[0].Mirrors);
    }

    [Theory]
    [InlineData("12.5", 100)]
    [InlineData("150", 100)]
    [InlineData("0", 0)]
    [InlineData("25", 25)]
    public void The_percentage_is_read_as_Higress_reads_it(string written, int percent)
    {
        var plan = DialectGateway.PlanOf("mse", [], $"{Ingress("all", $"{{ higress.io/mirror-target-service: app, higress.io/mirror-percentage: '{written}' }}")}\n{Services}");
        Assert.Equal(percent, Assert.Single(plan.Routes[0].Mirrors).Share.Percent);
    }

    [Fact]
    public async Task A_canary_takes_its_part_and_its_requests_are_copied_by_the_mirror_beside_it()
    {
        await using var app = RecordingUpstream.Start();
        await using var canary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync(
            "mse", [("app.test.svc:80", app), ("canary.test.svc:80", canary), ("mirror.test.svc:80", mirror)],
            Ingress("all", "{ nginx.ingress.kubernetes.io/mirror-target-service: 'mirror:80' }"),
            Ingress("by-weight", "{ nginx.ingress.kubernetes.io/canary: 'true', nginx.ingress.kubernetes.io/canary-weight: '20' }", "canary"),
            Ingress("by-header", "{ nginx.ingress.kubernetes.io/canary: 'true', nginx.ingress.kubernetes.io/canary-by-header: x-canary }", "canary"));
        await gateway.AskAsync(10);
        Assert.Equal((8, 2), (app.Count, canary.Count));
        await gateway.AskAsync(5, "GET / HTTP/1.1\r\nHost: a\r\nX-Canary: always\r\n\r\n");
        Assert.Equal((8, 7), (app.Count, canary.Count));
        await mirror.WaitForAsync(15);
        Assert.Equal(15, mirror.Count);
    }

    [Theory]
    [InlineData("rewrite-target: /$2", "/old(/|$)(.*)", "/old/a/b?c=d", "/a/b?c=d")]
    [InlineData("rewrite-target: /new", "/old", "/old/a", "/new/a")]
    [InlineData("use-regex: 'true'", "/o[a-z]+", "/old/a", "/old/a")]
    [InlineData("upstream-vhost: v2.internal", "/old", "/old", "/old")]
    public async Task Rewrites_hold_for_the_primary_and_its_copies(string annotation, string path, string target, string sent)
    {
        await using var app = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync(
            "mse", [("app.test.svc:80", app), ("mirror.test.svc:80", mirror)],
            Ingress("all", $"{{ nginx.ingress.kubernetes.io/mirror-target-service: 'mirror:80', nginx.ingress.kubernetes.io/{annotation} }}", path: path));
        Assert.Equal(200, (await gateway.GetAsync(target)).Status);
        await gateway.CopiesAsync("mirror", mirror, 1, 1);
        Assert.All(app.Requests.Concat(mirror.Requests), request => Assert.Equal(
            (sent, annotation.StartsWith("upstream", StringComparison.Ordinal) ? "v2.internal" : "a.test"), (request.Target, request.Field("Host"))));
    }

    [Fact]
    public async Task Who_is_not_let_in_gets_a_403_and_is_not_copied()
    {
        await using var app = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync(
            "mse", [("app.test.svc:80", app), ("mirror.test.svc:80", mirror)],
            Ingress("in", "{ higress.io/mirror-target-service: 'mirror:80', higress.io/whitelist-source-range: 127.0.0.0/8 }", path: "/in"),
            Ingress("out", "{ higress.io/mirror-target-service: 'mirror:80', higress.io/whitelist-source-range: 10.0.0.0/8 }", path: "/out"),
            Ingress("black", "{ higress.io/blacklist-source-range: 127.0.0.1 }", path: "/black"));
        Assert.Equal(200, (await gateway.GetAsync("/in")).Status);
        Assert.Equal(403, (await gateway.GetAsync("/out")).Status);
        Assert.Equal(403, (await gateway.GetAsync("/black")).Status);
        await mirror.WaitForAsync(1);
        Assert.Equal((1, 1), (app.Count, mirror.Count));
    }

    private static string Ingress(string name, string annotations, string service = "app", string path = "/") => $$"""
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: {{name}}
          namespace: test
          annotations: {{annotations}}
        spec:
          rules:
          - http: { paths: [{ pathType: Prefix, path: "{{path}}", backend: { service: { name: {{service}}, port: { number: 80 } } } }] }
        """;
}
