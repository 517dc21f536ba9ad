using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>What a connection may send for nothing, and what it may not.</summary>
public sealed class FrameGuardTests
{
    private readonly FakeTime _time = new();
    private readonly FrameGuard _guard;

    public FrameGuardTests()
    {
        _guard = new FrameGuard(_time);
        _guard.Sent(Frames.Preface);
    }

    [Theory]
    [InlineData(FrameType.Ping, 8)]
    [InlineData(FrameType.Settings, 0)]
    [InlineData(FrameType.Settings, 6)]
    [InlineData(FrameType.RstStream, 4)]
    [InlineData(FrameType.WindowUpdate, 4)]
    [InlineData(FrameType.Headers, 1)]
    [InlineData(FrameType.Continuation, 0)]
    [InlineData(FrameType.Continuation, 10)]
    [InlineData(FrameType.Data, 0)]
    [InlineData(FrameType.Data, 1)]
    [InlineData((FrameType)2, 5)]
    [InlineData((FrameType)7, 8)]
    [InlineData((FrameType)0xbb, 3)]
    public void Frames_that_nothing_asked_for_are_too_many_beyond_the_slack(object type, int length)
    {
        var frame = Frames.Frame((FrameType)type, stream: 1, length);

        Assert.True(_guard.Received(Frames.Many(FrameGuard.Slack, frame)));

        Assert.False(_guard.Received(frame));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void How_they_are_cut_does_not_matter(int size)
    {
        var ping = Frames.Frame(FrameType.Ping, length: 8);
        Assert.All(Frames.Many(FrameGuard.Slack, ping).Chunk(size), piece => Assert.True(_guard.Received(piece)));

        Assert.Contains(false, ping.Chunk(size).Select(piece => _guard.Received(piece)));
    }

    [Fact]
    public void Acknowledgements_of_ours_make_room_for_no_more()
    {
        for (var i = 0; i < FrameGuard.Slack; i++)
        {
            Assert.True(_guard.Received(Frames.Frame(FrameType.Ping, length: 8)));
            _guard.Sent(Frames.Frame(FrameType.Ping, length: 8, flags: Frames.Ack));
            _guard.Sent(Frames.Frame(FrameType.Settings, flags: Frames.Ack));
            _guard.Sent(Frames.Frame(FrameType.WindowUpdate, length: 4));
        }

        Assert.False(_guard.Received(Frames.Frame(FrameType.Ping, length: 8)));
    }

    [Fact]
    public void Whatever_was_saved_up_a_flood_ends()
    {
        for (var stream = 1; stream < 200_000; stream += 2)
        {
            _guard.Sent(Frames.Frame(FrameType.Headers, stream, 20, Frames.EndStream));
            Assert.True(_guard.Received(Frames.Frame(FrameType.Headers, stream, 1, Frames.EndStream)));
        }

        _time.Advance(TimeSpan.FromDays(30));

        var flood = Frames.Many(1000, Frames.Frame(FrameType.Ping, length: 8));
        var taken = 0;
        while (taken <= FrameGuard.Most && _guard.Received(flood))
        {
            taken += 1000;
        }

        // Where it runs out, the time that has passed is looked at once.
        Assert.InRange(taken, FrameGuard.Most - 1000, FrameGuard.Most + FrameGuard.Slack);
        Assert.False(_guard.Received(Frames.Many(FrameGuard.Slack, Frames.Frame(FrameType.Ping, length: 8))));
    }

    [Fact]
    public void A_stream_that_we_ended_may_bring_what_was_on_its_way_and_no_more()
    {
        _guard.Sent(Frames.Frame(FrameType.Headers, 1, 20));
        _guard.Sent(Frames.Frame(FrameType.RstStream, 1, 4));

        var late = Frames.Frame(FrameType.Data, 1, 100);
        Assert.True(_guard.Received(Frames.Many(FrameGuard.Slack + FrameGuard.PerFrame + FrameGuard.PerReset, late)));

        Assert.False(_guard.Received(late));
    }

    [Theory]
    [InlineData(FrameType.Headers, 1, Frames.EndStream)]
    [InlineData(FrameType.Data, 5, Frames.EndStream)]
    [InlineData(FrameType.Data, 0, Frames.EndStream)]
    [InlineData(FrameType.RstStream, 4, 0)]
    public void A_stream_that_the_server_ended_brings_nothing(object last, int length, int flags)
    {
        _guard.Sent(Frames.Frame(FrameType.Headers, 1, 20));
        Assert.True(_guard.Received(Frames.Frame((FrameType)last, 1, length, flags)));

        // To end it once more, or to begin it again, gains nothing.
        _guard.Sent(Frames.Frame(FrameType.RstStream, 1, 4));
        _guard.Sent(Frames.Frame(FrameType.Headers, 1, 20));
        Assert.False(_guard.Received(Frames.Many(FrameGuard.Slack + (3 * FrameGuard.PerFrame), Frames.Frame(FrameType.Data, 1, 1))));
    }

    [Fact]
    public void An_open_stream_may_bring_small_pieces_without_end_and_empty_ones_between_them()
    {
        _guard.Sent(Frames.Frame(FrameType.Headers, 1, 20));

        byte[] message = [.. Frames.Frame(FrameType.Data, 1, 1), .. Frames.Frame(FrameType.Data, 1)];
        Assert.True(_guard.Received(Frames.Many(1_000_000, message)));
    }

    [Fact]
    public void A_server_that_opens_both_windows_for_every_512_bytes_of_a_long_body_is_kept()
    {
        byte[] windows = [.. Frames.Frame(FrameType.WindowUpdate, 0, 4), .. Frames.Frame(FrameType.WindowUpdate, 1, 4)];
        _guard.Sent(Frames.Frame(FrameType.Headers, 1, 20));
        for (long sent = 0; sent < 10L * 1024 * 1024 * 1024 / 16; sent += 16_384)
        {
            _guard.Sent(Frames.Frame(FrameType.Data, 1, 16_384));
            Assert.True(_guard.Received(Frames.Many(32, windows)));
        }
    }

    [Fact]
    public void A_server_that_says_much_beside_each_answer_is_kept()
    {
        for (var stream = 1; stream < 200_000; stream += 2)
        {
            _guard.Sent(Frames.Frame(FrameType.Headers, stream, 20, Frames.EndStream));
            Assert.True(_guard.Received([
                .. Frames.Frame(FrameType.Ping, length: 8),
                .. Frames.Frame(FrameType.WindowUpdate, length: 4),
                .. Frames.Frame(FrameType.WindowUpdate, stream, 4),
                .. Frames.Frame(FrameType.Headers, stream, 5),
                .. Frames.Frame(FrameType.Headers, stream, 20),
                .. Frames.Frame(FrameType.Data, stream, 5),
                .. Frames.Frame(FrameType.Data, stream),
                .. Frames.Frame(FrameType.Headers, stream, 20, Frames.EndStream),
                .. Frames.Frame(FrameType.RstStream, stream, 4),
            ]));
        }
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100)]
    [InlineData(10)]
    public void A_server_that_asks_for_a_sign_of_life_again_and_again_is_kept_for_weeks(int milliseconds)
    {
        for (var i = 0; i < 20 * FrameGuard.Slack; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            Assert.True(_guard.Received(Frames.Frame(FrameType.Ping, length: 8)));
        }
    }

    [Fact]
    public void Slack_comes_back_while_a_connection_is_quiet_and_no_more_than_there_was()
    {
        var ping = Frames.Frame(FrameType.Ping, length: 8);
        for (var day = 0; day < 30; day++)
        {
            Assert.True(_guard.Received(Frames.Many(FrameGuard.Slack, ping)));
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.True(_guard.Received(Frames.Many(FrameGuard.Slack, ping)));
        Assert.False(_guard.Received(ping));
    }

    [Fact]
    public void Counting_takes_no_memory()
    {
        byte[] sent = [.. Frames.Frame(FrameType.Headers, 1, 20), .. Frames.Frame(FrameType.Data, 1, 100), .. Frames.Frame(FrameType.RstStream, 1, 4)];
        byte[] received = [.. Frames.Frame(FrameType.Headers, 1, 20), .. Frames.Frame(FrameType.Data, 1, 100), .. Frames.Frame(FrameType.Ping, 0, 8)];
        Count(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Count(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _guard.Sent(sent);
                _ = _guard.Received(received);
            }
        }
    }
}
