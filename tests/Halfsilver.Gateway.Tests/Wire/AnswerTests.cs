using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>What the primary answers is what the client gets.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(Plans.To(_primary));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
    }

    [Fact]
    public async Task Status_reason_and_fields_come_back_byte_for_byte_and_in_order()
    {
        string[] fields = ["x-ZULU:  a ", "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Name: \u00e9\u00ff", "Date: then", "X-Empty:"];
        _primary.Answers = _ => new Answer { Status = 299, Reason = "Quite \u00e9 Well", Fields = fields, Body = Bytes.Of("hi") };

        var answer = await AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal((299, "Quite \u00e9 Well", "hi"), (answer.Status, answer.Reason, answer.BodyText));
        Assert.Equal([.. fields, "Content-Length: 2"], answer.Fields.Lines());
    }

    [Theory]
    [InlineData(Framing.Declared, 0)]
    [InlineData(Framing.Declared, 100_000)]
    [InlineData(Framing.Declared, 10_000_000)]
    [InlineData(Framing.Chunked, 0)]
    [InlineData(Framing.Chunked, 100_000)]
    [InlineData(Framing.Chunked, 10_000_000)]
    [InlineData(Framing.Close, 0)]
    [InlineData(Framing.Close, 100_000)]
    public async Task A_body_comes_back_whole_however_it_was_framed(Framing framing, int length)
    {
        var body = new PatternBody(length);
        _primary.Answers = _ => new Answer { Pattern = body, Framing = framing, Close = framing == Framing.Close };

        var answer = await AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.True(answer.IsWhole);
        Assert.Equal((body.Length, body.Sha256), (answer.BodyLength, answer.BodySha256));
        Assert.Equal(framing == Framing.Declared ? Framing.Declared : Framing.Chunked, answer.Framing);
    }

    [Theory]
    [InlineData(Framing.Chunked)]
    [InlineData(Framing.Close)]
    public async Task A_client_of_HTTP_1_0_gets_a_body_of_unknown_length_until_the_close(Framing framing)
    {
        _primary.Answers = _ => new Answer { Body = Bytes.Of("hello"), Framing = framing, Close = framing == Framing.Close };
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        var all = Bytes.Text(await client.ReadToEndAsync());

        Assert.EndsWith("\r\n\r\nhello", all, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", all, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Connection: close", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    public async Task Answers_without_a_body_end_at_their_head_and_the_connection_lives_on(string method, int status)
    {
        _primary.Answers = _ => new Answer { Status = status, Fields = status == 204 ? [] : ["Content-Length: 1234"], Framing = Framing.None };
        await using var client = await _gateway.ConnectAsync();

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\n\r\n");
            var answer = await client.ReadAnswerAsync(toHead: true);
            Assert.Equal(status, answer.Status);
            Assert.Equal(status == 204 ? null : "1234", answer.Field("Content-Length"));
        }
    }

    [Fact]
    public async Task Trailers_of_an_answer_come_back()
    {
        _primary.Answers = _ => new Answer { Body = Bytes.Of("x"), Framing = Framing.Chunked, Trailers = ["X-Sum: 7"] };

        Assert.Equal(["X-Sum: 7"], (await AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Trailers.Lines());
    }

    [Fact]
    public async Task Interim_answers_come_first_and_the_gateway_keeps_100_to_itself()
    {
        _primary.Answers = _ => new Answer { Interims = [["100 Continue"], ["103 Early Hints", "Link: </a>"]], Body = Bytes.Of("x") };

        var answer = await AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        var hint = Assert.Single(answer.Interims);
        Assert.Equal((103, "</a>"), (hint.Status, hint.Field("Link")));
        Assert.Equal("x", answer.BodyText);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        _primary.Answers = request => Answer.Text(request.Target);
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync(string.Concat(Enumerable.Range(0, 50).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n")));

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"/{i}", (await client.ReadAnswerAsync()).BodyText);
        }
    }

    [Fact]
    public async Task A_head_may_come_byte_by_byte()
    {
        await using var client = await _gateway.ConnectAsync();

        await client.SendSplitAsync("\r\nPOST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        Assert.Equal("body", Assert.Single(_primary.Requests).BodyText);
    }

    [Fact]
    public async Task An_early_answer_reaches_the_client_before_its_upload_has_ended()
    {
        _primary.EarlyAnswers = _ => Answer.Text("no thanks", 413);
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nbegin");
        var answer = await client.ReadAnswerAsync();

        Assert.Equal((413, "no thanks"), (answer.Status, answer.BodyText));
        Assert.True(await client.IsClosedAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_seen_to_break_off()
    {
        _primary.Answers = _ => new Answer { Fields = ["Content-Length: 100"], Body = Bytes.Of("only this"), Framing = Framing.Close, Close = true };
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var all = Bytes.Text(await client.ReadToEndAsync());

        Assert.Contains("Content-Length: 100", all, StringComparison.Ordinal);
        Assert.EndsWith("only this", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_to_the_primary_are_kept_and_used_again()
    {
        await using var client = await _gateway.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        }

        Assert.Equal(1, _primary.Connections);
        Assert.Equal(20, _primary.Count);
    }

    private async Task<ReceivedAnswer> AskAsync(string request)
    {
        await using var client = await _gateway.ConnectAsync();
        return await client.AskAsync(request);
    }
}
