using Halfsilver.Sending;
using Halfsilver.Tests.Polling;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>Copies over kept connections whose heads wait for the end of a turn, as those of poll loops do.</summary>
public sealed class TurnTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly Rig _rig;

    public TurnTests() => _rig = new Rig(_time);

    [Fact]
    public async Task A_copy_is_answered_over_its_kept_connection_and_holds_no_bytes_meanwhile()
    {
        await using var upstream = RecordingUpstream.Start();
        var mirror = await KeepAsync(upstream);
        var gate = new TaskCompletionSource();
        upstream.Answers = _ => new Answer { Gate = gate.Task };

        await SendInTurnAsync(mirror);

        await Bound.Eventually(() => upstream.Count == 2, "the mirror has the head");
        Assert.Equal((1, 0L), (mirror.Live.Queue.InFlight, _rig.Budgets.Bytes.Held));
        gate.SetResult();
        await ExpectAsync(mirror, "matched 2, sent 2: Answered 2");
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task A_silent_mirror_costs_its_deadline_and_no_more()
    {
        await using var upstream = RecordingUpstream.Start();
        var mirror = await KeepAsync(upstream);
        var gate = new TaskCompletionSource();
        upstream.Answers = _ => new Answer { Gate = gate.Task };
        await SendInTurnAsync(mirror);
        await Bound.Eventually(() => upstream.Count == 2, "the mirror has the head");

        _time.Advance(TimeSpan.FromSeconds(6));

        await ExpectAsync(mirror, "matched 2, sent 2: Answered 1, FailedAnswerTimeout 1");
        gate.SetResult();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_that_is_cut_ends_whether_its_head_has_gone_or_not(bool gone)
    {
        await using var upstream = RecordingUpstream.Start();
        var mirror = await KeepAsync(upstream);
        var gate = new TaskCompletionSource();
        upstream.Answers = _ => new Answer { Gate = gate.Task };

        await BatchThread.RunAsync(batch =>
        {
            Rig.Send(mirror, Rig.Get());
            Assert.True(batch.Any);
            if (gone)
            {
                batch.Complete();
            }

            mirror.Live.Queue.CutFlying(Fate.CutDrained);
            batch.Complete();
        });

        await ExpectAsync(mirror, "matched 2, sent 2: Answered 1, CutDrained 1");
        gate.SetResult();
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "Answered 2")]
    [InlineData("HTTP/1.1 200 OK\r\nConte", "nt-Length: 2\r\n\r\nok", "Answered 2")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", "k", "Answered 2")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\no", "k\r\n0\r\n\r\n", "Answered 2")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", "", "Answered 1, FailedUnexpectedUpgrade 1")]
    [InlineData("HTTP/1.1 20", "x OK\r\n\r\n", "Answered 1, FailedProtocol 1")]
    public async Task An_answer_in_pieces_is_read_as_any_other(string first, string second, string ends)
    {
        var halfway = new TaskCompletionSource();
        var goesOn = new TaskCompletionSource();
        await using var upstream = new RawMirror(async (socket, stop) =>
        {
            var buffer = new byte[4096];
            await socket.ReceiveAsync(buffer, stop);
            await socket.SendAsync(Bytes.Of("HTTP/1.1 204 No Content\r\n\r\n"), stop);
            await socket.ReceiveAsync(buffer, stop);
            await socket.SendAsync(Bytes.Of(first), stop);
            halfway.SetResult();
            await goesOn.Task.WaitAsync(stop);
            await socket.SendAsync(Bytes.Of(second), stop);
            await socket.ReceiveAsync(buffer, stop);
        });
        var mirror = _rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        await _rig.AtRestAsync(mirror);

        await SendInTurnAsync(mirror);
        await halfway.Task;
        goesOn.SetResult();

        await ExpectAsync(mirror, $"matched 2, sent 2: {ends}");
    }

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    private static Task SendInTurnAsync(CompiledMirror mirror) => BatchThread.RunAsync(batch =>
    {
        Rig.Send(mirror, Rig.Get());
        Assert.True(batch.Any);
        batch.Complete();
    });

    private async Task<CompiledMirror> KeepAsync(RecordingUpstream upstream)
    {
        var mirror = _rig.Mirror(upstream.EndPoint);
        Rig.Send(mirror, Rig.Get());
        await _rig.AtRestAsync(mirror);
        return mirror;
    }

    private async Task ExpectAsync(CompiledMirror mirror, string books)
    {
        await _rig.AtRestAsync(mirror);
        Assert.Equal(books, Rig.BooksText(mirror));
    }
}
