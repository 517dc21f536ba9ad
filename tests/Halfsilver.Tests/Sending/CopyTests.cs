using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Tests.Polling;
using Halfsilver.Tests.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

public sealed class CopyTests
{
    [Fact]
    public async Task A_copy_says_what_the_client_said_and_where_it_comes_from()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Facts("GET /a%2Fb?q=1 HTTP/1.1\r\nHost: shop.example\r\nX-Odd:  kept \r\n\r\n"));
        var request = (await upstream.WaitForAsync(1))[0];
        Assert.Equal("GET /a%2Fb?q=1 HTTP/1.1", request.RequestLine);
        Assert.Equal("shop.example", request.Field("Host"));
        Assert.Equal("192.0.2.7", request.Field("X-Forwarded-For"));
        Assert.Equal("1.1 halfsilver-test", request.Field("Via"));
        Assert.Equal("1", request.Field("Halfsilver-Copy"));
        Assert.Contains("X-Odd:  kept \r\n", request.HeadText, StringComparison.Ordinal);
        Assert.Equal(Anomaly.None, upstream.Anomalies);
        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 1, sent 1: Answered 1", Rig.BooksText(mirror));
    }

    [Fact]
    public async Task One_connection_serves_copies_that_follow_one_another()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start(Answer.Text("hello"));
        var mirror = rig.Mirror(upstream.EndPoint);
        for (var i = 0; i < 50; i++)
        {
            Rig.Send(mirror, Rig.Get());
            await rig.AtRestAsync(mirror);
        }

        Assert.Equal(50, upstream.Count);
        Assert.Equal(1, upstream.Connections);
        Assert.Equal(50, mirror.Live.Books[Fate.Answered]);
    }

    [Theory]
    [InlineData(Framing.Declared)]
    [InlineData(Framing.Chunked)]
    [InlineData(Framing.Close)]
    public async Task Answers_of_every_framing_are_read_to_their_end(Framing framing)
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start(new Answer { Framing = framing, Pattern = new PatternBody(300_000) });
        var mirror = rig.Mirror(upstream.EndPoint);
        for (var i = 0; i < 3; i++)
        {
            Rig.Send(mirror, Rig.Get());
            await rig.AtRestAsync(mirror);
        }

        Assert.Equal(3, mirror.Live.Books[Fate.Answered]);
        Assert.Equal(framing == Framing.Close ? 3 : 1, upstream.Connections);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(5_000, false)]
    [InlineData(5_000, true)]
    [InlineData(100_000, false)]
    [InlineData(100_000, true)]
    [InlineData(900_000, false)]
    [InlineData(900_000, true)]
    public async Task A_body_arrives_byte_for_byte(int length, bool chunked)
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        var body = TeeTests.Body(length);
        for (var i = 0; i < 3; i++)
        {
            rig.SendBody(mirror, body, chunked);
            await rig.AtRestAsync(mirror);
        }

        Assert.All(upstream.Requests, request =>
        {
            Assert.Equal(Sha256(body), request.BodySha256);
            Assert.Equal(chunked ? Framing.Chunked : Framing.Declared, request.Framing);
        });
        Assert.Equal(3, mirror.Live.Books[Fate.Answered]);
        Assert.Equal(1, upstream.Connections);
        Assert.Equal(Anomaly.None, upstream.Anomalies);
    }

    [Fact]
    public async Task A_body_in_many_small_pieces_with_trailers_arrives_whole()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        var body = TeeTests.Body(60_000);
        var tee = rig.SendBody(mirror, extra: "Trailer: X-Sum\r\n");
        for (var at = 0; at < body.Length; at += 1_000)
        {
            tee.Append(body.AsSpan(at, 1_000));
            await Task.Yield();
        }

        tee.Complete("X-Sum: 7\r\n"u8);
        tee.Release();
        var request = (await upstream.WaitForAsync(1))[0];
        Assert.Equal(body, request.Body);
        Assert.Equal("7", request.Trailers.First("X-Sum"));
        await rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task An_empty_body_of_unknown_length_is_empty()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        rig.SendBody(mirror, [], chunked: true);
        await rig.AtRestAsync(mirror);
        Assert.Equal(0, upstream.Requests[0].BodyLength);
        Assert.True(upstream.Requests[0].IsWhole);
    }

    [Fact]
    public async Task Without_the_body_a_copy_has_length_zero_and_no_coding()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { CopyBody = false, MaxBodyBytes = 1 });
        rig.SendBody(mirror, TeeTests.Body(1000));
        rig.SendBody(mirror, TeeTests.Body(1000), chunked: true);
        await upstream.WaitForAsync(2);
        await rig.AtRestAsync(mirror);
        Assert.All(upstream.Requests, request =>
        {
            Assert.Equal("0", request.Field("Content-Length"));
            Assert.Null(request.Field("Transfer-Encoding"));
            Assert.Equal(0, request.BodyLength);
        });
    }

    [Fact]
    public async Task A_head_without_a_body_behind_its_length_keeps_the_connection()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start(Answer.Text("not sent to HEAD"));
        var mirror = rig.Mirror(upstream.EndPoint);
        for (var i = 0; i < 3; i++)
        {
            Rig.Send(mirror, Rig.Facts("HEAD / HTTP/1.1\r\nHost: shop.example\r\n\r\n"));
            await rig.AtRestAsync(mirror);
        }

        Assert.Equal(3, mirror.Live.Books[Fate.Answered]);
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task A_few_interim_answers_are_passed_over()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start(new Answer { Interims = [["100 Continue"], ["103 Early Hints", "Link: </a>"]] });
        var mirror = rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        rig.SendBody(mirror, TeeTests.Body(100_000));
        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 2, sent 2: Answered 2", Rig.BooksText(mirror));
    }

    [Fact]
    public async Task An_answer_before_the_end_of_the_body_counts_and_ends_the_connection()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        upstream.EarlyAnswers = _ => Answer.Of(413);
        var mirror = rig.Mirror(upstream.EndPoint);
        var tee = rig.SendBody(mirror, 1_000_000);
        tee.Append(TeeTests.Body(100_000));
        await upstream.WaitForHeadsAsync(1);
        await Bound.Eventually(
            () =>
            {
                tee.Append(TeeTests.Body(1_000));
                return mirror.Live.Queue.InFlight == 0;
            },
            "the early answer ends the copy");
        tee.Abort(TeeCut.ClientAbort);
        tee.Release();
        await rig.AtRestAsync(mirror);
        Assert.Equal(1, mirror.Live.Books[Fate.Answered]);
        upstream.EarlyAnswers = null;
        Rig.Send(mirror, Rig.Get());
        await rig.AtRestAsync(mirror);
        Assert.Equal(2, upstream.Connections);
    }

    [Fact]
    public async Task When_the_client_goes_away_the_mirror_never_sees_a_whole_request()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        foreach (long? length in new long?[] { 200_000, null })
        {
            var tee = rig.SendBody(mirror, length);
            tee.Append(TeeTests.Body(100_000));
            await Bound.Eventually(() => rig.Budgets.Bytes.Held < 60_000, "the pieces are on their way");
            tee.Abort(TeeCut.ClientAbort);
            tee.Release();
        }

        await upstream.WaitForAbandonedAsync(2);
        await rig.AtRestAsync(mirror);
        Assert.Equal(2, mirror.Live.Books[Fate.CutClientAbort]);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Connections_never_exceed_copies_in_flight_and_the_rest_waits_its_turn()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Budget = new MirrorBudget { MaxInFlight = 3, MaxQueue = 1000 } });
        for (var i = 0; i < 500; i++)
        {
            Rig.Send(mirror, Rig.Get($"/{i}"));
        }

        await rig.AtRestAsync(mirror);
        Assert.Equal(500, mirror.Live.Books[Fate.Answered]);
        Assert.InRange(upstream.Connections, 1, 3);
        Assert.Equal(500, upstream.Requests.Select(request => request.Target).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_connection_that_ended_while_idle_costs_no_copy()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        await rig.AtRestAsync(mirror);
        upstream.ResetAll();
        await Bound.Eventually(() => upstream.OpenConnections == 0, "the connection is gone");
        await Bound.Eventually(() => { mirror.Live.Upstream.Sweep(); return mirror.Live.Upstream.Endpoints[0].Pool.IdleCount == 0; }, "the end was noticed");
        Rig.Send(mirror, Rig.Get());
        await rig.AtRestAsync(mirror);
        Assert.Equal(2, mirror.Live.Books[Fate.Answered]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ends_while_a_send_waits_for_its_turn_costs_no_copy(bool body)
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        await rig.AtRestAsync(mirror);
        await BatchThread.RunAsync(batch =>
        {
            if (body)
            {
                rig.SendBody(mirror, Bytes.Filled(100, 1));
            }
            else
            {
                Rig.Send(mirror, Rig.Get());
            }

            Assert.True(batch.Any);
            upstream.ResetAll();
            Bound.Waits(() => upstream.OpenConnections == 0, "the connection is gone");
            batch.Complete();
        });

        await rig.AtRestAsync(mirror);
        Assert.Equal(2, mirror.Live.Books[Fate.Answered]);
    }

    [Fact]
    public async Task Who_listens_is_told_of_every_copy_and_the_evidence_of_those_that_are_logged()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start(Answer.Text("hello", 500));
        var listener = new Rig.RecordKeeper();
        rig.Listeners.Add(listener);
        var quiet = rig.Mirror(upstream.EndPoint);
        var logged = rig.Mirror(upstream.EndPoint, mirror => mirror with { Name = "logged", LogResponses = true });
        Rig.Send(quiet, Rig.Get("/a?b"));
        await rig.AtRestAsync(quiet);
        rig.SendBody(logged, TeeTests.Body(1_000));
        await rig.AtRestAsync(logged);
        Assert.Equal("/a /up", string.Join(' ', listener.Records.Select(record => record.Path)));
        var record = Assert.Single(rig.Evidence.Records);
        Assert.Equal(("orders", "logged", "shadow", "answered", 500, "POST"), (record.Route, record.Mirror, record.Destination, record.Fate, record.Status, record.Method));
        Assert.Equal(upstream.Requests[1].Head.Length + 1_000, record.RequestBytes);
        Assert.InRange(record.ResponseBytes, 20, 200);
    }

    private static string Sha256(byte[] body) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body));
}
