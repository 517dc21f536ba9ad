using System.Net;
using Halfsilver.Sending;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

public sealed class KillSwitchTests
{
    private const string Path = "/api/v1/kill-switch";

    [Fact]
    public async Task A_post_without_a_body_stops_everything()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, body) = await admin.SendAsync(HttpMethod.Post, Path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["engage all 'no reason given' by api"], admin.Gateway.Asked);
        Assert.Equal(37, body.GetProperty("queuedDropped").GetInt32());
        Assert.Equal(12, body.GetProperty("inFlightCancelled").GetInt32());
        Assert.Equal("all", body.GetProperty("stopped")[0].GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("""{"route":"shop","reason":"r"}""", "engage shop 'r' by api")]
    [InlineData("""{"scope":"route","route":"shop","reason":"r","actor":"ana"}""", "engage shop 'r' by ana")]
    [InlineData("""{"scope":"mirror","route":"shop","mirror":"v2","reason":"r"}""", "engage shop/v2 'r' by api")]
    [InlineData("""{"route":"orders","mirror":"inner","reason":"a\nb"}""", "engage orders/inner 'a b' by api")]
    public async Task A_scope_is_what_the_names_say(string json, string asked)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        await admin.SendAsync(HttpMethod.Post, Path, json);

        Assert.Equal([asked], admin.Gateway.Asked);
    }

    [Theory]
    [InlineData("""{"scope":"all","route":"shop"}""", 400)]
    [InlineData("""{"scope":"route"}""", 400)]
    [InlineData("""{"mirror":"v2"}""", 400)]
    [InlineData("""{"rout":"shop"}""", 400)]
    [InlineData("""["shop"]""", 400)]
    [InlineData("""{"route":"shopp"}""", 404)]
    [InlineData("""{"route":"shop","mirror":"v3"}""", 404)]
    public async Task A_scope_that_is_unclear_or_unknown_stops_nothing(string json, int status)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, _) = await admin.SendAsync(HttpMethod.Post, Path, json);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(admin.Gateway.Asked);
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_the_names_there_are()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (_, body) = await admin.SendAsync(HttpMethod.Post, Path, """{"route":"shopp"}""");

        Assert.Equal("no route 'shopp'; there are: orders, shop", body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_delete_lets_go_of_its_own_scope_and_tells_what_stays_stopped()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Engage(KillScope.Everything, "all", "ana");
        admin.Gateway.Engage(new KillScope("shop", null), "shop", "ana");

        var (_, body) = await admin.SendAsync(HttpMethod.Delete, Path, """{"actor":"bo"}""");

        Assert.Equal("release all by bo", admin.Gateway.Asked[^1]);
        Assert.Equal("shop", Assert.Single(body.GetProperty("stopped").EnumerateArray()).GetProperty("route").GetString());
    }

    [Fact]
    public async Task A_stopped_route_can_be_let_go_after_the_plan_has_lost_it()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Engage(new KillScope("shop", null), "shop", "ana");
        admin.Gateway.Plan = admin.Gateway.Plan with { Routes = [] };

        var (answer, body) = await admin.SendAsync(HttpMethod.Delete, Path, """{"route":"shop"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(body.GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task A_get_shows_the_switch_with_reason_actor_and_time()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Engage(new KillScope("shop", "v2"), "v2 paging", "ana");

        var (_, body) = await admin.SendAsync(HttpMethod.Get, Path);

        Assert.True(body.GetProperty("engaged").GetBoolean());
        var stopped = body.GetProperty("stopped")[0];
        Assert.Equal("mirror", stopped.GetProperty("scope").GetString());
        Assert.Equal("v2 paging", stopped.GetProperty("reason").GetString());
        Assert.Equal("ana", stopped.GetProperty("actor").GetString());
        Assert.Equal("2026-03-04T12:14:02.118+00:00", stopped.GetProperty("since").GetString());
    }
}
