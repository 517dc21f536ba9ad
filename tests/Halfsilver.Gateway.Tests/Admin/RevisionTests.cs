using System.Text.Json;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Sending;
using Halfsilver.Stores.Memory;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>Revisions and the audit log over HTTP.</summary>
public sealed class RevisionTests
{
    [Fact]
    public async Task Revisions_are_listed_newest_first_in_pages()
    {
        await using var admin = await WithRevisionsAsync(5);

        var first = (await admin.GetAsync("/api/v1/revisions?limit=2")).Json;
        var second = (await admin.GetAsync($"/api/v1/revisions?limit=2&before={first.GetProperty("next").GetInt64()}")).Json;
        var last = (await admin.GetAsync($"/api/v1/revisions?limit=2&before={second.GetProperty("next").GetInt64()}")).Json;

        Assert.Equal([5, 4, 3, 2, 1], new[] { first, second, last }.SelectMany(Numbers));
        Assert.False(last.TryGetProperty("next", out _));
        Assert.Equal(5, first.GetProperty("active").GetInt32());
        Assert.Equal([true, false], first.GetProperty("revisions").EnumerateArray().Select(one => one.GetProperty("active").GetBoolean()));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=two")]
    [InlineData("?limit=-1")]
    [InlineData("?before=0")]
    [InlineData("?before=99999999999999999999")]
    public async Task A_page_that_makes_no_sense_is_refused(string query)
    {
        await using var admin = await WithRevisionsAsync(1);

        Assert.Equal((400, 400), ((await admin.GetAsync("/api/v1/revisions" + query)).Code, (await admin.GetAsync("/api/v1/audit" + query)).Code));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("r2")]
    public async Task A_revision_is_given_whole(string name)
    {
        await using var admin = await WithRevisionsAsync(3);

        var one = (await admin.GetAsync($"/api/v1/revisions/{name}")).Json;

        Assert.Equal(2, one.GetProperty("revision").GetProperty("number").GetInt32());
        Assert.Equal(RevisionsUnderTest.Yaml(2), one.GetProperty("plan").GetString());
        Assert.StartsWith("~ routes.all.mirrors.mirror.percent", one.GetProperty("difference")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public async Task A_revision_that_is_not_there_is_404(string name)
    {
        await using var admin = await WithRevisionsAsync(1);

        Assert.Equal((404, "not-found"), (await admin.GetAsync($"/api/v1/revisions/{name}") is var read ? (read.Code, read.Problem) : default));
        Assert.Equal(404, (await admin.PostAsync($"/api/v1/revisions/{name}/activate")).Code);
    }

    [Fact]
    public async Task Going_back_serves_the_older_plan_and_forward_again_the_newer()
    {
        await using var admin = await WithRevisionsAsync(3);
        var tag = (await admin.GetAsync("/api/v1/config")).Tag!;

        var tried = await admin.PostAsync("/api/v1/revisions/1/activate?dryRun=true");
        Assert.Equal((200, 3), (tried.Code, admin.Gateway.Revision));
        var back = await admin.PostAsync("/api/v1/revisions/1/activate", ("If-Match", tag), ("X-Change-Message", "it was better"));
        Assert.Equal((200, "1", 1), (back.Code, back.Revision, admin.Gateway.Revision));
        Assert.Equal(RevisionsUnderTest.Written.Routes[0].Mirrors[0].Share, admin.Gateway.Plan.Routes[0].Mirrors[0].Share);
        Assert.Equal(412, (await admin.PostAsync("/api/v1/revisions/2/activate", ("If-Match", tag))).Code);
        Assert.Equal((200, 2), ((await admin.PostAsync("/api/v1/revisions/r2/activate")).Code, admin.Gateway.Revision));

        Assert.Equal([3, 2, 1], Numbers((await admin.GetAsync("/api/v1/revisions")).Json));
        var entry = (await admin.GetAsync("/api/v1/audit")).Json.GetProperty("entries")[1];
        Assert.Equal(("plan.activate", "r1", "it was better"), (Text(entry, "action"), Text(entry, "target"), Text(entry, "message")));
        Assert.Equal((3, 1), (entry.GetProperty("revision").GetProperty("from").GetInt32(), entry.GetProperty("revision").GetProperty("to").GetInt32()));
        Assert.Equal("127.0.0.1", entry.GetProperty("actor").GetProperty("ip").GetString());
        Assert.NotEmpty(Text(entry, "requestId"));
    }

    [Fact]
    public async Task Stopping_copies_is_in_the_audit_log_and_in_no_revision()
    {
        await using var admin = await WithRevisionsAsync(1);
        admin.Gateway.Engage(KillScope.Everything, "it burns", "bob");
        admin.Gateway.Release(KillScope.Everything, "bob");

        await Bound.Within(admin.Gateway.Changes.Audit.WrittenAsync(), Bound.Usual, "both entries");

        var entries = (await admin.GetAsync("/api/v1/audit?limit=2")).Json.GetProperty("entries").EnumerateArray().ToArray();
        Assert.Equal(["kill.release", "kill.engage"], entries.Select(entry => Text(entry, "action")));
        Assert.Equal(("all", "it burns", "bob"), (Text(entries[1], "target"), Text(entries[1], "message"), entries[1].GetProperty("actor").GetProperty("name").GetString()));
        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_503_and_the_plan_before_serves_on()
    {
        var store = new BrittleStore(new MemoryControlStore(TimeProvider.System));
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with { OpenStore = () => Task.FromResult<Halfsilver.Stores.IControlStore>(store) });
        store.Breaks = true;

        var answer = await admin.PutAsync(RevisionsUnderTest.Yaml(7));

        Assert.Equal((503, "store-unavailable"), (answer.Code, answer.Problem));
        Assert.Equal(RevisionsUnderTest.Written, admin.Gateway.Plan);
        store.Breaks = false;
        Assert.Equal(200, (await admin.PutAsync(RevisionsUnderTest.Yaml(7))).Code);
    }

    private static IEnumerable<int> Numbers(JsonElement list) => list.GetProperty("revisions").EnumerateArray().Select(one => one.GetProperty("number").GetInt32());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<RevisionsUnderTest> WithRevisionsAsync(int count)
    {
        var admin = await RevisionsUnderTest.StartAsync();
        for (var number = 2; number <= count; number++)
        {
            Assert.Equal(200, (await admin.PutAsync(RevisionsUnderTest.Yaml(number))).Code);
        }

        return admin;
    }
}
