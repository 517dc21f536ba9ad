using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>Forwarding fields behind a proxy that is believed, and behind anybody else.</summary>
public sealed class TrustedPeerTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: shop.example\r\nx-forwarded-proto: https\r\nX-Forwarded-For: 1.2.3.4\r\nB: 1\r\n\r\n";

    [Fact]
    public void A_trusted_proxys_words_stay_where_they_stood() =>
        Assert.Equal(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: shop.example\r\nx-forwarded-proto: https\r\nB: 1\r\nX-Forwarded-For: 1.2.3.4, 10.0.0.1\r\n\r\n",
            Leg.Write(Request, new LegFacts { ClientAddress = "10.0.0.1"u8, TrustsPeer = true }));

    [Fact]
    public void What_a_trusted_proxy_does_not_say_the_gateway_does() =>
        Assert.Equal(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: a\r\nX-Forwarded-Proto: http\r\n\r\n",
            Leg.Write("GET / HTTP/1.1\r\nHost: a\r\n\r\n", new LegFacts { ClientAddress = "10.0.0.1"u8, TrustsPeer = true }));

    [Fact]
    public void Anybody_elses_words_are_replaced() =>
        Assert.Equal(
            "GET / HTTP/1.1\r\nHost: a\r\nB: 1\r\nX-Forwarded-For: 1.2.3.4, 192.0.2.7\r\nX-Forwarded-Host: a\r\nX-Forwarded-Proto: http\r\n\r\n",
            Leg.Write(Request, new LegFacts { ClientAddress = "192.0.2.7"u8 }));
}
