using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.VrataGateway;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>Vrata's mirrors, by its own files.</summary>
public sealed class VrataTests
{
    /// <summary>The examples of the documentation: who answers, who is sent copies, and how many of a hundred.</summary>
    [Theory]
    [InlineData("primary", "shadow", 100)]
    [InlineData("stable", "canary-v2", 10)]
    [InlineData("api", "analytics", 100)]
    [InlineData("production", "staging", 5)]
    public async Task V5_The_examples_copy_exactly_their_share(string primary, string mirror, int percentage)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        var forward = $$"""
            {
                "destinations": [{"destinationId": "<{{primary}}>", "weight": 100}],
                "mirror": {
                  "destinationId": "<{{mirror}}>",
                  "percentage": {{percentage}}
                }
              }
            """;
        await using var gateway = await StartAsync(File(forward, ids: [primary, mirror]), (primary, a), (mirror, b));

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("primary", (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).BodyText);
        }

        await b.WaitForAsync(percentage);
        await BooksOf.BalanceAsync(gateway.Host, 100, mirror);
        Assert.Equal(percentage, b.Requests.Count);
    }

    [Fact]
    public async Task V6_The_mirror_gets_method_path_fields_host_and_body_of_the_primary_after_the_rewrite()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(
            File(Mirrored(more: """, "rewrite": { "path": "/internal" }"""), """{ "pathPrefix": "/api/v1" }""", ids: ["a", "b"]), ("a", a), ("b", b));

        await gateway.AskOnceAsync("POST /api/v1/users?x=1 HTTP/1.1\r\nHost: shop\r\nX-Env: blue\r\nContent-Length: 5\r\n\r\nhello");
        var first = Assert.Single(await a.WaitForAsync(1));
        var copy = Assert.Single(await b.WaitForAsync(1));

        Assert.Equal("POST /internal/users?x=1 HTTP/1.1", first.RequestLine);
        Assert.Equal((first.RequestLine, "shop", "blue", "hello"), (copy.RequestLine, copy.Field("Host"), copy.Field("X-Env"), copy.BodyText));
    }

    [Fact]
    public async Task V7_A_mirror_that_never_answers_leaves_the_primary_untouched()
    {
        var never = new TaskCompletionSource();
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(new Answer { Gate = never.Task });
        await using var gateway = await StartAsync(File(Mirrored(), ids: ["a", "b"]), ("a", a), ("b", b));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((200, "primary"), (answer.Status, answer.BodyText));
        await b.WaitForAsync(1);
        never.SetResult();
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(", \"percentage\": 250", 1)]
    [InlineData(", \"percentage\": 0", 0)]
    public async Task V8_An_omitted_percentage_is_100_and_an_explicit_0_is_none(string percentage, int copies)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(File(Mirrored(percentage), ids: ["a", "b"]), ("a", a), ("b", b));

        Assert.Equal("primary", (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).BodyText);

        await BooksOf.BalanceAsync(gateway.Host, 1, "b");
        Assert.Equal(copies, b.Requests.Count);
    }

    [Fact]
    public async Task V9_A_failing_mirror_s_answer_never_reaches_the_client()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror", 500));
        await using var gateway = await StartAsync(File(Mirrored(), ids: ["a", "b"]), ("a", a), ("b", b));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((200, "primary"), (answer.Status, answer.BodyText));
        await BooksOf.BalanceAsync(gateway.Host, 1, "b");
    }

    [Fact]
    public async Task C17_A_mirror_whose_destination_is_gone_leaves_its_route_served()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await StartAsync(File(Mirrored(), ids: ["a"]), ("a", a));

        Assert.Equal("primary", (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).BodyText);
        Assert.Empty(gateway.Host.Mirrors.All);
    }

    [Fact]
    public async Task The_first_route_that_holds_counts_whatever_its_length()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("first"));
        await using var b = RecordingUpstream.Start(Answer.Text("second"));
        const string File = """
            { "routes": [
                { "id": "p", "match": { "pathPrefix": "/api" }, "forward": { "destinations": [{ "destinationId": "<a>" }] } },
                { "id": "e", "match": { "path": "/api/exact" }, "forward": { "destinations": [{ "destinationId": "<b>" }] } }],
              "destinations": [{ "id": "<a>", "host": "a", "port": 80 }, { "id": "<b>", "host": "b", "port": 80 }] }
            """;
        await using var gateway = await StartAsync(File, ("a", a), ("b", b));

        Assert.Equal("first", (await gateway.AskOnceAsync("GET /api/exact HTTP/1.1\r\nHost: shop\r\n\r\n")).BodyText);
    }
}
