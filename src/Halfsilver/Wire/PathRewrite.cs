using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Wire;

/// <summary>
/// One rewrite's work on a raw path: a prefix off or replaced, where a segment ends, then a prefix put before. The prefix is
/// found in the path's normal form (RFC 3986 §6.2.2), so that <c>/%61pi</c> loses <c>/api</c> as it matched it; what remains is
/// untouched.
/// </summary>
internal sealed class PathRewrite
{
    private readonly byte[]? _strip;
    private readonly byte[]? _replace;
    private readonly byte[] _replacement = [];
    private readonly byte[] _add = [];

    private PathRewrite(Rewrite rewrite)
    {
        _strip = rewrite.StripPrefix is { } strip ? Bytes(strip) : null;
        _add = rewrite.AddPrefix is { } add ? Bytes(add) : [];
        if (rewrite.ReplacePrefix is { } replace)
        {
            _replace = Bytes(replace.From);
            _replacement = Bytes(replace.To);
        }
    }

    /// <summary>Most bytes by which a path can grow.</summary>
    public int Growth => _replacement.Length + _add.Length + 1;

    /// <summary>The rewrite of a record, or null where it leaves paths alone.</summary>
    public static PathRewrite? Compile(Rewrite? rewrite) =>
        rewrite is null or { StripPrefix: null, AddPrefix: null, ReplacePrefix: null } ? null : new PathRewrite(rewrite);

    /// <summary>Rewrites the path that fills the first <paramref name="length"/> bytes, in place; the new length.</summary>
    public int Apply(Span<byte> room, int length)
    {
        if (_strip is not null)
        {
            length = Exchange(room, length, _strip, []);
        }

        if (_replace is not null)
        {
            length = Exchange(room, length, _replace, _replacement);
        }

        return _add.Length == 0 ? length : Splice(room, length, 0, _add);
    }

    private static int Exchange(Span<byte> room, int length, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> other)
    {
        var taken = Match(room[..length], prefix);
        if (taken < 0 || (taken < length && room[taken] != '/'))
        {
            return length;
        }

        length = Splice(room, length, taken, other);
        if (length == 0)
        {
            room[0] = (byte)'/';
            return 1;
        }

        return length;
    }

    private static int Splice(Span<byte> room, int length, int taken, ReadOnlySpan<byte> other)
    {
        room[taken..length].CopyTo(room[other.Length..]);
        other.CopyTo(room);
        return length - taken + other.Length;
    }

    // Raw bytes of the path that are the prefix in normal form, or -1.
    private static int Match(ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix)
    {
        if (path.StartsWith(prefix))
        {
            return prefix.Length;
        }

        var at = 0;
        foreach (var wanted in prefix)
        {
            if (at >= path.Length)
            {
                return -1;
            }

            var octet = path[at];
            var width = 1;
            if (octet == '%')
            {
                var code = (Grammar.Hex(path[at + 1]) << 4) | Grammar.Hex(path[at + 2]);
                (octet, width) = Grammar.IsUnreserved(code) ? ((byte)code, 3) : (octet, 1);
            }
            else if (at > 0 && IsInsideEscape(path, at))
            {
                octet = Upper(octet);
            }

            if (octet != wanted)
            {
                return -1;
            }

            at += width;
        }

        return at;
    }

    // Only escapes that stay escapes are walked digit by digit.
    private static bool IsInsideEscape(ReadOnlySpan<byte> path, int at) => path[at - 1] == '%' || (at > 1 && path[at - 2] == '%');

    private static byte Upper(byte octet) => octet is >= (byte)'a' and <= (byte)'f' ? (byte)(octet - 0x20) : octet;

    // Normal form, a slash in front, none at the end; text beyond ASCII is UTF-8 in escapes.
    private static byte[] Bytes(string prefix)
    {
        var text = prefix.TrimEnd('/');
        if (text.Length > 0 && text[0] != '/')
        {
            text = "/" + text;
        }

        var bytes = new List<byte>(text.Length);
        var raw = Encoding.UTF8.GetBytes(text);
        if (raw.AsSpan().ContainsAny(Grammar.NotInTarget) || raw.AsSpan().Contains((byte)'?') || !Grammar.PercentsAreWhole(raw))
        {
            throw new ArgumentException($"\"{prefix}\" is no path prefix.", nameof(prefix));
        }

        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%')
            {
                var code = (Grammar.Hex(raw[i + 1]) << 4) | Grammar.Hex(raw[i + 2]);
                bytes.AddRange(Grammar.IsUnreserved(code) ? [(byte)code] : Escape(code));
                i += 2;
            }
            else
            {
                bytes.AddRange(raw[i] < 0x80 ? [raw[i]] : Escape(raw[i]));
            }
        }

        return [.. bytes];
    }

    private static byte[] Escape(int code) => Encoding.ASCII.GetBytes($"%{code:X2}");
}
