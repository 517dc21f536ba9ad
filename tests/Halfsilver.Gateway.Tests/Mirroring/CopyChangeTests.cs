using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>What a mirror receives when its copies are changed; the primary gets what the client sent.</summary>
public sealed class CopyChangeTests
{
    private const string Sent = "GET /orders/a%2Fb/%7e?x=%41&debug=1 HTTP/1.1";

    public static TheoryData<CopyChanges, string> Changes => new()
    {
        { new() { Rewrite = new() { ReplaceRegex = new("^/orders/([^/]+)", "/v2/$1/orders") } }, "GET /v2/a%2Fb/orders/%7e?x=%41&debug=1 HTTP/1.1" },
        { new() { Rewrite = new() { Template = "/v2/{part}/of/{id}" } }, "GET /v2/%7e/of/a%2Fb?x=%41&debug=1 HTTP/1.1" },
        { new() { Rewrite = new() { ReplacePath = "/health" } }, "GET /health?x=%41&debug=1 HTTP/1.1" },
        { new() { Rewrite = new() { Query = new() { Remove = ["debug"], Set = [new("env", "a b")] } } }, "GET /orders/a%2Fb/%7e?x=%41&env=a%20b HTTP/1.1" },
        { new() { Method = "OPTIONS" }, "OPTIONS /orders/a%2Fb/%7e?x=%41&debug=1 HTTP/1.1" },
        { new() { Method = "HEAD", Rewrite = new() { Template = "/{id}", AddPrefix = "/v2", Query = new() { Remove = ["x"] } } }, "HEAD /v2/a%2Fb?debug=1 HTTP/1.1" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_copy_is_changed_and_the_primarys_request_is_not(CopyChanges changes, string copied)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("answer"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("other"));
        await using var gateway = await TestGateway.StartAsync(Templated(Plans.To(primary, Plans.Mirror(mirror) with { Changes = changes })));
        await using var client = await gateway.ConnectAsync();

        Assert.Equal("answer", (await client.AskAsync($"{Sent}\r\nHost: a\r\n\r\n")).BodyText);
        await BooksOf.BalanceAsync(gateway.Host, 1);

        Assert.Equal(Sent, Assert.Single(primary.Requests).RequestLine);
        Assert.Equal(copied, Assert.Single(mirror.Requests).RequestLine);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Halfsilver.Sending.Fate.Answered]);
    }

    [Fact]
    public async Task Copies_sent_as_HEAD_share_a_connection_since_their_answers_have_no_body()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("answer"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("a body that is only announced"));
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror) with { Changes = new() { Method = "HEAD" } }));
        await using var client = await gateway.ConnectAsync();

        for (var i = 1; i <= 3; i++)
        {
            await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await BooksOf.BalanceAsync(gateway.Host, i);
        }

        Assert.Equal(3, BooksOf.Mirror(gateway.Host).Books[Halfsilver.Sending.Fate.Answered]);
        Assert.Equal(1, mirror.Connections);
    }

    [Fact]
    public async Task A_copy_with_another_method_keeps_its_body()
    {
        await using var primary = RecordingUpstream.Start(Answer.Ok);
        await using var mirror = RecordingUpstream.Start(Answer.Ok);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror) with { Changes = new() { Method = "PUT" } }));
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        await BooksOf.BalanceAsync(gateway.Host, 1);

        Assert.Equal(("PUT", "hello"), (mirror.Requests[0].Method, mirror.Requests[0].BodyText));
    }

    [Fact]
    public async Task The_routes_own_changes_reach_the_primary_and_the_copys_come_after_them()
    {
        await using var primary = RecordingUpstream.Start(Answer.Ok);
        await using var mirror = RecordingUpstream.Start(Answer.Ok);
        var plan = Templated(Plans.To(primary, Plans.Mirror(mirror) with { Changes = new() { Rewrite = new() { ReplacePrefix = new("/v2", "/v3"), Query = new() { Add = [new("copy", "1")] } } } }));
        await using var gateway = await TestGateway.StartAsync(plan with
        {
            Routes = [plan.Routes[0] with { Rewrite = new() { Template = "/v2/{id}", Query = new() { Remove = ["debug"] } } }],
        });
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync($"{Sent}\r\nHost: a\r\n\r\n");
        await BooksOf.BalanceAsync(gateway.Host, 1);

        Assert.Equal("GET /v2/a%2Fb?x=%41 HTTP/1.1", primary.Requests[0].RequestLine);
        Assert.Equal("GET /v3/a%2Fb?x=%41&copy=1 HTTP/1.1", mirror.Requests[0].RequestLine);
    }

    private static Plan Templated(Plan plan) => plan with { Routes = [plan.Routes[0] with { Rule = new PathTemplateRule("/orders/{id}/{part}") }] };
}
