using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>
/// How often logging in may fail from one address: ten times at once, and once more every six seconds. What it remembers is
/// bounded: when full, those whose failures are forgiven go first, then whoever failed longest ago.
/// </summary>
internal sealed class LoginLimit(TimeProvider time, int most = LoginLimit.MaxAddresses)
{
    /// <summary>Failures in a row before the next are answered 429.</summary>
    public const int Burst = 10;

    /// <summary>Addresses that are remembered.</summary>
    public const int MaxAddresses = 4_096;

    /// <summary>After which one failure is forgiven.</summary>
    public static readonly TimeSpan Forgiven = TimeSpan.FromSeconds(6);

    private readonly Lock _gate = new();
    // When all failures of an address will be forgiven: a bucket that drains at one per Forgiven.
    private readonly Dictionary<IPAddress, DateTimeOffset> _until = [];

    /// <summary>Addresses in memory now.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
                return _until.Count;
        }
    }

    /// <summary>Notes a failure; how long to wait for the next try, null where this one was within the limit.</summary>
    public TimeSpan? Failed(IPAddress? address)
    {
        var (now, key) = (time.GetUtcNow(), Network(address));
        lock (_gate)
        {
            var until = _until.TryGetValue(key, out var known) && known > now ? known : now;
            if (until + Forgiven - now > Forgiven * Burst)
                return until + Forgiven - now - Forgiven * Burst;
            if (_until.Count >= most && !_until.ContainsKey(key))
                MakeRoom(now);
            _until[key] = until + Forgiven;
            return null;
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (address, until) in _until)
        {
            if (until <= now)
                _until.Remove(address);
        }

        // Half of them at once, so that a flood of addresses does not sort the table for each.
        if (_until.Count >= most)
        {
            foreach (var (address, _) in _until.OrderBy(entry => entry.Value).Take(most / 2 + 1).ToArray())
                _until.Remove(address);
        }
    }

    // Whoever has one address of IPv6 has 2^64 of them.
    private static IPAddress Network(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
