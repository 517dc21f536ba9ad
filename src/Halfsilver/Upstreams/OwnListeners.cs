using System.Collections.Frozen;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Halfsilver.Matching;

namespace Halfsilver.Upstreams;

/// <summary>The addresses at which this process can be reached, so that it does not dial itself without a word that this is meant.</summary>
internal sealed class OwnListeners
{
    private readonly Lock _gate = new();
    private IPEndPoint[] _listeners = [];
    private FrozenSet<IPAddress> _machine = [];

    /// <summary>Says who listens; those that were known before are forgotten unless they are named again.</summary>
    public void Know(IEnumerable<IPEndPoint> listeners)
    {
        lock (_gate)
        {
            Volatile.Write(ref _listeners, [.. listeners.Select(listener => new IPEndPoint(Plain(listener.Address), listener.Port)).Distinct()]);
        }

        Look();
    }

    /// <summary>One more listens.</summary>
    public void Add(IPEndPoint listener)
    {
        lock (_gate)
        {
            Know([.. _listeners, listener]);
        }
    }

    /// <summary>Asks the machine for its addresses, where somebody listens on all of them. Control plane; called now and then.</summary>
    public void Look()
    {
        if (!Volatile.Read(ref _listeners).Any(listener => IsAny(listener.Address)))
        {
            return;
        }

        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Select(unicast => Plain(unicast.Address))
            .ToFrozenSet();
        Volatile.Write(ref _machine, addresses);
    }

    /// <summary>Whether a connection to this address would end here.</summary>
    public bool Has(IPEndPoint to)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            if (listener.Port == to.Port && Reaches(to.Address, listener.Address))
            {
                return true;
            }
        }

        return false;
    }

    private bool Reaches(IPAddress address, IPAddress listener)
    {
        var (first, second) = EmbeddedAddress.Of(address);
        return IsReached(Plain(address), listener) || (first is not null && IsReached(first, listener)) || (second is not null && IsReached(second, listener));
    }

    // The unspecified address is this machine's loopback to whoever dials it.
    private bool IsReached(IPAddress address, IPAddress listener) =>
        IsAny(listener)
            ? IPAddress.IsLoopback(address) || IsAny(address) || Volatile.Read(ref _machine).Contains(address)
            : listener.Equals(address) || (IsAny(address) && IPAddress.IsLoopback(listener));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // Without a zone, and an IPv4 address as one.
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes())
        : address;
}
