using Halfsilver.Gateway.Cli;
using Halfsilver.Gateway.Settings;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Settings;

public sealed class QuickPlanTests
{
    [Theory]
    [InlineData("http://a@25%", "a", 80, 250_000)]
    [InlineData("http://a:9000@0.25%", "a", 9000, 2_500)]
    [InlineData("a:9000@100%", "a", 9000, 1_000_000)]
    [InlineData("http://[::1]:9000/@0%", "::1", 9000, 0)]
    [InlineData("http://127.0.0.1:1@0.0001%", "127.0.0.1", 1, 1)]
    public void A_mirror_is_an_address_and_an_exact_share(string text, string host, int port, int millionths)
    {
        var plan = QuickPlan.Build("http://p", [text], allMethods: false);

        var mirror = Assert.Single(Assert.Single(plan.Routes).Mirrors);
        var endpoint = Assert.Single(((EndpointsService)plan.Services[mirror.Target.Service]).Endpoints);
        Assert.Equal((host, port, millionths), (endpoint.Host, endpoint.Port, mirror.Share.Millionths));
        Assert.Equal("GET,HEAD,OPTIONS", string.Join(',', mirror.Only.Methods!.Value));
    }

    [Fact]
    public void Several_mirrors_are_numbered_and_the_plan_is_sound()
    {
        var plan = QuickPlan.Build("http://p:1", ["http://a:2@5%", "http://b:3@10%"], allMethods: true);

        Assert.Equal("mirror-1,mirror-2", string.Join(',', plan.Routes[0].Mirrors.Select(mirror => mirror.Name)));
        Assert.All(plan.Routes[0].Mirrors, mirror => Assert.Null(mirror.Only.Methods));
        Assert.Empty(PlanRules.CheckAll(plan));
    }

    [Fact]
    public void No_mirror_is_a_plain_gateway() => Assert.Empty(QuickPlan.Build("http://p", [], allMethods: false).Routes[0].Mirrors);

    [Theory]
    [InlineData("http://a", "http://a@25%")]
    [InlineData("http://a@25", "@25%")]
    [InlineData("http://a@x%", "0% to 100%")]
    [InlineData("http://a@100.1%", "0% to 100%")]
    [InlineData("ftp://a@1%", "http://orders-v2:8000")]
    [InlineData("http://a/v2@1%", "a file can rewrite them")]
    [InlineData("http://user@a@1%", "a file can rewrite them")]
    public void What_is_wrong_is_refused_with_what_would_be_right(string mirror, string hint)
    {
        var refused = Assert.Throws<CliException>(() => QuickPlan.Build("http://p", [mirror], allMethods: false));

        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(hint, refused.Hint, StringComparison.Ordinal);
    }
}
