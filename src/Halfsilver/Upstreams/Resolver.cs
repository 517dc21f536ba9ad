using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Halfsilver.Matching;

namespace Halfsilver.Upstreams;

/// <summary>
/// Names to addresses, remembered for 30 s, failures for 1 s; pinned names never ask. One lookup per name at a time, and on
/// the thread pool: the system's resolver blocks.
/// </summary>
internal sealed class Resolver(TimeProvider time, Func<string, Task<IPAddress[]>>? system = null)
{
    private readonly Func<string, Task<IPAddress[]>> _system = system ?? Dns.GetHostAddressesAsync;

    // Long enough that a busy gateway asks seldom, short enough that a moved service is followed within half a minute.
    private static readonly TimeSpan s_goodFor = TimeSpan.FromSeconds(30);

    // A name that does not resolve must not cost a lookup per request.
    private static readonly TimeSpan s_badFor = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private OutboundRules _outbound = OutboundRules.Usual;
    private FrozenDictionary<string, string> _pins = FrozenDictionary<string, string>.Empty;

    /// <summary>What is dialled from now on. Open connections stay.</summary>
    public OutboundRules Outbound
    {
        get => Volatile.Read(ref _outbound);
        set => Volatile.Write(ref _outbound, value);
    }

    /// <summary>Where this process listens.</summary>
    public OwnListeners Own { get; } = new();

    /// <summary>Starts a name for an endpoint: literal addresses are known at once and for ever.</summary>
    public Name Open(string host, int port) =>
        new(this, host, port, IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : null);

    /// <summary>Pins names from now on: <c>host:port</c> as services say it, to an address with or without a port. Open connections stay.</summary>
    public void Pin(IEnumerable<KeyValuePair<string, string>> pins) =>
        Volatile.Write(ref _pins, pins.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));

    /// <summary>An address, with or without a port of its own, as <c>--resolve</c> takes it; null when it is none.</summary>
    public static IPEndPoint? Pinned(string text, int port) =>
        IPAddress.TryParse(text, out var address) ? new IPEndPoint(address, port)
        : IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port != 0 ? endPoint
        : null;

    private Task<IPAddress[]> LookUpAsync(string host)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(host, out var entry) && !IsStale(entry))
            {
                return entry.Lookup;
            }

            entry = new Entry(Task.Run(() => AskAsync(host)), time.GetTimestamp());
            _entries[host] = entry;
            return entry.Lookup;
        }
    }

    private bool IsStale(Entry entry)
    {
        if (!entry.Lookup.IsCompletedSuccessfully)
        {
            return false;
        }

#pragma warning disable RS0030, VSTHRD002 // Completed: reading the result waits for nothing.
        var good = entry.Lookup.Result.Length > 0;
#pragma warning restore RS0030, VSTHRD002
        return time.GetElapsedTime(entry.Since) > (good ? s_goodFor : s_badFor);
    }

    private async Task<IPAddress[]> AskAsync(string host)
    {
        try
        {
            return await _system(host);
        }
        catch (SocketException)
        {
            return [];
        }
        catch (ArgumentException)
        {
            // A label longer than DNS allows.
            return [];
        }
    }

    private readonly record struct Entry(Task<IPAddress[]> Lookup, long Since);

    /// <summary>One endpoint's name, and the address it has now.</summary>
    internal sealed class Name(Resolver resolver, string host, int port, IPEndPoint? literal)
    {
        private readonly string _pinned = $"{host}:{port}";
        private int _turn;

        /// <summary>An address to dial, in turn where the name has several; null when there is none now.</summary>
        public ValueTask<IPEndPoint?> ResolveAsync() =>
            Volatile.Read(ref resolver._pins).TryGetValue(_pinned, out var pin) ? new ValueTask<IPEndPoint?>(Pinned(pin, port))
            : literal is null ? AskAsync()
            : new ValueTask<IPEndPoint?>(literal);

        /// <summary>Whether an address that the name has may be dialled.</summary>
        public bool MayDial(IPEndPoint to)
        {
            var rules = resolver.Outbound;
            return rules.Allows(to.Address) && (rules.OwnListeners || !resolver.Own.Has(to));
        }

        private async ValueTask<IPEndPoint?> AskAsync()
        {
            var addresses = await resolver.LookUpAsync(host);
            return addresses.Length == 0
                ? null
                : new IPEndPoint(addresses[(uint)Interlocked.Increment(ref _turn) % (uint)addresses.Length], port);
        }
    }
}
