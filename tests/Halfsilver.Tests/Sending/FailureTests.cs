using System.Net;
using System.Net.Sockets;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Tests.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>Every way a copy can fail ends it with its own reason, frees all it held, and balances the books.</summary>
public sealed class FailureTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);

    public static TheoryData<string, int> BadAnswers => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!", (int)Fate.FailedTruncated },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfive!\r\n", (int)Fate.FailedTruncated },
        { "HTTP/1.1 200 O", (int)Fate.FailedTruncated },
        { "", (int)Fate.FailedTruncated },
        { "220 smtp.example ready\r\n\r\n", (int)Fate.FailedProtocol },
        { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", (int)Fate.FailedProtocol },
        { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (int)Fate.FailedProtocol },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", (int)Fate.FailedProtocol },
        { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", (int)Fate.FailedUnexpectedUpgrade },
        { string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 17)), (int)Fate.FailedTooManyInterim },
        { "HTTP/1.1 200 OK\r\nX: " + new string('x', 70_000) + "\r\n\r\n", (int)Fate.FailedHeadTooLarge },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_has_its_own_reason(string answer, int fate)
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.SayingLast(answer);
        var mirror = rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        rig.SendBody(mirror, TeeTests.Body(10));
        await ExpectAsync(rig, mirror, (Fate)fate, 2);
    }

    [Theory]
    [InlineData("<html>no head</html>")]
    [InlineData("HTTQ")]
    [InlineData("\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\nSSH-2.0")]
    public async Task What_is_no_HTTP_is_not_waited_for(string beginning)
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Saying(beginning);
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Timeouts = new CopyTimeouts { Connect = Rig.Patient, Deadline = TimeSpan.FromHours(1) } });
        Rig.Send(mirror, Rig.Get());
        await ExpectAsync(rig, mirror, Fate.FailedProtocol, 1);
    }

    [Fact]
    public async Task A_refused_connection_is_connect()
    {
        await using var rig = new Rig();
        await using var nobody = BadMirror.Refuses();
        var mirror = rig.Mirror(nobody.EndPoint);
        Rig.Send(mirror, Rig.Get());
        rig.SendBody(mirror, TeeTests.Body(100_000));
        await ExpectAsync(rig, mirror, Fate.FailedConnect, 2);
    }

    [Fact]
    public async Task A_connection_that_is_never_answered_is_connect_timeout()
    {
        await using var rig = new Rig();
        using var full = FullListener(out var waiting);
        var mirror = rig.Mirror(full.LocalEndPoint!, mirror => mirror with { Timeouts = new CopyTimeouts { Connect = s_short } });
        Rig.Send(mirror, Rig.Get());
        await ExpectAsync(rig, mirror, Fate.FailedConnectTimeout, 1);
        waiting.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_dns()
    {
        await using var rig = new Rig();
        var target = new EndpointsService { Name = "shadow", Endpoints = [new EndpointAddress { Host = new string('a', 70) + ".invalid", Port = 80 }] };
        var mirror = rig.Mirror(target);
        Rig.Send(mirror, Rig.Get());
        await ExpectAsync(rig, mirror, Fate.FailedDns, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_connection_is_reset(bool afterReading)
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Resetting(afterReading);
        var mirror = rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        await ExpectAsync(rig, mirror, Fate.FailedReset, 1);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_the_body_is_reset()
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Resetting(afterReading: true);
        var mirror = rig.Mirror(upstream.EndPoint);
        rig.SendBody(mirror, TeeTests.Body(1_000_000));
        await ExpectAsync(rig, mirror, Fate.FailedReset, 1);
    }

    [Fact]
    public async Task A_silent_mirror_is_answer_timeout_and_only_after_the_deadline()
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Silent();
        var mirror = rig.Mirror(upstream.EndPoint, Deadline);
        var began = TimeProvider.System.GetTimestamp();
        Rig.Send(mirror, Rig.Get());
        rig.SendBody(mirror, TeeTests.Body(10));
        await ExpectAsync(rig, mirror, Fate.FailedAnswerTimeout, 2);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= s_short);
    }

    [Theory]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!")]
    public async Task An_answer_that_begins_and_never_ends_is_deadline(string beginning)
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Saying(beginning);
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Timeouts = new CopyTimeouts { Connect = Rig.Patient, Deadline = TimeSpan.FromSeconds(4) } });
        Rig.Send(mirror, Rig.Get());
        await ExpectAsync(rig, mirror, Fate.FailedDeadline, 1);
    }

    [Fact]
    public async Task A_mirror_that_reads_nothing_is_write_timeout()
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Frozen();
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with
        {
            Timeouts = new CopyTimeouts { Connect = Rig.Patient, Idle = s_short },
            Budget = new MirrorBudget { Window = long.MaxValue },
        });
        rig.SendBody(mirror, TeeTests.Body(20_000_000));
        await ExpectAsync(rig, mirror, Fate.FailedWriteTimeout, 1);
    }

    [Fact]
    public async Task A_mirror_too_slow_for_its_window_is_lagged_while_another_gets_all()
    {
        await using var rig = new Rig();
        await using var frozen = RawMirror.Frozen();
        await using var healthy = RecordingUpstream.Start();
        var slow = rig.Mirror(frozen.EndPoint, mirror => mirror with { Name = "slow" });
        var fast = rig.Mirror(healthy.EndPoint, mirror => mirror with { Budget = new MirrorBudget { Window = long.MaxValue } });
        var facts = Rig.Facts("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 30000000\r\n\r\n");
        var tee = Tee.Rent(rig.Budgets.Bytes);
        Rig.Send(slow, facts, tee);
        Rig.Send(fast, facts, tee);
        var piece = TeeTests.Body(100_000);
        for (var i = 0; i < 300; i++)
        {
            tee.Append(piece);
            await Bound.Eventually(() => rig.Budgets.Bytes.Held < 8_000_000, "the healthy mirror keeps up");
        }

        tee.Complete();
        tee.Release();
        await ExpectAsync(rig, slow, Fate.CutLagged, 1);
        await rig.AtRestAsync(fast);
        Assert.Equal(1, fast.Live.Books[Fate.Answered]);
        Assert.Equal(30_000_000, healthy.Requests[0].BodyLength);
    }

    [Fact]
    public async Task When_the_bytes_run_out_the_copy_ends_and_not_the_client()
    {
        await using var rig = new Rig(budgets: new Budgets { MaxBufferedBytes = 1_000_000 });
        await using var frozen = RawMirror.Frozen();
        var mirror = rig.Mirror(frozen.EndPoint, mirror => mirror with { Budget = new MirrorBudget { Window = long.MaxValue } });
        rig.SendBody(mirror, TeeTests.Body(20_000_000));
        await ExpectAsync(rig, mirror, Fate.CutBytesBudget, 1);
    }

    [Theory]
    [InlineData(5_000, Fate.Answered)]
    [InlineData(5_001, Fate.CutBodyTooLarge)]
    public async Task An_undeclared_body_is_copied_up_to_the_limit_exactly(int length, object fate)
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { MaxBodyBytes = 5_000 });
        rig.SendBody(mirror, TeeTests.Body(length), chunked: true);
        await ExpectAsync(rig, mirror, (Fate)fate, 1);
        Assert.Equal((Fate)fate == Fate.Answered ? 1 : 0, upstream.Count);
    }

    [Fact]
    public async Task A_body_the_primary_did_not_want_to_the_end_is_body_cut()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        var tee = rig.SendBody(mirror, 100);
        tee.Append(TeeTests.Body(10));
        await Bound.Eventually(() => mirror.Live.Books.SentCount == 1, "the copy is under way");
        tee.Abort(TeeCut.Body);
        tee.Release();
        await ExpectAsync(rig, mirror, Fate.CutBody, 1);
    }

    [Fact]
    public async Task An_answer_is_read_up_to_the_limit_exactly()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start(new Answer { Pattern = new PatternBody(100_000) });
        var enough = rig.Mirror(upstream.EndPoint, mirror => mirror with { Budget = new MirrorBudget { MaxAnswerBytes = 100_000 } });
        var small = rig.Mirror(upstream.EndPoint, mirror => mirror with { Name = "small", Budget = new MirrorBudget { MaxAnswerBytes = 99_999 } });
        Rig.Send(enough, Rig.Get());
        await ExpectAsync(rig, enough, Fate.Answered, 1);
        Rig.Send(small, Rig.Get());
        await ExpectAsync(rig, small, Fate.CutAnswerTooLarge, 1);
    }

    [Fact]
    public async Task Failing_copies_throw_nothing()
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Resetting(afterReading: true);
        await using var nobody = BadMirror.Refuses();
        var resetting = rig.Mirror(upstream.EndPoint, NeverOpen);
        var refusing = rig.Mirror(nobody.EndPoint, mirror => NeverOpen(mirror) with { Name = "refusing" });
        await FailAsync(20);
        var thrown = 0;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e)
        {
            // Other tests throw meanwhile; what is thrown under a copy's own code has it on the stack.
            var stack = Environment.StackTrace;
            if (stack.Contains("Halfsilver.Sending.CopyRun", StringComparison.Ordinal)
                || stack.Contains("Halfsilver.Wire.WireConnection", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref thrown);
            }
        }

        AppDomain.CurrentDomain.FirstChanceException += Count;
        await FailAsync(200);
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        Assert.Equal(0, thrown);
        Assert.Equal(220, refusing.Live.Books[Fate.FailedConnect]);
        Assert.Equal(220, resetting.Live.Books[Fate.FailedReset]);

        async Task FailAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Rig.Send(refusing, Rig.Get());
                Rig.Send(resetting, Rig.Get());
                await rig.AtRestAsync(resetting);
                await rig.AtRestAsync(refusing);
            }
        }

        static Mirror NeverOpen(Mirror mirror) => mirror with { Circuit = new CircuitSettings { OpenAfter = int.MaxValue } };
    }

    [Fact]
    public async Task A_failing_mirror_writes_one_line_a_second_that_counts_the_others()
    {
        var time = new FakeTime();
        await using var rig = new Rig(time);
        await using var nobody = BadMirror.Refuses();
        var mirror = rig.Mirror(nobody.EndPoint, mirror => mirror with { Circuit = new CircuitSettings { OpenAfter = int.MaxValue } });
        for (var i = 0; i < 5; i++)
        {
            Rig.Send(mirror, Rig.Get());
            await rig.AtRestAsync(mirror);
        }

        Assert.Single(rig.Lines);
        time.Advance(TimeSpan.FromSeconds(1));
        Rig.Send(mirror, Rig.Get());
        await rig.AtRestAsync(mirror);
        Assert.Contains("failed: connect (4 more since the last line)", rig.Lines[1], StringComparison.Ordinal);
    }

    private static Mirror Deadline(Mirror mirror) => mirror with { Timeouts = new CopyTimeouts { Connect = Rig.Patient, Deadline = s_short } };

    private static async Task ExpectAsync(Rig rig, Halfsilver.Sending.CompiledMirror mirror, Fate fate, int count)
    {
        await rig.AtRestAsync(mirror);
        Assert.Equal($"matched {count}, sent {count}: {fate} {count}", Rig.BooksText(mirror));
    }

    // A backlog that is full drops further SYNs.
    private static Socket FullListener(out List<Socket> waiting)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        waiting = [];
        for (var i = 0; i < 4; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                socket.Connect(listener.LocalEndPoint!);
            }
            catch (SocketException)
            {
                // In progress, as it should be.
            }

            waiting.Add(socket);
        }

        return listener;
    }
}
