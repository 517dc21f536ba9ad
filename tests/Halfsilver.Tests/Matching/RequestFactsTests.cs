using System.Net;
using System.Text;
using Halfsilver.Matching;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class RequestFactsTests
{
    [Theory]
    [InlineData("shop.example.com", "shop.example.com")]
    [InlineData("shop.example.com:8080", "shop.example.com")]
    [InlineData("shop.example.com.", "shop.example.com")]
    [InlineData("shop.example.com.:80", "shop.example.com")]
    [InlineData("Shop.Example.COM", "Shop.Example.COM")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("[2001:db8::1]:8443", "[2001:db8::1]")]
    [InlineData("10.0.0.1:80", "10.0.0.1")]
    public void The_host_is_the_authority_without_port_and_closing_dot(string authority, string host) =>
        Assert.Equal(host, Encoding.ASCII.GetString(Asked.For("/", authority).Host));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/%7Euser", "/~user")]
    [InlineData("/%7euser", "/~user")]
    [InlineData("/%61%62c", "/abc")]
    [InlineData("/a%2fb", "/a%2Fb")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    [InlineData("/%c3%a9", "/%C3%A9")]
    [InlineData("/%2541", "/%2541")]
    [InlineData("/%2D%2e%5F", "/-._")]
    [InlineData("/a?x=%41", "/a")]
    public void The_path_is_seen_in_normal_form(string target, string path) =>
        Assert.Equal(path, Encoding.ASCII.GetString(Asked.For(target).Path));

    [Theory]
    [InlineData("/%", "/%")]
    [InlineData("/%4", "/%4")]
    [InlineData("/%zz%41", "/%zzA")]
    public void A_percent_sign_that_encodes_nothing_stays(string raw, string normal)
    {
        var octets = new byte[raw.Length];
        Assert.Equal(normal, Encoding.ASCII.GetString(octets, 0, PathForm.Write(Encoding.ASCII.GetBytes(raw), octets)));
    }

    [Fact]
    public void A_path_without_percent_sign_is_the_heads_own_bytes()
    {
        var facts = Asked.For("/orders/17");
        Assert.True(facts.Path == facts.Head.Path);
    }

    [Fact]
    public void The_asterisk_and_the_empty_path_are_paths_too()
    {
        Assert.Equal("*"u8, Asked.For("*", method: "OPTIONS").Path);
        Assert.True(Asked.For("shop.example.com:443", "shop.example.com:443", "CONNECT").Path.IsEmpty);
    }

    [Fact]
    public void Facts_of_one_request_never_show_in_the_next()
    {
        var facts = Asked.For("/%61?x=1", "first.example", client: "10.0.0.1");
        Assert.Equal("/a", new string(facts.PathChars));
        Assert.Equal("first.example", new string(facts.HostChars));
        facts.Reset(Asked.Head("GET", "/%62", "second.example"), null);
        Assert.Equal("/b", new string(facts.PathChars));
        Assert.Equal("second.example", new string(facts.HostChars));
        Assert.True(facts.Query.IsEmpty);
        Assert.Null(facts.Client);
    }

    [Fact]
    public void The_query_keeps_its_question_mark() => Assert.Equal("?a=1&b"u8, Asked.For("/p?a=1&b").Query);

    [Fact]
    public void An_ipv4_client_wrapped_in_ipv6_is_an_ipv4_client() =>
        Assert.Equal(IPAddress.Parse("10.1.2.3"), Asked.For("/", client: "::ffff:10.1.2.3").Client);

    [Fact]
    public void A_long_path_is_seen_whole_and_its_buffer_is_not_kept_for_the_next()
    {
        var facts = Asked.For("/%61" + new string('x', 20_000));
        Assert.Equal(20_002, facts.Path.Length);
        Assert.Equal(20_002, facts.PathChars.Length);
        facts.Reset(Asked.Head("GET", "/%62"), null);
        Assert.Equal("/b"u8, facts.Path);
    }

    [Fact]
    public void Asking_every_kind_of_fact_again_allocates_nothing()
    {
        var head = Asked.Head("GET", "/%61/b?k=%20v", "Shop.example.com:80", "X-One: value");
        var facts = new RequestFacts();
        var client = IPAddress.Parse("::ffff:10.0.0.1");
        var seen = 0;
        for (var i = 0; i < 100; i++)
        {
            seen += Ask(facts, head, client);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            seen += Ask(facts, head, client);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(seen > 0);
    }

    private static int Ask(RequestFacts facts, Halfsilver.Wire.RequestHead head, IPAddress client)
    {
        facts.Reset(head, client);
        return facts.Path.Length + facts.PathChars.Length + facts.HostChars.Length + facts.Widen("value"u8).Length;
    }
}
