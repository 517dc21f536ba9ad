using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class AnswerWriterTests
{
    [Fact]
    public void End_to_end_lines_go_on_byte_for_byte_in_order()
    {
        const string Head = "HTTP/1.1 200 d\xE9j\xE0 vu\r\nset-COOKIE:a\r\nServer:  x \r\nSet-Cookie: b\r\ncontent-length:  5\r\nX: \xFF\r\n\r\n";
        Assert.Equal(Head, Write(Head, BodyFraming.Length, 5));
    }

    [Fact]
    public void Lines_of_one_hop_are_left_out_wherever_they_stand() =>
        Assert.Equal("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
            Write("HTTP/1.1 200 OK\r\nConnection: X-Mine\r\nA: 1\r\nKeep-Alive: 5\r\nTransfer-Encoding: CHUNKED\r\nX-Mine: s\r\nB: 2\r\nTrailer: Z\r\nProxy-Authenticate: p\r\n\r\n", BodyFraming.Chunked));

    [Theory]
    [InlineData("HTTP/1.0 200 Fine", "HTTP/1.1 200 Fine")]
    [InlineData("HTTP/1.1 200", "HTTP/1.1 200 ")]
    [InlineData("HTTP/1.1 200 ", "HTTP/1.1 200 ")]
    [InlineData("HTTP/1.0 404", "HTTP/1.1 404 ")]
    public void The_status_line_is_always_ours_and_whole(string line, string sent) =>
        Assert.Equal($"{sent}\r\nContent-Length: 0\r\n\r\n", Write($"{line}\r\nContent-Length: 0\r\n\r\n", BodyFraming.Length));

    [Theory]
    [InlineData("Content-Length: 5\r\n", BodyFraming.Length, 6, "Content-Length: 6\r\n")]
    [InlineData("Content-Length: 5\r\n", BodyFraming.Chunked, 0, "Transfer-Encoding: chunked\r\n")]
    [InlineData("Content-Length: 5\r\n", BodyFraming.UntilClose, 0, "")]
    [InlineData("Transfer-Encoding: chunked\r\n", BodyFraming.UntilClose, 0, "")]
    [InlineData("Transfer-Encoding: chunked\r\n", BodyFraming.Length, 7, "Content-Length: 7\r\n")]
    [InlineData("", BodyFraming.Chunked, 0, "Transfer-Encoding: chunked\r\n")]
    public void Framing_is_this_hops(string fields, object framing, long length, string sent) =>
        Assert.Equal($"HTTP/1.1 200 OK\r\n{sent}\r\n", Write($"HTTP/1.1 200 OK\r\n{fields}\r\n", (BodyFraming)framing, length));

    [Theory]
    [InlineData(200, true, "Content-Length:5\r\n")]
    [InlineData(304, false, "Content-Length:5\r\n")]
    [InlineData(204, false, "")]
    public void Without_a_body_only_HEAD_and_304_tell_a_length(int status, bool toHead, string sent) =>
        Assert.Equal($"HTTP/1.1 {status} A\r\n{sent}\r\n", Write($"HTTP/1.1 {status} A\r\nContent-Length:5\r\n\r\n", BodyFraming.None, toHead: toHead));

    [Theory]
    [InlineData(1, true, "")]
    [InlineData(1, false, "Connection: close\r\n")]
    [InlineData(0, true, "Connection: keep-alive\r\n")]
    [InlineData(0, false, "Connection: close\r\n")]
    public void The_client_learns_whether_its_connection_lasts(int minor, bool keepAlive, string sent) =>
        Assert.Equal($"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n{sent}\r\n", Write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: x\r\n\r\n", BodyFraming.Length, 5, minor, keepAlive));

    [Theory]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 101 A\r\nUpgrade: ws\r\nConnection: upgrade\r\nX: y\r\n\r\n", "HTTP/1.1 101 A\r\nX: y\r\nConnection: Upgrade\r\nUpgrade: ws\r\n\r\n")]
    public void Interim_answers_go_on_without_what_is_one_hops_but_a_change_of_protocol(string text, string sent)
    {
        var head = Heads.Answer(text);
        var bytes = new byte[AnswerWriter.Measure(head)];
        Assert.Equal(sent, Heads.Text(bytes.AsSpan(0, AnswerWriter.WriteInterim(head, bytes))));
    }

    private static string Write(string text, BodyFraming framing, long length = 0, int minor = 1, bool keepAlive = true, bool toHead = false)
    {
        var head = Heads.Answer(text, toHead);
        var bytes = new byte[AnswerWriter.Measure(head)];
        return Heads.Text(bytes.AsSpan(0, AnswerWriter.Write(head, minor, framing, length, keepAlive, bytes)));
    }
}
