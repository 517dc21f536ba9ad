using System.Text;

using Halfsilver.Dialects.GatewayApi;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests.GatewayApi;

/// <summary>The validation tests of the API, on both kinds of routes; sizes; large files.</summary>
public sealed class CaseTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("G8", "requestMirror: { backendRef: { name: b, port: 80 }, percent: 42, fraction: { numerator: 83, denominator: 100 } }", "cannot stand beside")]
    [InlineData("G9", "requestMirror: { backendRef: { name: b, port: 80 }, fraction: { numerator: 1001, denominator: 1000 } }", "1001/1000 is more than a whole")]
    [InlineData("G10", "requestMirror: { backendRef: { name: b, port: 80 }, fraction: { numerator: 0, denominator: 0 } }", "0 is below 1")]
    [InlineData("G11", "requestMirror: { backendRef: { name: b, port: 80 }, fraction: { numerator: -1, denominator: 100 } }", "-1 is below 0")]
    [InlineData("G13", "requestHeaderModifier: { remove: [a] }", "\"requestHeaderModifier\" is not for a filter of type RequestMirror")]
    [InlineData("G13", "", "\"requestMirror\" is missing")]
    public void G8_G9_G10_G11_G13_G14_What_the_server_refuses_is_refused(string id, string filter, string why)
    {
        foreach (var kind in new[] { "HTTPRoute", "GRPCRoute" })
        {
            var reading = Read(Route(kind, $"{{ type: RequestMirror{(filter.Length > 0 ? ", " : "")}{filter} }}"));
            Assert.True(reading.Plan is null, id);
            Assert.Contains(reading.Notices, notice => notice.Kind == NoticeKind.Rejected && notice.Message.Contains(why, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void G13_A_mirror_is_no_part_of_another_filter()
    {
        var reading = Read(Route("HTTPRoute", "{ type: RequestHeaderModifier, requestHeaderModifier: { remove: [a] }, requestMirror: { backendRef: { name: b, port: 80 } } }"));
        Assert.Contains(reading.Notices, notice => notice.StopsThePlan && notice.Message.Contains("\"requestMirror\" is not for a filter of type RequestHeaderModifier", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("percent: 42", 42)]
    [InlineData("percent: 0", 0)]
    [InlineData("fraction: { numerator: 83 }", 83)]
    [InlineData("fraction: { numerator: 83, denominator: 100 }", 83)]
    [InlineData("fraction: { numerator: 4, denominator: 8 }", 50)]
    [InlineData("fraction: { numerator: 2147483646, denominator: 2147483647 }", 100)]
    [InlineData("fraction: { numerator: 0, denominator: 1 }", 0)]
    public void G12_G14_H11_A_percentage_or_a_fraction_alone_is_the_share(string share, int percent)
    {
        foreach (var kind in new[] { "HTTPRoute", "GRPCRoute" })
        {
            var plan = Read(Route(kind, $"{{ type: RequestMirror, requestMirror: {{ backendRef: {{ name: b, port: 80 }}, {share} }} }}")).Plan;
            Assert.Equal(percent, Assert.Single(Assert.Single(plan!.Routes).Mirrors).Share.Percent, 0);
        }
    }

    [Theory]
    [InlineData("backendRef: { group: storage.example.com, kind: Bucket, name: b, port: 80 }", "InvalidKind")]
    [InlineData("backendRef: { name: gone, port: 80 }", "BackendNotFound")]
    [InlineData("backendRef: { name: a, port: 81 }", "BackendNotFound")]
    [InlineData("backendRef: { name: a, namespace: other, port: 80 }", "RefNotPermitted")]
    public void H12_A_mirror_that_is_not_right_is_a_notice_and_the_route_is_served(string reference, string reason)
    {
        var services = "---\napiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80 }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: other }\nspec: { ports: [{ port: 80 }] }\n";
        foreach (var kind in new[] { "HTTPRoute", "GRPCRoute" })
        {
            var reading = Read(Route(kind, $"{{ type: RequestMirror, requestMirror: {{ {reference} }} }}") + services);
            var route = Assert.Single(reading.Plan!.Routes);
            Assert.True(route.Mirrors.IsEmpty);
            Assert.IsType<ForwardAction>(route.Action);
            Assert.Contains(reading.Notices, notice => notice.Kind == NoticeKind.Approximated && notice.Message.Contains($"ResolvedRefs would be False ({reason})", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("gateway-api-large-shop.golden", 80, 30)]
    [InlineData("gateway-api-large-grpc.golden", 80, 38)]
    [InlineData("gateway-api-large-tenants.golden", 80, 30)]
    public void Nothing_of_a_large_file_is_refused_and_its_mirrors_are_there(string file, int routes, int mirrors)
    {
        var reading = Read(GoldenTests.InputOf(Path.Combine(Goldens.Folder, file)));
        Assert.DoesNotContain(reading.Notices, notice => notice.StopsThePlan);
        Assert.True(reading.Plan!.Routes.Length >= routes, $"{reading.Plan.Routes.Length} routes");
        Assert.True(reading.Plan.Routes.Count(route => !route.Mirrors.IsEmpty) >= mirrors, $"{reading.Plan.Routes.Count(route => !route.Mirrors.IsEmpty)} with mirrors");
        Assert.DoesNotContain(reading.Notices, notice => notice.Kind == NoticeKind.Ignored && notice.Message.Contains("not known here", StringComparison.Ordinal));
    }

    [Fact]
    public void A_thousand_routes_are_read_in_time_that_grows_with_them()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 1_000; i++)
        {
            text.Append("---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: r").Append(i).Append(" }\nspec: { hostnames: [h").Append(i % 50)
                .Append(".example.com], rules: [{ matches: [{ path: { value: /").Append(i).Append(" } }], filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: m").Append(i)
                .Append(", port: 80 } } }], backendRefs: [{ name: s").Append(i).Append(", port: 80 }] }] }\n");
        }

        Assert.Equal(1_000, Read(text.ToString()).Plan!.Routes.Sum(route => route.Mirrors.Length));
    }

    [Theory]
    [InlineData("parentRefs", "{ name: a }", 32)]
    [InlineData("hostnames", "a.example.com", 16)]
    [InlineData("rules", "{ backendRefs: [{ name: a, port: 80 }] }", 16)]
    public void Lists_are_as_long_as_the_server_lets_them_be(string key, string item, int most)
    {
        Assert.Null(Read(Listed(most + 1)).Plan);
        Assert.NotNull(Read(Listed(most)).Plan);

        string Listed(int count) => $"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{ name: a }}\nspec: {{ {key}: [{string.Join(", ", Enumerable.Repeat(item, count))}] }}\n";
    }

    private static string Route(string kind, string filter) =>
        $"apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{ name: a }}\nspec: {{ rules: [{{ filters: [{filter}], backendRefs: [{{ name: a, port: 80 }}] }}] }}\n";

    private static Reading Read(string text)
    {
        var clock = TimeProvider.System.GetTimestamp();
        var reading = new GatewayApiDialect().Read(new DialectText("a", text));
        var took = TimeProvider.System.GetElapsedTime(clock);
        Assert.True(took < Bound, $"took {took}");
        return reading;
    }
}
