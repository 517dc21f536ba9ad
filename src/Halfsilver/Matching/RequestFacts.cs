using System.Net;
using System.Text;
using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>
/// What rules and filters look at, derived once a request and only when asked. One per connection; its buffers are reused,
/// so spans hold until the next <see cref="Reset"/> (and <see cref="Widen"/>'s until its next call).
/// </summary>
internal sealed class RequestFacts
{
    // A long path is rare; its buffers are not kept for the connection's life.
    private const int KeptLength = 8 * 1024;
    private const int Unknown = -1;

    private byte[] _path = [];
    private char[] _pathChars = [];
    private char[] _hostChars = [];
    private char[] _scratch = [];
    private int _pathLength;
    private int _pathCharCount;
    private int _hostCharCount;
    private int _hostLength;
    private bool _rawPath;
    private IPAddress? _peer;
    private TrustedProxies? _behind;
    private IPAddress? _client;
    private bool _clientIsKnown;

    public RequestHead Head { get; private set; } = null!;

    /// <summary>
    /// The client's address, an IPv4 one where IPv6 only wraps it; null where none is known. Behind a trusted proxy the one that it names,
    /// read and made an object only when somebody asks.
    /// </summary>
    public IPAddress? Client
    {
        get
        {
            if (!_clientIsKnown)
            {
                var peer = _peer is { IsIPv4MappedToIPv6: true } ? _peer.MapToIPv4() : _peer;
                _client = peer is null ? null : _behind?.ClientOf(Head, peer) ?? peer;
                _clientIsKnown = true;
            }

            return _client;
        }
    }

    /// <summary>The authority without port and trailing dot, in the client's case; IPv6 keeps its brackets.</summary>
    public ReadOnlySpan<byte> Host => Head.Authority[.._hostLength];

    /// <summary>The path in the normal form of RFC 3986 §6.2.2.</summary>
    public ReadOnlySpan<byte> Path
    {
        get
        {
            if (_pathLength == Unknown)
            {
                DerivePath();
            }

            return _rawPath ? Head.Path : _path.AsSpan(0, _pathLength);
        }
    }

    /// <summary>The query as it came, with its question mark, or empty.</summary>
    public ReadOnlySpan<byte> Query => Head.Query;

    /// <summary><see cref="Path"/> for a regular expression, one char an octet.</summary>
    public ReadOnlySpan<char> PathChars => Chars(Path, ref _pathChars, ref _pathCharCount);

    /// <summary><see cref="Host"/> for a regular expression, one char an octet.</summary>
    public ReadOnlySpan<char> HostChars => Chars(Host, ref _hostChars, ref _hostCharCount);

    /// <summary>Turns to another request of the same connection.</summary>
    /// <param name="head">The request.</param>
    /// <param name="peer">Who sent it; null for sockets without addresses.</param>
    /// <param name="behind">Whom to believe about the client, when the peer is one of them; else null.</param>
    public void Reset(RequestHead head, IPAddress? peer, TrustedProxies? behind = null)
    {
        Head = head;
        _peer = peer;
        _behind = behind;
        _client = null;
        _clientIsKnown = false;
        _hostLength = HostLength(head.Authority);
        _pathLength = _pathCharCount = _hostCharCount = Unknown;
        if (_path.Length > KeptLength || _pathChars.Length > KeptLength || _scratch.Length > KeptLength)
        {
            _path = [];
            _pathChars = [];
            _scratch = [];
        }
    }

    /// <summary>Octets as chars in the scratch buffer.</summary>
    public ReadOnlySpan<char> Widen(ReadOnlySpan<byte> octets)
    {
        var scratch = Scratch(octets.Length);
        Encoding.Latin1.GetChars(octets, scratch);
        return scratch;
    }

    /// <summary>A buffer of so many chars, reused by every test of this request.</summary>
    public Span<char> Scratch(int length) => Buffer(ref _scratch, length);

    private static ReadOnlySpan<char> Chars(ReadOnlySpan<byte> octets, ref char[] chars, ref int count)
    {
        if (count == Unknown)
        {
            count = Encoding.Latin1.GetChars(octets, Buffer(ref chars, octets.Length));
        }

        return chars.AsSpan(0, count);
    }

    private static Span<T> Buffer<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length))];
        }

        return buffer.AsSpan(0, length);
    }

    private static int HostLength(ReadOnlySpan<byte> authority)
    {
        if (authority.Length > 0 && authority[0] == '[')
        {
            var end = authority.IndexOf((byte)']');
            return end < 0 ? authority.Length : end + 1;
        }

        var colon = authority.LastIndexOf((byte)':');
        var length = colon < 0 ? authority.Length : colon;
        return length > 1 && authority[length - 1] == '.' ? length - 1 : length;
    }

    private void DerivePath()
    {
        var raw = Head.Path;
        _rawPath = !raw.Contains((byte)'%');
        _pathLength = _rawPath ? raw.Length : PathForm.Write(raw, Buffer(ref _path, raw.Length));
    }
}
