using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>Heads of answers in whatever pieces they come.</summary>
public sealed class AnswerReaderTests
{
    private const string Interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    private const string Final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task An_answer_may_come_in_two_pieces_wherever_they_meet()
    {
        var bytes = Bytes.Of(Interim + Final);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            await ReadsAsync(bytes.AsMemory(0, cut), bytes.AsMemory(cut));
        }
    }

    [Fact]
    public async Task An_answer_may_come_byte_by_byte() =>
        await ReadsAsync([.. Bytes.Of(Interim + Final).Chunk(1).Select(one => (ReadOnlyMemory<byte>)one)]);

    [Theory]
    [InlineData(20_000, true)]
    [InlineData(70_000, false)]
    public async Task A_head_may_outgrow_the_first_buffer_behind_an_interim_one(int length, bool fits)
    {
        var text = $"{Interim}HTTP/1.1 200 OK\r\nX: {new string('x', length)}\r\nContent-Length: 2\r\n\r\nok";
        using var wheel = new DeadlineWheel(TimeProvider.System);
        var reader = Over(wheel, [.. Bytes.Of(text).Chunk(999).Select(piece => (ReadOnlyMemory<byte>)piece)]);
        Assert.Equal((AnswerResult.Ok, 103), (await reader.ReadHeadAsync(toHead: false), reader.Head.Status));
        Assert.Equal(fits ? AnswerResult.Ok : AnswerResult.HeadTooLarge, await reader.ReadHeadAsync(toHead: false));
    }

    [Fact]
    public void A_head_that_is_not_whole_says_so_and_what_is_none_is_not_waited_for()
    {
        using var wheel = new DeadlineWheel(TimeProvider.System);
        Assert.Equal(AnswerResult.Incomplete, Over(wheel).ReadHead(toHead: false));
        var reader = Over(wheel, Bytes.Of("SSH-2.0"));
        Assert.Equal(AnswerResult.Incomplete, reader.ReadHead(toHead: false));
        var receiving = reader.ReceiveHeadAsync();
        Assert.True(receiving.IsCompleted);
        Assert.Equal(AnswerResult.Protocol, reader.ReadHead(7, toHead: false));
    }

    private static async Task ReadsAsync(params ReadOnlyMemory<byte>[] pieces)
    {
        using var wheel = new DeadlineWheel(TimeProvider.System);
        var reader = Over(wheel, pieces);
        Assert.Equal((AnswerResult.Ok, 103), (await reader.ReadHeadAsync(toHead: false), reader.Head.Status));
        Assert.Equal((AnswerResult.Ok, 200), (await reader.ReadHeadAsync(toHead: false), reader.Head.Status));
        var body = "";
        while (await reader.ReadBodyAsync() == AnswerResult.Ok)
        {
            body += Bytes.Text(reader.Piece.Span);
        }

        Assert.Equal("ok", body);
        Assert.True(reader.CanBeKept);
    }

    private static AnswerReader Over(DeadlineWheel wheel, params ReadOnlyMemory<byte>[] pieces) =>
        new WireConnection(new ScriptedChannel(pieces), wheel).Answers;
}
