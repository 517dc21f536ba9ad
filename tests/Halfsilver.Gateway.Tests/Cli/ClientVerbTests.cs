using System.Text.Json;
using Halfsilver.Gateway.Tests.Admin;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

public sealed class ClientVerbTests
{
    private static string[] Line(AdminUnderTest admin, params string[] args) => [.. args, "--admin", $"127.0.0.1:{admin.Address.Port}"];

    [Fact]
    public async Task Kill_stops_everything_and_says_what_it_did_and_how_to_resume()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync(Line(admin, "kill", "--reason", "v2 paging")));

        Assert.Equal($"engage all 'v2 paging' by {Environment.UserName}", admin.Gateway.Asked[0]);
        Assert.Equal("mirroring stopped on test at 12:14:02.118Z · 37 queued copies dropped · 12 in flight may finish\n", shell.Data);
        Assert.Equal("resume with: halfsilver resume\n", shell.Messages);
    }

    [Theory]
    [InlineData("--route shop", "engage shop ")]
    [InlineData("--mirror shop/v2", "engage shop/v2 ")]
    [InlineData("--route shop --mirror v2", "engage shop/v2 ")]
    [InlineData("--route shop --mirror shop/v2", "engage shop/v2 ")]
    public async Task Kill_names_a_scope(string flags, string asked)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        Assert.Equal(0, await new Shell().RunAsync(Line(admin, ["kill", .. flags.Split(' ')])));

        Assert.StartsWith(asked, admin.Gateway.Asked[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_of_a_route_that_is_not_there_is_1_with_the_gateways_own_words()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var shell = new Shell();

        Assert.Equal(1, await shell.RunAsync(Line(admin, "kill", "--route", "shopp")));

        Assert.Contains("no route 'shopp'; there are: orders, shop", shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_tells_what_is_still_stopped()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Engage(KillScope.Everything, "r", "a");
        admin.Gateway.Engage(new KillScope("shop", "v2"), "v2 is ill", "a");
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync(Line(admin, "resume")));

        Assert.StartsWith("mirroring resumed on test at ", shell.Data, StringComparison.Ordinal);
        Assert.Equal("still stopped: to shop/v2 (v2 is ill) · halfsilver resume --mirror shop/v2\n", shell.Messages);
    }

    [Fact]
    public async Task Kill_and_resume_as_json_are_one_document()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var (kill, resume) = (new Shell(), new Shell());

        await kill.RunAsync(Line(admin, "kill", "-o", "json"));
        await resume.RunAsync(Line(admin, "resume", "-o", "json"));

        Assert.Equal(37, JsonDocument.Parse(kill.Data).RootElement.GetProperty("queuedDropped").GetInt32());
        Assert.Equal(12, JsonDocument.Parse(kill.Data).RootElement.GetProperty("inFlight").GetInt32());
        Assert.True(JsonDocument.Parse(resume.Data).RootElement.GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task Explain_without_a_file_asks_the_gateway()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var shell = new Shell();
        shell.Environment["HALFSILVER_ADMIN"] = $"http://127.0.0.1:{admin.Address.Port}";

        Assert.Equal(0, await shell.RunAsync("explain", "GET", "http://shop.test/a", "-H", "X-User: 7", "-H", "Host: other"));

        Assert.Equal("GET http://shop.test/a → route shop\n", shell.Data);
        Assert.Equal("X-User=7,Host=other", string.Join(',', admin.Gateway.Explained!.Headers.Select(field => $"{field.Name}={field.Value}")));
    }

    [Theory]
    [InlineData(true, false, 0, "ok\n")]
    [InlineData(false, false, 0, "ok\n")]
    [InlineData(true, true, 0, "ready\n")]
    [InlineData(false, true, 1, "not ready: starting or draining\n")]
    public async Task Healthcheck_is_0_or_1(bool ready, bool askReady, int code, string text)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Ready = ready;
        var shell = new Shell();

        Assert.Equal(code, await shell.RunAsync(Line(admin, askReady ? ["healthcheck", "--ready"] : ["healthcheck"])));

        Assert.Equal(text, shell.Data);
    }

    [Theory]
    [InlineData("healthcheck", 1)]
    [InlineData("kill", 69)]
    [InlineData("stat", 69)]
    [InlineData("tap", 69)]
    [InlineData("explain GET http://a/", 69)]
    public async Task No_gateway_is_told_with_what_to_do(string line, int code)
    {
        await using var dead = BadMirror.Refuses();
        var shell = new Shell();

        Assert.Equal(code, await shell.RunAsync([.. line.Split(' '), "--admin", dead.Authority]));

        Assert.Contains("nothing listens there", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("--admin URL", shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tap_prints_each_copy_and_ends_after_max()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var shell = new Shell();
        var tap = shell.RunAsync(Line(admin, "tap", "--max", "3"));
        await Bound.Eventually(() => admin.Gateway.Taps == 1, "the tap");

        admin.Gateway.End(Plans.Copy());
        admin.Gateway.End(Plans.Copy("/b", Fate.FailedConnect, mirror: 0));
        admin.Gateway.End(Plans.Copy("/early") with { PrimaryStatus = 0, PrimaryTime = TimeSpan.Zero });

        Assert.Equal(0, await Bound.Within(tap, Bound.Usual, "three lines"));
        Assert.Equal(
            "12:14:02.118 shop v2 GET /products/7  200 → 200  3.2 ms | 5.4 ms\n"
            + "12:14:02.118 shop v2 GET /b  200 → –  failed: connect  3.2 ms | 5.4 ms\n"
            + "12:14:02.118 shop v2 GET /early  – → 200  – | 5.4 ms\n",
            shell.Data);
    }

    [Fact]
    public async Task Tap_as_json_is_one_object_a_line_and_filters()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var shell = new Shell();
        var tap = shell.RunAsync(Line(admin, "tap", "--only", "error", "--route", "shop", "--max", "1", "-o", "json"));
        await Bound.Eventually(() => admin.Gateway.Taps == 1, "the tap");

        admin.Gateway.End(Plans.Copy("/fine"));
        admin.Gateway.End(Plans.Copy("/elsewhere", mirror: 500, route: "orders"));
        admin.Gateway.End(Plans.Copy("/broken", mirror: 500));

        Assert.Equal(0, await Bound.Within(tap, Bound.Usual, "one line"));
        Assert.Equal("/broken", JsonDocument.Parse(Assert.Single(shell.Data.TrimEnd().Split('\n'))).RootElement.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Tap_ends_with_69_when_the_gateway_does()
    {
        var admin = await AdminUnderTest.StartAsync();
        var shell = new Shell();
        var tap = shell.RunAsync(Line(admin, "tap"));
        await Bound.Eventually(() => admin.Gateway.Taps == 1, "the tap");

        await admin.DisposeAsync();

        Assert.Equal(69, await Bound.Within(tap, Bound.Usual, "the end of the stream"));
    }

    [Fact]
    public async Task Stat_looks_twice_and_shows_what_happened_between()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Metrics = StatTests.Page(100);
        var time = new FakeTime { FiresOnThreadPool = true };
        var shell = new Shell { Time = time };
        var stat = shell.RunAsync(Line(admin, "stat", "--window", "20s", "-o", "json"));
        // The client's own limit is a timer of 10 s: once only the window's is left, the first page has been read.
        await Bound.Eventually(() => time.NextDue == TimeSpan.FromSeconds(20), "the first page");

        admin.Gateway.Metrics = StatTests.Page(300);
        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(0, await Bound.Within(stat, Bound.Usual, "the second page"));
        var rows = JsonDocument.Parse(shell.Data).RootElement;
        Assert.Equal(10.0, rows[0].GetProperty("perSecond").GetDouble());
        Assert.Equal("v2", rows[1].GetProperty("mirror").GetString());
    }
}
