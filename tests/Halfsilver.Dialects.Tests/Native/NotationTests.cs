using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

public sealed class NotationTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("5s", 5_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h0m1ms", 3_600_001)]
    [InlineData("90s", 90_000)]
    public void Durations_add_their_units(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Notation.Duration(text, TimeSpan.Zero, Day).Value);

    [Theory]
    [InlineData("5")]
    [InlineData("")]
    [InlineData("1.5s")]
    [InlineData("30s1m")]
    [InlineData("1d")]
    [InlineData("25h")]
    [InlineData("99999999999999999999h")]
    [InlineData("5 s")]
    [InlineData("5s\n")]
    public void Other_texts_are_no_durations(string text) => Assert.Null(Notation.Duration(text, TimeSpan.Zero, Day).Value);

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(75_000)]
    [InlineData(86_400_000)]
    [InlineData(3_661_001)]
    public void A_duration_that_is_written_reads_back(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal(time, Notation.Duration(Notation.Text(time), TimeSpan.Zero, Day).Value);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1_024)]
    [InlineData("64KiB", 65_536)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("2GiB", 2_147_483_648)]
    [InlineData("1TB", 1_000_000_000_000)]
    [InlineData("7B", 7)]
    public void Sizes_count_bytes(string text, long bytes) => Assert.Equal(bytes, Notation.Size(text, 0, 1L << 41, orUnlimited: false).Value);

    [Theory]
    [InlineData("unlimited")]
    [InlineData("1mb")]
    [InlineData("1.5MiB")]
    [InlineData("-1")]
    [InlineData("99999999999999999999TiB")]
    [InlineData("")]
    public void Other_texts_are_no_sizes(string text) => Assert.Null(Notation.Size(text, 0, 1L << 41, orUnlimited: false).Value);

    [Fact]
    public void Unlimited_is_a_size_where_it_is_allowed() => Assert.Equal(MapItem.Unlimited, Notation.Size("unlimited", 0, 9, orUnlimited: true).Value);

    [Theory]
    [InlineData("1/400", 2_500)]
    [InlineData("0/5", 0)]
    [InlineData("1/1", 1_000_000)]
    [InlineData("1/3", 333_333)]
    public void Fractions_are_shares(string text, int millionths) => Assert.Equal(Share.FromMillionths(millionths), Notation.Fraction(text).Value);

    [Theory]
    [InlineData("2/1")]
    [InlineData("1/0")]
    [InlineData("1/10000000")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/2")]
    [InlineData(" 1/2")]
    public void Other_texts_are_no_fractions(string text) => Assert.Null(Notation.Fraction(text).Value);

    [Theory]
    [InlineData("http://a.example.com", "a.example.com", 80, false)]
    [InlineData("https://a.example.com", "a.example.com", 443, true)]
    [InlineData("http://10.0.0.1:8000/", "10.0.0.1", 8000, false)]
    [InlineData("http://[::1]:81", "::1", 81, false)]
    [InlineData("http://[fe80::1]", "fe80::1", 80, false)]
    public void Urls_name_an_endpoint(string text, string host, int port, bool tls) =>
        Assert.Equal(new EndpointAddress { Host = host, Port = port, Tls = tls }, Addresses.Endpoint(text).Value);

    [Theory]
    [InlineData("http://")]
    [InlineData("http://:80")]
    [InlineData("http://a:0")]
    [InlineData("http://a:65536")]
    [InlineData("http://a/b")]
    [InlineData("http://a?b")]
    [InlineData("http://u:p@a")]
    [InlineData("http://::1:80")]
    [InlineData("HTTP://a")]
    [InlineData("a:80")]
    [InlineData("http://a b")]
    public void Other_texts_are_no_endpoints(string text) => Assert.Null(Addresses.Endpoint(text).Value);

    [Theory]
    [InlineData(":8000", true)]
    [InlineData("127.0.0.1:0", true)]
    [InlineData("[::]:80", true)]
    [InlineData("localhost:80", true)]
    [InlineData("::1:80", false)]
    [InlineData("[1.2.3.4]:80", false)]
    [InlineData(":", false)]
    [InlineData(":-1", false)]
    [InlineData(":+1", false)]
    [InlineData("8000", false)]
    public void An_address_to_listen_on_has_a_port(string text, bool right) => Assert.Equal(right, Addresses.Listen(text).Value is not null);
}
