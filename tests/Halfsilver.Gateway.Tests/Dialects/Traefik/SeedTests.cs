using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Traefik;

/// <summary>The documentation's own examples, as written there.</summary>
public sealed class SeedTests
{
    private const string OneMirror = """
        apiVersion: traefik.io/v1alpha1
        kind: TraefikService
        metadata:
          name: app-mirror
          namespace: apps
        spec:
          mirroring:
            name: app-v1
            port: 80
            mirrors:
              - name: app-v2
                port: 80
                percent: 10
        """;

    private const string TwoMirrors = """
        apiVersion: traefik.io/v1alpha1
        kind: TraefikService
        metadata:
          name: app-multi-mirror
          namespace: apps
        spec:
          mirroring:
            name: app-stable
            port: 80
            mirrors:
              - name: app-v2
                port: 80
                percent: 100
              - name: app-v3
                port: 80
                percent: 50
        """;

    private const string FileForm = """
        http:
          routers:
            my-app:
              rule: "Host(`app.example.com`)"
              service: app-mirror
              entryPoints:
                - websecure
              tls: {}
          services:
            app-mirror:
              mirroring:
                service: app-v1
                mirrors:
                  - name: app-v2
                    percent: 10
            app-v1:
              loadBalancer:
                servers:
                  - url: "http://app-v1.internal:8080"
            app-v2:
              loadBalancer:
                servers:
                  - url: "http://app-v2.internal:8080"
        """;

    [Fact]
    public async Task The_IngressRoute_with_its_TraefikService_copies_a_tenth_over_TLS()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("v1"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync(
            "traefik", [("app-v1.apps.svc:80", primary), ("app-v2.apps.svc:80", mirror)], Route("app-mirror"), OneMirror);
        await AskOverTlsAsync(gateway, 20);
        await gateway.CopiesAsync("app-v2", mirror, 20, 2);
        Assert.Equal(20, primary.Count);
        Assert.All(mirror.Requests, copy => Assert.Equal("app.example.com", copy.Field("Host")));
    }

    [Fact]
    public async Task The_TraefikService_with_several_mirrors_copies_to_each_its_share()
    {
        await using var primary = RecordingUpstream.Start();
        await using var second = RecordingUpstream.Start();
        await using var third = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync(
            "traefik", [("app-stable.apps.svc:80", primary), ("app-v2.apps.svc:80", second), ("app-v3.apps.svc:80", third)],
            $"{Route("app-multi-mirror")}\n---\n{TwoMirrors}\n---\n{OneMirror}");
        await AskOverTlsAsync(gateway, 20);
        await gateway.CopiesAsync("app-v2", second, 20, 20);
        await gateway.CopiesAsync("app-v3", third, 20, 10);
        Assert.Equal(20, primary.Count);
    }

    [Fact]
    public async Task The_file_providers_form_does_the_same()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync(
            "traefik", [("app-v1.internal:8080", primary), ("app-v2.internal:8080", mirror)], FileForm);
        await AskOverTlsAsync(gateway, 10);
        await gateway.CopiesAsync("app-v2", mirror, 10, 1);
    }

    [Fact]
    public async Task T16_Traefiks_own_file_for_its_mirror_test_is_served_as_there()
    {
        await using var primary = RecordingUpstream.Start();
        await using var first = RecordingUpstream.Start();
        await using var second = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            [global]
              checkNewVersion = false
              sendAnonymousUsage = false

            [api]
            insecure=true

            [log]
              level = "DEBUG"

            [entryPoints]

              [entryPoints.web]
                address = ":8000"

            [providers.file]
              filename = "mirror.toml"

            ## dynamic configuration ##

            [http.routers]
              [http.routers.router]
                service = "mirror"
                rule = "Path(`/whoami`)"

            [http.services]
              [http.services.mirror.mirroring]
                service = "service1"
              [[http.services.mirror.mirroring.mirrors]]
                name = "mirror1"
                percent = 10
              [[http.services.mirror.mirroring.mirrors]]
                name = "mirror2"
                percent = 50

              [http.services.service1.loadBalancer]
                [[http.services.service1.loadBalancer.servers]]
                  url = "{{primary.Url}}"
              [http.services.mirror1.loadBalancer]
                [[http.services.mirror1.loadBalancer.servers]]
                  url = "{{first.Url}}"
              [http.services.mirror2.loadBalancer]
                  [[http.services.mirror2.loadBalancer.servers]]
                    url = "{{second.Url}}"
            """);
        await gateway.AskAsync(10);
        await gateway.CopiesAsync("mirror1", first, 10, 1);
        await gateway.CopiesAsync("mirror2", second, 10, 5);
        Assert.Equal(10, primary.Count);
    }

    private static string Route(string service) => $$"""
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: my-app
          namespace: apps
        spec:
          entryPoints:
            - websecure
          routes:
            - match: Host(`app.example.com`)
              kind: Rule
              services:
                - name: {{service}}
                  namespace: apps
                  kind: TraefikService
          tls: {}
        """;

    private static async Task AskOverTlsAsync(TestGateway gateway, int times)
    {
        await using var client = await gateway.ConnectTlsAsync("app.example.com");
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(200, (await client.AskAsync("GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n")).Status);
        }

        Assert.Equal(404, (await client.AskAsync("GET / HTTP/1.1\r\nHost: other.example.com\r\n\r\n")).Status);
    }
}
