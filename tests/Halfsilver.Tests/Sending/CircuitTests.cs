using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

public sealed class CircuitTests
{
    private readonly FakeTime _time = new();
    private readonly List<CircuitState> _changes = [];
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new Circuit(new CircuitSettings(), _time, _changes.Add);

    [Fact]
    public void Failures_in_a_row_open_it_and_an_answer_between_them_does_not()
    {
        Fail(7);
        _circuit.Succeeded(probe: false);
        Fail(7);
        Assert.True(Passes(out _));
        Fail(1);
        Assert.False(Passes(out _));
        Fail(20);
        Assert.Equal([CircuitState.Open], _changes);
    }

    [Fact]
    public void The_first_probe_comes_after_the_first_pause_and_alone()
    {
        Fail(8);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(Passes(out _));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(Passes(out var probe));
        Assert.True(probe);
        Assert.False(Passes(out _));
        _circuit.Succeeded(probe: true);
        Assert.True(Passes(out probe));
        Assert.False(probe);
        Assert.Equal([CircuitState.Open, CircuitState.Closed], _changes);
    }

    [Fact]
    public void Pauses_grow_to_half_a_minute_and_never_knock_more_than_twice_a_second()
    {
        Fail(8);
        var longest = TimeSpan.Zero;
        for (var i = 0; i < 200; i++)
        {
            var waited = TimeSpan.Zero;
            while (!Passes(out _))
            {
                waited += TimeSpan.FromMilliseconds(10);
                _time.Advance(TimeSpan.FromMilliseconds(10));
            }

            Assert.InRange(waited, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30.01));
            longest = waited > longest ? waited : longest;
            _circuit.Failed(probe: true);
        }

        Assert.InRange(longest, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30.01));
        Assert.Equal([CircuitState.Open], _changes);
    }

    [Fact]
    public void A_probe_that_ends_undecided_lets_the_next_one_try()
    {
        Fail(8);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Passes(out _));
        _circuit.Undecided(probe: true);
        Assert.True(Passes(out var probe));
        Assert.True(probe);
    }

    [Fact]
    public void Answers_that_come_late_do_not_close_it()
    {
        Fail(8);
        _circuit.Succeeded(probe: false);
        Assert.False(Passes(out _));
    }

    [Fact]
    public async Task A_dead_mirror_is_left_alone_and_taken_up_again()
    {
        var time = new FakeTime();
        await using var rig = new Rig(time);
        await using var upstream = RecordingUpstream.Start();
        var answers = false;
        await using var flaky = new RawMirror(async (socket, stop) =>
        {
            await socket.ReceiveAsync(new byte[1000], stop);
            if (Volatile.Read(ref answers))
            {
                await socket.SendAsync("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), stop);
            }
        });
        var mirror = rig.Mirror(flaky.EndPoint);
        await SendAsync(20);
        Assert.Equal("matched 20, sent 8: CircuitOpen 12, FailedTruncated 8", Rig.BooksText(mirror));
        time.Advance(TimeSpan.FromMilliseconds(500));
        await SendAsync(2);
        Assert.Equal("matched 22, sent 9: CircuitOpen 13, FailedTruncated 9", Rig.BooksText(mirror));
        answers = true;
        time.Advance(TimeSpan.FromSeconds(2));
        await SendAsync(20);
        Assert.Equal("matched 42, sent 29: Answered 20, CircuitOpen 13, FailedTruncated 9", Rig.BooksText(mirror));
        Assert.Single(rig.Lines, line => line.Contains("is open", StringComparison.Ordinal));
        Assert.Single(rig.Lines, line => line.Contains("is closed", StringComparison.Ordinal));

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Rig.Send(mirror, Rig.Get());
                await rig.AtRestAsync(mirror);
            }
        }
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _circuit.Failed(probe: false);
        }
    }

    private bool Passes(out bool probe) => _circuit.TryPass(out probe);
}
