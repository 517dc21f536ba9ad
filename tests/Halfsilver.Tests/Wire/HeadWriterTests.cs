using Halfsilver.Fuzz;
using Halfsilver.Planning;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>What a leg's head is when the plan changes nothing.</summary>
public sealed class HeadWriterTests
{
    private const string Forwarded = "X-Forwarded-Host: a.example\r\nX-Forwarded-Proto: http\r\n";

    [Fact]
    public void End_to_end_lines_go_on_byte_for_byte_in_order()
    {
        const string Lines = "hOsT:  a.example \r\nuser-AGENT:x\r\nX-Latin: caf\xE9\t\xFF  \r\nB: 1\r\nA:\r\nB: 2\r\nCookie: a=b\r\nCookie: c=d\r\nContent-Type: t/x\r\n";
        Assert.Equal($"GET /%7e?a=%aA HTTP/1.1\r\n{Lines}{Forwarded}\r\n", Leg.Write($"GET /%7e?a=%aA HTTP/1.1\r\n{Lines}\r\n"));
    }

    [Fact]
    public void Lines_of_one_hop_and_what_is_ours_are_left_out_wherever_they_stand()
    {
        var text = Leg.Write(
            "GET / HTTP/1.1\r\nConnection: close, X-Mine\r\nHost: a.example\r\nTE: trailers\r\nKeep-Alive: 5\r\nA: 1\r\nX-mine: s\r\nHalfsilver-Copy: 1\r\n"
            + "B: 2\r\nC: 3\r\nProxy-Authorization: p\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\nExpect: 100-continue\r\nX-Forwarded-Host: evil\r\n"
            + "X-Forwarded-Proto: gopher\r\nD: 4\r\nTrailer: Z\r\n\r\n");
        Assert.Equal($"GET / HTTP/1.1\r\nHost: a.example\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n{Forwarded}\r\n", text);
    }

    [Theory]
    [InlineData("", "X-Forwarded-For: 9.9.9.9\r\n")]
    [InlineData("X-Forwarded-For: 1.1.1.1\r\n", "X-Forwarded-For: 1.1.1.1, 9.9.9.9\r\n")]
    [InlineData("X-Forwarded-For: 1.1.1.1, 2.2.2.2\r\nx-forwarded-for:\r\nx-forwarded-for: 3.3.3.3\r\n", "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 3.3.3.3, 9.9.9.9\r\n")]
    public void The_client_is_added_to_those_before_it(string came, string sent) =>
        Assert.Equal($"GET / HTTP/1.1\r\nHost: a.example\r\n{sent}{Forwarded}\r\n",
            Leg.Write($"GET / HTTP/1.1\r\n{came}Host: a.example\r\n\r\n", new() { ClientAddress = "9.9.9.9"u8 }));

    [Fact]
    public void The_scheme_is_the_clients() =>
        Assert.Contains("X-Forwarded-Proto: https\r\n", Leg.Write("GET / HTTP/1.1\r\nHost: a\r\n\r\n", new() { Https = true }), StringComparison.Ordinal);

    [Fact]
    public void Via_lines_stay_and_ours_follows_with_the_mark() =>
        Assert.Equal(
            $"GET / HTTP/1.1\r\nHost: a.example\r\nVia: 1.0 x\r\n{Forwarded}Via: 1.1 halfsilver-1\r\nHalfsilver-Copy: 1\r\n\r\n",
            Leg.Write("GET / HTTP/1.1\r\nHost: a.example\r\nVia: 1.0 x\r\n\r\n", new() { Via = "1.1 halfsilver-1"u8, Mark = true }));

    [Theory]
    [InlineData("GET http://b.example:81/x?y HTTP/1.1", "GET /x?y HTTP/1.1", "b.example:81")]
    [InlineData("GET http://b.example HTTP/1.1", "GET / HTTP/1.1", "b.example")]
    [InlineData("GET http://b.example?y HTTP/1.1", "GET /?y HTTP/1.1", "b.example")]
    [InlineData("OPTIONS http://b.example HTTP/1.1", "OPTIONS * HTTP/1.1", "b.example")]
    [InlineData("OPTIONS http://b.example/ HTTP/1.1", "OPTIONS / HTTP/1.1", "b.example")]
    [InlineData("OPTIONS http://b.example? HTTP/1.1", "OPTIONS /? HTTP/1.1", "b.example")]
    [InlineData("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1", "a.example")]
    [InlineData("CONNECT c:1 HTTP/1.1", "CONNECT c:1 HTTP/1.1", "c:1")]
    public void An_absolute_target_becomes_a_path_and_its_authority_the_host(string line, string sent, string host) =>
        Assert.Equal($"{sent}\r\nA: 1\r\nhost: {host}\r\nB: 2\r\nX-Forwarded-Host: {host}\r\nX-Forwarded-Proto: http\r\n\r\n",
            Leg.Write($"{line}\r\nA: 1\r\nhost: a.example\r\nB: 2\r\n\r\n"));

    [Fact]
    public void HTTP_1_0_goes_on_as_1_1_with_a_host()
    {
        Assert.Equal("GET /p HTTP/1.1\r\nHost: up:80\r\nA: 1\r\nX-Forwarded-Proto: http\r\n\r\n",
            Leg.Write("GET /p HTTP/1.0\r\nA: 1\r\n\r\n", new() { EndpointAuthority = "up:80"u8 }));
        Assert.Equal($"GET /p HTTP/1.1\r\nA: 1\r\nHost: a.example\r\n{Forwarded}\r\n", Leg.Write("GET /p HTTP/1.0\r\nA: 1\r\nHost: a.example\r\n\r\n"));
    }

    [Theory]
    [InlineData("content-LENGTH:  005", BodyFraming.Length, 5, "content-LENGTH:  005\r\n", "")]
    [InlineData("Content-Length: 5", BodyFraming.Length, 6, "", "Content-Length: 6\r\n")]
    [InlineData("Content-Length: 5", BodyFraming.Chunked, 0, "", "Transfer-Encoding: chunked\r\n")]
    [InlineData("Content-Length: 5", BodyFraming.None, 0, "", "Content-Length: 0\r\n")]
    [InlineData("Content-Length:0", BodyFraming.None, 0, "Content-Length:0\r\n", "")]
    [InlineData("Content-Length:0", BodyFraming.Length, 0, "Content-Length:0\r\n", "")]
    [InlineData("Transfer-Encoding: CHUNKED", BodyFraming.Chunked, 0, "", "Transfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked", BodyFraming.Length, 12345, "", "Content-Length: 12345\r\n")]
    [InlineData("Transfer-Encoding: chunked", BodyFraming.None, 0, "", "Content-Length: 0\r\n")]
    [InlineData("B: c", BodyFraming.None, 0, "B: c\r\n", "")]
    [InlineData("B: c", BodyFraming.Length, 0, "B: c\r\n", "Content-Length: 0\r\n")]
    [InlineData("B: c", BodyFraming.Length, long.MaxValue, "B: c\r\n", "Content-Length: 9223372036854775807\r\n")]
    public void Framing_is_the_legs_own_and_the_clients_line_stays_where_it_is_true(string line, object framing, long length, string stays, string added) =>
        Assert.Equal($"POST / HTTP/1.1\r\n{stays}Host: a.example\r\n{Forwarded}{added}\r\n",
            Leg.Write($"POST / HTTP/1.1\r\n{line}\r\nHost: a.example\r\n\r\n", new() { Framing = (BodyFraming)framing, ContentLength = length }));

    [Fact]
    public void A_change_of_protocol_goes_on_only_when_wanted()
    {
        const string Request = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nHost: a.example\r\nConnection: Upgrade\r\n\r\n";
        Assert.Equal($"GET / HTTP/1.1\r\nHost: a.example\r\n{Forwarded}\r\n", Leg.Write(Request));
        Assert.Equal($"GET / HTTP/1.1\r\nHost: a.example\r\n{Forwarded}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", Leg.Write(Request, new() { Upgrade = true }));
    }

    [Fact]
    public void Whatever_is_written_is_a_good_head_and_within_the_measure()
    {
        var damage = new Damage(11);
        var template = LegTemplate.Compile(
            new() { StripPrefix = "/a", AddPrefix = "/new", SetFields = [new("X-A", "set")], RemoveFields = ["cookie"] }, null, HostRewrite.Service);
        for (var i = 0; i < 20_000; i++)
        {
            if (Heads.TryRequest(damage.Head(), out var head) != WireFault.None)
            {
                continue;
            }

            var facts = new LegFacts
            {
                ClientAddress = "2001:db8::1"u8,
                EndpointAuthority = "up.example:8080"u8,
                Framing = head.Framing,
                ContentLength = head.ContentLength,
                Via = "1.1 halfsilver-1"u8,
                Mark = true,
            };
            var text = Leg.Write(head, template, facts);
            Assert.Equal(WireFault.None, Heads.TryRequest(text, out var sent));
            Assert.Equal((head.Framing, head.ContentLength), (sent.Framing, sent.ContentLength));
            Assert.Equal("up.example:8080", sent.Form == TargetForm.Authority ? "up.example:8080" : Heads.Text(sent.Authority));
            Assert.True(ViaMark.Names(sent, "1"u8));
        }
    }
}
