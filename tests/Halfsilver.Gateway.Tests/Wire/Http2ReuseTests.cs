using System.Net;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Streams of one connection share what they are served with: nothing of one request may be met in another.</summary>
public sealed class Http2ReuseTests
{
    [Fact]
    public async Task Requests_of_one_connection_are_each_what_was_sent_and_get_each_its_own_answer()
    {
        await using var primary = RecordingUpstream.Start(AnswerTo);
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        using var client = Front.H2c.Client(gateway);

        for (var i = 0; i < 120; i++)
        {
            using var request = Request(i);
            using var answer = await client.SendAsync(request);

            Assert.Equal(i % 7 == 0 ? 404 : 200, (int)answer.StatusCode);
            Assert.Equal($"answer {i}", await answer.Content.ReadAsStringAsync());
            Assert.Equal($"value {i}", Assert.Single(answer.Headers.GetValues("x-answer")));
            Assert.Equal(i % 4, answer.Headers.Count(field => field.Key.StartsWith("x-more-", StringComparison.Ordinal)));
        }

        await BooksOf.BalanceAsync(gateway.Host, 120);
        foreach (var side in new[] { primary, mirror })
        {
            var seen = side.Requests.ToDictionary(request => request.Field("x-request")!, StringComparer.Ordinal);
            Assert.Equal(120, seen.Count);
            for (var i = 0; i < 120; i++)
            {
                var request = seen[$"{i}"];
                Assert.Equal($"/{i}", request.Target);
                Assert.Equal(i % 5, request.Fields.Count(field => field.Name.StartsWith("x-field-", StringComparison.Ordinal)));
                Assert.Equal(BodyOf(i) ?? "", request.BodyText);
            }
        }

        Assert.Single(primary.Requests.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public async Task A_stream_that_was_given_up_takes_nothing_from_those_that_come_after_it()
    {
        var stuck = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(
            request => request.Target == "/stuck" ? Answer.Text("late") with { Gate = stuck.Task } : Answer.Text("ok"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await Http2Client.ConnectAsync(gateway.Address);

        for (var i = 0; i < 20; i++)
        {
            await client.SendRequestAsync((4 * i) + 1, "GET", "/stuck", end: true);
            await primary.WaitForHeadsAsync((2 * i) + 1);
            await client.ResetAsync((4 * i) + 1);
            await client.SendRequestAsync((4 * i) + 3, "GET", "/next", end: true);

            var answer = await client.ReadAnswerAsync((4 * i) + 3);
            Assert.Equal((200, "ok"), (answer.Status, answer.BodyText));
        }

        stuck.SetResult();
        await BooksOf.BalanceAsync(gateway.Host, 40);
        Assert.Equal(40, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
    }

    [Fact]
    public async Task An_ordinary_answer_after_one_of_trailers_only_has_its_body()
    {
        await using var primary = RecordingUpstream.Start(
            request => request.Target == "/bare" ? Answer.Of(200, "grpc-status: 5") : Answer.Text("whole"));
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        using var client = Front.H2c.Client(gateway);

        for (var i = 0; i < 4; i++)
        {
            using var bare = await client.SendAsync(Front.H2c.Request("GET", "/bare"));
            Assert.Equal("", await bare.Content.ReadAsStringAsync());
            using var whole = await client.SendAsync(Front.H2c.Request("GET", "/whole"));
            Assert.Equal("whole", await whole.Content.ReadAsStringAsync());
        }
    }

    private static string? BodyOf(int i) => (i % 3) switch
    {
        0 => null,
        1 => new string('b', i),
        _ => new string('c', 100 * i),
    };

    private static HttpRequestMessage Request(int i)
    {
        var request = Front.H2c.Request(BodyOf(i) is null ? "GET" : "POST", $"/{i}");
        request.Headers.Add("x-request", $"{i}");
        for (var more = 0; more < i % 5; more++)
        {
            request.Headers.Add($"x-field-{more}", new string('v', 1 + (40 * more)));
        }

        if (BodyOf(i) is { } body)
        {
            request.Content = new StringContent(body);
            request.Headers.TransferEncodingChunked = i % 2 == 0;
        }

        return request;
    }

    private static Answer AnswerTo(RecordedRequest request)
    {
        var i = int.Parse(request.Field("x-request")!);
        string[] more = [.. Enumerable.Range(0, i % 4).Select(at => $"x-more-{at}: {new string('m', 1 + (20 * at))}")];
        return Answer.Text($"answer {i}", i % 7 == 0 ? (int)HttpStatusCode.NotFound : 200) with { Fields = [$"x-answer: value {i}", .. more] };
    }
}
