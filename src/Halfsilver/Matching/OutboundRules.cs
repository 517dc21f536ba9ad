using System.Collections.Immutable;
using System.Net;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>Which addresses may be dialled; asked about each one that is, after names are resolved. Immutable.</summary>
internal sealed class OutboundRules
{
    // Never a service's: this host, link-local (with the metadata of most clouds), metadata of Alibaba, Oracle and Azure, multicast, broadcast.
    private static readonly IPNetwork[] s_refused = Read([
        "0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32", "224.0.0.0/4", "255.255.255.255/32",

        // The same in IPv6; metadata of AWS, Google, Oracle and Scaleway.
        "::/128", "fe80::/10", "fd00:ec2::/32", "fd20:ce::254/128", "fd00:c1::a9fe:a9fe/128", "fd00:42::42/128", "ff00::/8",
    ]);

    private readonly IPNetwork[] _allow;
    private readonly IPNetwork[] _deny;

    private OutboundRules(OutboundSettings settings)
    {
        _allow = Read(settings.Allow);
        _deny = Read(settings.Deny);
        OwnListeners = settings.OwnListeners;
    }

    /// <summary>What holds without a word about it.</summary>
    public static OutboundRules Usual { get; } = new(new OutboundSettings());

    /// <summary>Whether the process's own listeners may be dialled.</summary>
    public bool OwnListeners { get; }

    /// <summary>From the networks of a checked plan.</summary>
    public static OutboundRules Of(OutboundSettings settings) => new(settings);

    /// <summary>Whether an address may be dialled as far as its network is concerned. All that it stands for must be allowed.</summary>
    public bool Allows(IPAddress address)
    {
        var (first, second) = EmbeddedAddress.Of(address);
        var allowed = IsIn(_allow, address);
        return MayDial(address, allowed) && (first is null || MayDial(first, allowed)) && (second is null || MayDial(second, allowed));
    }

    private bool MayDial(IPAddress address, bool allowed) =>
        !IsIn(_deny, address) && (allowed || IsIn(_allow, address) || !IsIn(s_refused, address));

    private static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IPNetwork[] Read(ImmutableArray<string> networks) => [.. networks.Select(Networks.Parse).OfType<IPNetwork>()];
}
