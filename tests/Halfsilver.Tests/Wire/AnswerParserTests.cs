using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class AnswerParserTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK", 200, "OK", 1)]
    [InlineData("HTTP/1.0 404 Not Found", 404, "Not Found", 0)]
    [InlineData("HTTP/1.1 599 ", 599, "", 1)]
    [InlineData("HTTP/1.1 100", 100, "", 1)]
    [InlineData("HTTP/1.1 200 d\xE9j\xE0\tvu", 200, "d\xE9j\xE0\tvu", 1)]
    public void Status_lines_are_read(string line, int status, string reason, int minor)
    {
        var head = Heads.Answer($"{line}\r\nA: b\r\n\r\n");
        Assert.Equal((status, reason, minor), (head.Status, Heads.Text(head.Reason), head.Minor));
        Assert.Equal("b", Heads.Text(head.Value(head.Fields[0])));
    }

    [Theory]
    [InlineData("HTTP/1.1 099 A", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1 600 A", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1 20 A", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1 2000", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1 2x0 A", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1  200 A", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1\t200 A", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1 200\tA", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1 200 A\0", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1 200 A\nB: c", WireFault.BadLineEnd)]
    [InlineData("HTTP/1.1 200\nB: c", WireFault.BadLineEnd)]
    [InlineData("HTTP/1.2 200 A", WireFault.BadVersion)]
    [InlineData("HTTP/2 200 A", WireFault.BadVersion)]
    [InlineData("http/1.1 200 A", WireFault.BadStartLine)]
    [InlineData("200 OK", WireFault.BadStartLine)]
    [InlineData("HTTP/1.1", WireFault.BadStartLine)]
    [InlineData("", WireFault.BadStartLine)]
    public void Other_status_lines_are_refused(string line, object fault) => Assert.Equal(fault, Heads.TryAnswer($"{line}\r\n\r\n", out _));

    [Theory]
    [InlineData("A : b", WireFault.BadFieldName)]
    [InlineData("A: b\r\n c", WireFault.FoldedField)]
    [InlineData("A: b\0", WireFault.BadFieldValue)]
    [InlineData("A: b\nC: d", WireFault.BadLineEnd)]
    [InlineData("Content-Length: 5\r\nContent-Length: 5", WireFault.BadContentLength)]
    [InlineData("Content-Length: 5, 5", WireFault.BadContentLength)]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked", WireFault.TwoFramings)]
    [InlineData("Transfer-Encoding: gzip, chunked", WireFault.BadTransferEncoding)]
    [InlineData("Connection: Content-Length", WireFault.BadConnection)]
    public void Answers_are_read_as_strictly_as_requests(string line, object fault) =>
        Assert.Equal(fault, Heads.TryAnswer($"HTTP/1.1 200 OK\r\n{line}\r\n\r\n", out _));

    [Fact]
    public void Chunks_are_refused_in_HTTP_1_0() =>
        Assert.Equal(WireFault.BadTransferEncoding, Heads.TryAnswer("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", out _));

    [Theory]
    [InlineData(200, false, "Content-Length: 5\r\n", BodyFraming.Length, 5)]
    [InlineData(200, false, "Content-Length: 0\r\n", BodyFraming.Length, 0)]
    [InlineData(200, false, "Transfer-Encoding: Chunked\r\n", BodyFraming.Chunked, -1)]
    [InlineData(200, false, "", BodyFraming.UntilClose, -1)]
    [InlineData(200, true, "Content-Length: 5\r\n", BodyFraming.None, 5)]
    [InlineData(200, true, "Transfer-Encoding: chunked\r\n", BodyFraming.None, -1)]
    [InlineData(200, true, "", BodyFraming.None, -1)]
    [InlineData(304, false, "Content-Length: 5\r\n", BodyFraming.None, 5)]
    [InlineData(304, false, "", BodyFraming.None, -1)]
    [InlineData(204, false, "Content-Length: 5\r\n", BodyFraming.None, -1)]
    [InlineData(204, false, "Transfer-Encoding: chunked\r\n", BodyFraming.None, -1)]
    [InlineData(100, false, "", BodyFraming.None, -1)]
    [InlineData(101, false, "Content-Length: 5\r\n", BodyFraming.None, -1)]
    [InlineData(205, false, "", BodyFraming.UntilClose, -1)]
    public void The_body_ends_as_status_method_and_fields_say(int status, bool toHead, string fields, object framing, long length)
    {
        var head = Heads.Answer($"HTTP/1.1 {status} A\r\n{fields}\r\n", toHead);
        Assert.Equal((framing, length), (head.Framing, head.ContentLength));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 A\r\nContent-Length: 5\r\n", true)]
    [InlineData("HTTP/1.1 200 A\r\nContent-Length: 5\r\nConnection: close\r\n", false)]
    [InlineData("HTTP/1.1 200 A\r\n", false)]
    [InlineData("HTTP/1.1 204 A\r\n", true)]
    [InlineData("HTTP/1.0 200 A\r\nContent-Length: 5\r\n", false)]
    [InlineData("HTTP/1.0 200 A\r\nContent-Length: 5\r\nConnection: keep-alive\r\n", true)]
    [InlineData("HTTP/1.0 200 A\r\nConnection: keep-alive\r\n", false)]
    public void A_connection_lasts_only_when_the_end_of_the_body_is_known(string text, bool lasts) =>
        Assert.Equal(lasts, Heads.Answer(text + "\r\n").KeepAlive);

    [Fact]
    public void An_answer_says_whether_it_changes_protocols()
    {
        Assert.True(Heads.Answer("HTTP/1.1 101 A\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n").Upgrade);
        Assert.False(Heads.Answer("HTTP/1.1 101 A\r\nUpgrade: x\r\n\r\n").Upgrade);
    }
}
