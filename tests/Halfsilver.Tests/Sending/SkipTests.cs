using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Tests.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>Every reason not to copy a request, in the order in which they are decided.</summary>
public sealed class SkipTests : IAsyncDisposable
{
    private readonly Rig _rig = new();
    private readonly RecordingUpstream _upstream = RecordingUpstream.Start();

    [Fact]
    public async Task The_order_of_reasons_is_fixed()
    {
        var mirror = _rig.Mirror(_upstream.EndPoint, mirror => mirror with
        {
            Only = new CopyFilter
            {
                Methods = ["GET"],
                Path = new PathPrefixRule("/api"),
                NotPath = new PathRule("/api/health"),
                Headers = [new HeaderRule("X-Tenant", ValueTest.Present)],
                ContentTypes = ["application/json"],
            },
            Share = Share.None,
            MaxBodyBytes = 1,
        });
        var all = Facts("POST /");
        var get = Facts("GET /apis");
        var health = Facts("GET /api/health");
        var path = Facts("GET /api/orders");
        var header = Facts("GET /api/orders", "X-Tenant: 7\r\n");
        var json = Facts("GET /api/orders", "X-Tenant: 7\r\n", "application/json");
        _rig.Mirrors.Kill(default, killed: true);
        Skips(mirror, Fate.Killed, all, loops: true, upgrade: true);
        _rig.Mirrors.Kill(default, killed: false);
        Skips(mirror, Fate.Loop, all, loops: true, upgrade: true);
        Skips(mirror, Fate.Upgrade, all, upgrade: true);
        Skips(mirror, Fate.Method, all);
        Skips(mirror, Fate.Path, get);
        Skips(mirror, Fate.Path, health);
        Skips(mirror, Fate.Header, path);
        Skips(mirror, Fate.ContentType, header);
        Skips(mirror, Fate.NotSampled, json);
        mirror = _rig.Mirror(_upstream.EndPoint, mirror => mirror with { MaxBodyBytes = 4 });
        Skips(mirror, Fate.BodyTooLarge, json);
        await _rig.AtRestAsync(mirror);
        Assert.Equal(10, mirror.Live.Books.MatchedCount);
        Assert.Equal(0, _upstream.Connections);
    }

    [Fact]
    public async Task A_declared_body_of_exactly_the_limit_is_copied()
    {
        var mirror = _rig.Mirror(_upstream.EndPoint, mirror => mirror with { MaxBodyBytes = 5 });
        _rig.SendBody(mirror, TeeTests.Body(5));
        await _rig.AtRestAsync(mirror);
        Assert.Equal(5, _upstream.Requests[0].BodyLength);
    }

    [Fact]
    public async Task A_disabled_mirror_counts_nothing()
    {
        var mirror = _rig.Mirror(_upstream.EndPoint, mirror => mirror with { Enabled = false });
        Assert.False(Rig.Send(mirror, Rig.Get()));
        await _rig.AtRestAsync(mirror);
        Assert.Equal(0, mirror.Live.Books.MatchedCount);
    }

    [Fact]
    public async Task A_nested_mirror_copies_copies()
    {
        var mirror = _rig.Mirror(Rig.At(_upstream.EndPoint), nested: true);
        Assert.True(Rig.Send(mirror, Rig.Get(), loops: true));
        await _rig.AtRestAsync(mirror);
        Assert.Equal(1, _upstream.Count);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=utf-8", true)]
    [InlineData("application/json ;q", true)]
    [InlineData("application/jsonx", false)]
    [InlineData("image/png", true)]
    [InlineData("image", false)]
    [InlineData("", false)]
    public async Task Media_types_are_compared_without_case_and_parameters(string type, bool copied)
    {
        var mirror = _rig.Mirror(_upstream.EndPoint, mirror => mirror with { Only = new CopyFilter { Methods = null, ContentTypes = ["application/json", "image/*"] } });
        var facts = Rig.Facts($"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: {type}\r\nContent-Length: 1\r\n\r\n");
        Assert.Equal(copied, mirror.Choose(facts, loops: false, upgrade: false, out _));
        Assert.True(mirror.Choose(Rig.Get(), loops: false, upgrade: false, out _));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_target_without_endpoints_is_no_endpoint()
    {
        var mirror = _rig.Mirror(Rig.At());
        Rig.Send(mirror, Rig.Get());
        _rig.SendBody(mirror, TeeTests.Body(5));
        await ExpectAsync(mirror, "matched 2, sent 0: NoEndpoint 2");
    }

    [Fact]
    public async Task More_than_the_rate_is_rate()
    {
        await using var rig = new Rig(new FakeTime());
        var mirror = rig.Mirror(_upstream.EndPoint, mirror => mirror with { Budget = new MirrorBudget { MaxPerSecond = 1 } });
        Rig.Send(mirror, Rig.Get());
        Rig.Send(mirror, Rig.Get());
        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 2, sent 1: Answered 1, Rate 1", Rig.BooksText(mirror));
    }

    [Fact]
    public async Task Without_a_queue_a_full_mirror_is_in_flight()
    {
        var mirror = await HungAsync(new MirrorBudget { MaxInFlight = 2, MaxQueue = 0 }, copies: 5, waiting: 0);
        await ExpectAsync(mirror, "matched 5, sent 2: Answered 2, InFlight 3");
    }

    [Fact]
    public async Task A_full_queue_is_queue_full()
    {
        var mirror = await HungAsync(new MirrorBudget { MaxInFlight = 1, MaxQueue = 2 }, copies: 5, waiting: 2);
        await ExpectAsync(mirror, "matched 5, sent 3: Answered 3, QueueFull 2");
    }

    [Fact]
    public async Task The_budgets_of_the_process_bind_all_mirrors_together()
    {
        await using var rig = new Rig(budgets: new Budgets { MaxInFlight = 2, MaxQueue = 1 });
        var gate = new TaskCompletionSource();
        await using var upstream = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        var one = rig.Mirror(upstream.EndPoint);
        var other = rig.Mirror(upstream.EndPoint, mirror => mirror with { Name = "other" });
        Rig.Send(one, Rig.Get());
        Rig.Send(one, Rig.Get());
        Rig.Send(other, Rig.Get());
        Rig.Send(one, Rig.Get());
        Rig.Send(one, Rig.Get());
        gate.SetResult();
        await rig.AtRestAsync(one);
        await rig.AtRestAsync(other);
        Assert.Equal("matched 4, sent 3: Answered 3, QueueFull 1", Rig.BooksText(one));
        Assert.Equal("matched 1, sent 0: InFlight 1", Rig.BooksText(other));
    }

    [Fact]
    public async Task Heads_that_find_no_bytes_are_bytes_budget()
    {
        await using var rig = new Rig(budgets: new Budgets { MaxBufferedBytes = 100 });
        var mirror = rig.Mirror(_upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        rig.SendBody(mirror, TeeTests.Body(5));
        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 2, sent 0: BytesBudget 2", Rig.BooksText(mirror));
    }

    [Fact]
    public async Task Who_waits_longer_than_the_deadline_is_queue_expired()
    {
        var time = new FakeTime();
        await using var rig = new Rig(time);
        await using var silent = RawMirror.Silent();
        var mirror = rig.Mirror(silent.EndPoint, mirror => mirror with
        {
            Budget = new MirrorBudget { MaxInFlight = 1 },
            Timeouts = new CopyTimeouts { Connect = Rig.Patient, Idle = TimeSpan.FromHours(1) },
        });
        var open = rig.SendBody(mirror, 10);
        await Bound.Eventually(() => mirror.Live.Books.SentCount == 1, "the only connection is taken");
        Rig.Send(mirror, Rig.Get());
        rig.SendBody(mirror, TeeTests.Body(1000));
        Assert.Equal(2, mirror.Live.Queue.Queued);
        time.Advance(TimeSpan.FromMilliseconds(4900));
        Rig.Send(mirror, Rig.Get());
        Assert.Equal(3, mirror.Live.Queue.Queued);
        time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(1, mirror.Live.Queue.Queued);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, mirror.Live.Queue.Queued);
        open.Abort(TeeCut.ClientAbort);
        open.Release();
        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 4, sent 1: QueueExpired 3, CutClientAbort 1", Rig.BooksText(mirror));
    }

    [Fact]
    public async Task A_client_that_goes_while_its_copy_waits_is_client_abort()
    {
        var gate = new TaskCompletionSource();
        _upstream.Answers = _ => new Answer { Gate = gate.Task };
        var mirror = _rig.Mirror(_upstream.EndPoint, mirror => mirror with { Budget = new MirrorBudget { MaxInFlight = 1 } });
        Rig.Send(mirror, Rig.Get());
        var gone = _rig.SendBody(mirror, 10);
        gone.Append(TeeTests.Body(5));
        gone.Release();
        gate.SetResult();
        await ExpectAsync(mirror, "matched 2, sent 1: Answered 1, ClientAbort 1");
        Assert.Equal(1, _upstream.Count);
    }

    [Fact]
    public async Task Every_skipped_and_failed_fate_has_a_label_and_a_column()
    {
        Assert.All(Enum.GetValues<Fate>(), fate =>
        {
            Assert.True((fate == Fate.Answered) ^ FateText.IsSkipped(fate) ^ FateText.IsFailed(fate));
            Assert.Matches("^[a-z]+(_[a-z]+)*$", FateText.Label(fate));
        });
        Assert.Equal(22, FateText.Skipped.Length);
        Assert.Equal(22, FateText.Failed.Length);
        Assert.Equal("queue_full", FateText.Label(Fate.QueueFull));
        Assert.Equal("answer_timeout", FateText.Label(Fate.FailedAnswerTimeout));
        Assert.Equal("lagged", FateText.Label(Fate.CutLagged));
        Assert.Equal("body_cut", FateText.Label(Fate.CutBody));
        await Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static Halfsilver.Matching.RequestFacts Facts(string line, string fields = "", string type = "text/plain") =>
        Rig.Facts($"{line} HTTP/1.1\r\nHost: a\r\n{fields}Content-Type: {type}\r\nContent-Length: 5\r\n\r\n");

    private static void Skips(CompiledMirror mirror, Fate fate, Halfsilver.Matching.RequestFacts facts, bool loops = false, bool upgrade = false)
    {
        var before = mirror.Live.Books[fate];
        Assert.False(Rig.Send(mirror, facts, loops: loops, upgrade: upgrade));
        Assert.Equal(before + 1, mirror.Live.Books[fate]);
    }

    private async Task<CompiledMirror> HungAsync(MirrorBudget budget, int copies, int waiting)
    {
        var gate = new TaskCompletionSource();
        _upstream.Answers = _ => new Answer { Gate = gate.Task };
        var mirror = _rig.Mirror(_upstream.EndPoint, mirror => mirror with { Budget = budget });
        for (var i = 0; i < copies; i++)
        {
            Rig.Send(mirror, Rig.Get());
        }

        Assert.Equal(waiting, mirror.Live.Queue.Queued);
        gate.SetResult();
        return mirror;
    }

    private async Task ExpectAsync(CompiledMirror mirror, string books)
    {
        await _rig.AtRestAsync(mirror);
        Assert.Equal(books, Rig.BooksText(mirror));
    }
}
