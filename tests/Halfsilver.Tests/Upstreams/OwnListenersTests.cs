using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Halfsilver.Upstreams;
using Xunit;

namespace Halfsilver.Tests.Upstreams;

/// <summary>Which addresses lead back to this process.</summary>
public sealed class OwnListenersTests
{
    [Theory]
    [InlineData("127.0.0.1:8000", "127.0.0.1:8000", true)]
    [InlineData("127.0.0.1:8000", "127.0.0.1:8001", false)]
    [InlineData("127.0.0.1:8000", "127.0.0.2:8000", false)]
    [InlineData("127.0.0.1:8000", "[::1]:8000", false)]
    [InlineData("127.0.0.1:8000", "[::ffff:127.0.0.1]:8000", true)]
    [InlineData("127.0.0.1:8000", "[64:ff9b::7f00:1]:8000", true)]
    [InlineData("127.0.0.1:8000", "0.0.0.0:8000", true)]
    [InlineData("127.0.0.1:8000", "[::]:8000", true)]
    [InlineData("10.1.2.3:8000", "10.1.2.3:8000", true)]
    [InlineData("10.1.2.3:8000", "127.0.0.1:8000", false)]
    [InlineData("10.1.2.3:8000", "0.0.0.0:8000", false)]
    [InlineData("[::]:8000", "127.0.0.1:8000", true)]
    [InlineData("[::]:8000", "127.9.9.9:8000", true)]
    [InlineData("[::]:8000", "[::1]:8000", true)]
    [InlineData("[::]:8000", "0.0.0.0:8000", true)]
    [InlineData("0.0.0.0:8000", "[::ffff:127.0.0.1]:8000", true)]
    [InlineData("[::]:8000", "192.0.2.1:8000", false)]
    [InlineData("[::]:8000", "127.0.0.1:80", false)]
    [InlineData("[::1]:8000", "[::1]:8000", true)]
    [InlineData("[fe80::1%2]:8000", "[fe80::1%3]:8000", true)]
    public void A_listener_is_reached_at_the_addresses_that_lead_to_it(string listens, string dialled, bool own)
    {
        var listeners = new OwnListeners();
        listeners.Know([IPEndPoint.Parse(listens)]);

        Assert.Equal(own, listeners.Has(IPEndPoint.Parse(dialled)));
    }

    [Fact]
    public void A_listener_on_every_address_is_reached_at_each_of_the_machines()
    {
        var listeners = new OwnListeners();
        listeners.Know([new IPEndPoint(IPAddress.IPv6Any, 8000)]);
        var addresses = NetworkInterface.GetAllNetworkInterfaces().SelectMany(link => link.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address).ToArray();

        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.True(listeners.Has(new IPEndPoint(address, 8000)), $"{address}"));
        Assert.All(
            addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork),
            address => Assert.True(listeners.Has(new IPEndPoint(address.MapToIPv6(), 8000)), $"{address} mapped"));
    }

    [Fact]
    public void What_is_added_joins_what_is_known_and_what_is_named_anew_replaces_it()
    {
        var listeners = new OwnListeners();
        var (first, second) = (new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
        listeners.Know([first]);
        listeners.Add(second);
        Assert.True(listeners.Has(first) && listeners.Has(second));

        listeners.Know([second]);

        Assert.Equal((false, true), (listeners.Has(first), listeners.Has(second)));
    }
}
