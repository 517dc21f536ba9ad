using System.Collections.Immutable;

using Halfsilver.Dialects.Traefik;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests.Traefik;

/// <summary>What Traefik's own tests hold of its configuration; the files stand among the golden ones.</summary>
public sealed class CaseTests
{
    [Theory]
    [InlineData(-1, false)]
    [InlineData(101, false)]
    [InlineData(100, true)]
    [InlineData(0, true)]
    public void T3_A_percentage_lies_between_0_and_100(int percent, bool good)
    {
        var reading = Read($$"""
            http:
              routers: { a: { rule: PathPrefix(`/`), service: m } }
              services:
                m: { mirroring: { service: a, mirrors: [{ name: b, percent: {{percent}} }] } }
                a: { loadBalancer: { servers: [{ url: "http://a" }] } }
                b: { loadBalancer: { servers: [{ url: "http://b" }] } }
            """);
        Assert.Equal(good, reading.Plan is not null);
    }

    [Fact]
    public void T22_A_TraefikService_mirrors_over_Services_with_their_endpoints()
    {
        var plan = Golden("traefik-mirroring-resources").Plan!;
        var route = Assert.Single(plan.Routes);
        Assert.Equal(new ForwardAction(new ServiceRef("default-mirror1")), route.Action);
        Assert.Equal(12, route.Priority);
        var service = (MirroringService)plan.Services["default-mirror1"];
        var mirror = Assert.Single(service.Mirrors);
        Assert.Equal((50m, "default-whoami4-8080", "default-whoami5-8080"), (mirror.Share.Percent, mirror.Target.Service, service.Primary.Service));
        Assert.Equal(["10.10.0.1:8080", "10.10.0.2:8080"], Addresses(plan, "default-whoami4-8080"));
        Assert.Equal(["10.10.0.3:8080", "10.10.0.4:8080"], Addresses(plan, "default-whoami5-8080"));
        Assert.Equal(HostRewrite.Preserve, ((EndpointsService)plan.Services["default-whoami5-8080"]).Host);
    }

    [Fact]
    public void T23_T24_Mirrors_and_weights_stand_inside_one_another()
    {
        var plan = Golden("traefik-mirroring-weighted").Plan!;
        var outer = (MirroringService)plan.Services["default-mirror1"];
        Assert.Equal(("default-wrr1", "default-wrr2", 30m), (outer.Primary.Service, outer.Mirrors[0].Target.Service, outer.Mirrors[0].Share.Percent));
        var weighted = (WeightedService)plan.Services["default-wrr1"];
        Assert.Equal(["default-whoami4-8080", "default-whoami5-8080", "default-mirror2"], weighted.To.Select(to => to.Service.Service));
    }

    [Fact]
    public void T28_A_mirror_without_a_percentage_loads_with_0_and_is_told()
    {
        var reading = Golden("traefik-mirroring-weighted");
        var inner = (MirroringService)reading.Plan!.Services["default-mirror2"];
        Assert.Equal(Share.None, Assert.Single(inner.Mirrors).Share);
        Assert.Contains(reading.Notices, notice => notice.Message.Contains("Traefik's default is 0", StringComparison.Ordinal) && notice.Line == 38);
    }

    [Fact]
    public void T25_T26_References_cross_namespaces_and_providers()
    {
        var plan = Golden("traefik-namespaces").Plan!;
        var service = (MirroringService)plan.Services["back-copies"];
        Assert.Equal("back-app-http", service.Primary.Service);
        Assert.Equal(["trial-app-http", "legacy", "back-empty-80"], service.Mirrors.Select(mirror => mirror.Target.Service));
        Assert.Equal(["app.trial.example.com:8080"], Addresses(plan, "trial-app-http"));
        Assert.Equal(["legacy:8080"], Addresses(plan, "legacy"));
        Assert.Empty(Addresses(plan, "back-empty-80"));
    }

    [Fact]
    public void Large_files_lose_nothing_that_changes_routing_body_host_or_share()
    {
        foreach (var file in new[] { "traefik-large-file", "traefik-large-resources", "traefik-large-toml" })
        {
            var reading = Golden(file);
            Assert.True(reading.Plan!.Routes.Length >= 50, file);
            Assert.DoesNotContain(reading.Notices, notice => notice.StopsThePlan);
            Assert.DoesNotContain(reading.Notices, notice => notice.Kind == NoticeKind.Ignored && notice.Message.Contains("not known here", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_matcher_middleware_and_type_of_service_stands_in_a_golden_file()
    {
        var inputs = string.Concat(Directory.EnumerateFiles(Goldens.Folder, "traefik-*.golden").Select(file => File.ReadAllText(file).Split("\n---- ")[0]));
        var words = Halfsilver.Dialects.Traefik.Keys.MiddlewareKeys.Middleware.Keys.Concat(Halfsilver.Dialects.Traefik.Keys.ServiceKeys.Service.Keys)
            .Select(key => key.Name).Where(name => name is not ("encodedCharacters" or "ipWhiteList"));
        Assert.DoesNotContain(words, word => !inputs.Contains(word, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Addresses(Plan plan, string service) =>
        ((EndpointsService)plan.Services[service]).Endpoints.Select(endpoint => $"{endpoint.Host}:{endpoint.Port}");

    private static Reading Read(string text) => new TraefikDialect().Read(new DialectText("a", text));

    private static Reading Golden(string name)
    {
        var input = File.ReadAllText(Path.Combine(Goldens.Folder, $"{name}.golden")).Split("\n---- ")[0] + "\n";
        ImmutableArray<DialectText> files = input.StartsWith("==== ", StringComparison.Ordinal)
            ? [.. ("\n" + input).Split("\n==== ", StringSplitOptions.RemoveEmptyEntries).Select(file => file.Split('\n', 2)).Select(file => new DialectText(file[0], file[1]))]
            : [new DialectText(name, input)];
        return new TraefikDialect().Read(files);
    }
}
