using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class RequestParserTests
{
    private const string Host = "Host: a.example\r\n";

    [Fact]
    public void A_plain_request_is_read_in_place()
    {
        var head = Heads.Request("GET /a/b?c=d HTTP/1.1\r\nHost: a.example:81\r\nX-A:\t v w \r\n\r\n");

        Assert.Equal("GET", Heads.Text(head.Method));
        Assert.Equal("/a/b?c=d", Heads.Text(head.Target));
        Assert.Equal("/a/b", Heads.Text(head.Path));
        Assert.Equal("?c=d", Heads.Text(head.Query));
        Assert.Equal("a.example:81", Heads.Text(head.Authority));
        Assert.Equal((TargetForm.Origin, 1, true, BodyFraming.None, -1L), (head.Form, head.Minor, head.KeepAlive, head.Framing, head.ContentLength));
        Assert.Equal("v w", Heads.Text(head.Value(head.Fields[1])));
        Assert.Equal("X-A:\t v w \r\n", Heads.Text(head.Line(head.Fields[1])));
    }

    [Theory]
    [InlineData("GET http://b.example:81/x?y HTTP/1.1", TargetForm.Absolute, "/x", "?y", "b.example:81")]
    [InlineData("GET HTTPS://b.example HTTP/1.1", TargetForm.Absolute, "/", "", "b.example")]
    [InlineData("GET http://b.example?y HTTP/1.1", TargetForm.Absolute, "/", "?y", "b.example")]
    [InlineData("OPTIONS * HTTP/1.1", TargetForm.Asterisk, "*", "", "a.example")]
    [InlineData("CONNECT c.example:443 HTTP/1.1", TargetForm.Authority, "", "", "c.example:443")]
    public void Each_form_of_target_names_path_query_and_authority(string line, object form, string path, string query, string authority)
    {
        var head = Heads.Request($"{line}\r\n{Host}\r\n");
        Assert.Equal(form, head.Form);
        Assert.Equal((path, query, authority), (Heads.Text(head.Path), Heads.Text(head.Query), Heads.Text(head.Authority)));
    }

    [Theory]
    [InlineData("1.1", "", true)]
    [InlineData("1.1", "Connection: close\r\n", false)]
    [InlineData("1.1", "Connection: keep-alive\r\nConnection: x, CLOSE\r\n", false)]
    [InlineData("1.0", "", false)]
    [InlineData("1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("1.0", "Connection: keep-alive, close\r\n", false)]
    [InlineData("1.0", "Proxy-Connection: keep-alive\r\n", false)]
    public void Connections_last_as_version_and_options_say(string version, string fields, bool lasts) =>
        Assert.Equal(lasts, Heads.Request($"GET / HTTP/{version}\r\n{Host}{fields}\r\n").KeepAlive);

    [Theory]
    [InlineData("1.1", "Connection: upgrade\r\nUpgrade: websocket\r\n", true)]
    [InlineData("1.1", "Connection: upgrade\r\n", false)]
    [InlineData("1.1", "Upgrade: websocket\r\n", false)]
    [InlineData("1.0", "Connection: upgrade\r\nUpgrade: websocket\r\n", false)]
    public void An_upgrade_needs_both_fields_and_the_version(string version, string fields, bool upgrade) =>
        Assert.Equal(upgrade, Heads.Request($"GET / HTTP/{version}\r\n{Host}{fields}\r\n").Upgrade);

    [Theory]
    [InlineData("1.1", "Content-Length: 1\r\nExpect: 100-Continue\r\n", true)]
    [InlineData("1.1", "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", true)]
    [InlineData("1.1", "Content-Length: 0\r\nExpect: 100-continue\r\n", false)]
    [InlineData("1.1", "Expect: 100-continue\r\n", false)]
    [InlineData("1.0", "Content-Length: 1\r\nExpect: whatever\r\n", false)]
    public void Only_who_announces_a_body_waits_for_100(string version, string fields, bool waits) =>
        Assert.Equal(waits, Heads.Request($"POST / HTTP/{version}\r\n{Host}{fields}\r\n").ExpectsContinue);

    [Fact]
    public void Fields_of_one_hop_and_nominated_ones_are_marked_and_all_others_are_not()
    {
        var head = Heads.Request(
            "GET / HTTP/1.1\r\n" + Host + "Keep-Alive: a\r\nPROXY-connection: a\r\nTE: a\r\nTrailer: a\r\nUpgrade: a\r\nProxy-Authorization: a\r\n"
            + "Proxy-Authenticate: a\r\nHTTP2-Settings: a\r\nx-mine: a\r\nConnection: X-Mine\r\nX-MINE: b\r\nAccept: a\r\nX-Miner: a\r\n\r\n");

        var ends = new List<string>();
        foreach (var line in head.Fields)
        {
            if (!line.HopByHop)
            {
                ends.Add(Heads.Text(head.Name(line)));
            }
        }

        Assert.Equal(["Host", "Accept", "X-Miner"], ends);
        Assert.True(head.Find(FieldKind.Trailer) > 0);
    }

    [Theory]
    [InlineData("Host", FieldKind.Host)]
    [InlineData("content-LENGTH", FieldKind.ContentLength)]
    [InlineData("Content-Type", FieldKind.ContentType)]
    [InlineData("VIA", FieldKind.Via)]
    [InlineData("X-Forwarded-For", FieldKind.XForwardedFor)]
    [InlineData("x-forwarded-host", FieldKind.XForwardedHost)]
    [InlineData("X-Forwarded-Proto", FieldKind.XForwardedProto)]
    [InlineData("halfsilver-anything", FieldKind.Halfsilver)]
    [InlineData("Halfsilver-", FieldKind.Halfsilver)]
    [InlineData("Halfsilver", FieldKind.Other)]
    [InlineData("X-Forwarded-Port", FieldKind.Other)]
    [InlineData("Hosts", FieldKind.Other)]
    public void Names_are_known_without_case(string name, object kind) =>
        Assert.Equal(kind, FieldNames.Classify(Heads.Bytes(name), out _));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", WireFault.BadHost)]
    [InlineData("GET / HTTP/2.0\r\n\r\n", WireFault.BadVersion)]
    [InlineData("GET /\r\n\r\n", WireFault.BadStartLine)]
    [InlineData("GET / HTTP/1.1\n\r\n\r\n", WireFault.BadLineEnd)]
    [InlineData("GET a HTTP/1.1\r\nHost: a\r\n\r\n", WireFault.BadTarget)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", WireFault.FoldedField)]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", WireFault.BadFieldName)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\0\r\n\r\n", WireFault.BadFieldValue)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", WireFault.BadContentLength)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n", WireFault.BadTransferEncoding)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\nContent-Length: 1\r\n\r\n", WireFault.TwoFramings)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: host\r\n\r\n", WireFault.BadConnection)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", WireFault.BadExpect)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET", WireFault.BadLineEnd)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n", WireFault.BadLineEnd)]
    [InlineData("", WireFault.BadLineEnd)]
    public void A_fault_says_what_is_wrong(string text, object fault) => Assert.Equal(fault, Heads.TryRequest(text, out _));

    [Theory]
    [InlineData(3, WireFault.None)]
    [InlineData(2, WireFault.TooManyFields)]
    public void The_number_of_fields_is_exact(int allowed, object fault) =>
        Assert.Equal(fault, Heads.TryRequest("GET / HTTP/1.1\r\nHost: a\r\nB: c\r\nD: e\r\n\r\n", out _, allowed));

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("0", 0L)]
    [InlineData("0000000000000000007", 7L)]
    public void Lengths_reach_the_largest_number(string value, long length)
    {
        var head = Heads.Request($"POST / HTTP/1.1\r\n{Host}Content-Length: {value}\r\n\r\n");
        Assert.Equal((BodyFraming.Length, length), (head.Framing, head.ContentLength));
    }

    [Fact]
    public void A_head_used_again_forgets_the_last_one()
    {
        var head = Heads.Request($"POST http://b/ HTTP/1.0\r\n{Host}Content-Length: 5\r\n\r\n");
        var bytes = Heads.Bytes("GET /n HTTP/1.1\r\nHost: c\r\n\r\n");
        Assert.Equal(WireFault.None, RequestParser.Parse(head, bytes, bytes.Length, Heads.MaxFields));
        Assert.Equal(("GET", "/n", "c", -1L, BodyFraming.None), (Heads.Text(head.Method), Heads.Text(head.Path), Heads.Text(head.Authority), head.ContentLength, head.Framing));
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        var bytes = Heads.Bytes("POST /a?b HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, x\r\nX: y\r\nVia: 1.1 a\r\nContent-Length: 5\r\n\r\n");
        var head = new RequestHead();
        RequestParser.Parse(head, bytes, bytes.Length, Heads.MaxFields);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            RequestParser.Parse(head, bytes, bytes.Length, Heads.MaxFields);
        }

        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / 1000);
    }
}
