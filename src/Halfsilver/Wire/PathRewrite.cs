using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Wire;

/// <summary>
/// One rewrite's work on a raw path: a prefix off or replaced, where a segment ends unless it is a mere text, then a change of the whole, then a prefix
/// put before. The prefix is found in the path's normal form (RFC 3986 §6.2.2), so that <c>/%61pi</c> loses <c>/api</c> as it matched
/// it; what remains is untouched.
/// </summary>
internal sealed class PathRewrite
{
    private readonly byte[]? _strip;
    private readonly byte[]? _replace;
    private readonly byte[] _replacement = [];
    private readonly byte[]? _whole;
    private readonly byte[] _add = [];
    private readonly bool _isText;
    private readonly PathChange? _change;

    private PathRewrite(Rewrite rewrite, PathChange? change)
    {
        _change = change;
        _whole = rewrite.ReplacePath is { } whole ? Whole(whole) : null;
        _isText = rewrite.PrefixIsText;
        _strip = rewrite.StripPrefix is { } strip ? Prefix(strip) : null;
        _add = rewrite.AddPrefix is { } add ? Bytes(add) : [];
        if (rewrite.ReplacePrefix is { } replace)
        {
            _replace = Prefix(replace.From);
            _replacement = Bytes(replace.To);
        }
    }

    /// <summary>Most bytes by which a path can grow.</summary>
    public int Growth => _replacement.Length + (_whole?.Length ?? 0) + _add.Length + 1;

    /// <summary>Whether the new path's length cannot be known before: <see cref="Make"/> does all the work then, else <see cref="Apply"/>.</summary>
    public bool Makes => _change is not null;

    /// <summary>The rewrite of a record, or null where it leaves paths alone.</summary>
    /// <param name="rewrite">The record.</param>
    /// <param name="change">Its regular expression, template or target, compiled; null where it has none.</param>
    public static PathRewrite? Compile(Rewrite? rewrite, PathChange? change)
    {
        if (rewrite is not null and not { ReplaceRegex: null, Template: null, Target: null } && change is null)
        {
            throw new ArgumentException("A rewrite's expression, template or target was not compiled.", nameof(change));
        }

        return rewrite is null or { StripPrefix: null, AddPrefix: null, ReplacePrefix: null, ReplacePath: null, ReplaceRegex: null, Template: null, Target: null }
            ? null
            : new PathRewrite(rewrite, change);
    }

    /// <summary>Rewrites the path that fills the first <paramref name="length"/> bytes, in place; the new length.</summary>
    public int Apply(Span<byte> room, int length) => Finish(room, Prefixes(room, length));

    /// <summary>The rewritten path, in an array of its own.</summary>
    /// <param name="original">The client's path.</param>
    /// <param name="path">What became of it so far.</param>
    public ReadOnlySpan<byte> Make(ReadOnlySpan<byte> original, ReadOnlySpan<byte> path)
    {
        var room = new byte[path.Length + Growth];
        path.CopyTo(room);
        var length = Prefixes(room, path.Length);
        if (_change?.Apply(original, room.AsSpan(0, length)) is { } made)
        {
            length = made.Length;
            room = new byte[length + Growth];
            made.CopyTo(room, 0);
        }

        return room.AsSpan(0, Finish(room, length));
    }

    private int Prefixes(Span<byte> room, int length)
    {
        if (_strip is not null)
        {
            length = Exchange(room, length, _strip, []);
        }

        if (_replace is not null)
        {
            length = Exchange(room, length, _replace, _replacement);
        }

        return length;
    }

    private int Finish(Span<byte> room, int length)
    {
        length = _whole is null ? length : Splice(room, length, length, _whole);
        return _add.Length == 0 ? length : Splice(room, length, 0, _add);
    }

    private int Exchange(Span<byte> room, int length, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> other)
    {
        var taken = Match(room[..length], prefix);
        var endsSegment = taken < length ? taken >= 0 && room[taken] == '/' : prefix is not [.., (byte)'/'];
        if (taken < 0 || (!endsSegment && !_isText))
        {
            return length;
        }

        length = Splice(room, length, taken, other);
        if (!endsSegment)
        {
            room[other.Length..length].CopyTo(room[(other.Length + 1)..]);
            room[other.Length] = (byte)'/';
            return length + 1;
        }

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

    // A text keeps its last slash.
    private byte[] Prefix(string prefix) => _isText && prefix.EndsWith('/') ? [.. Bytes(prefix), (byte)'/'] : Bytes(prefix);

    // Normal form, a slash in front, none at the end; text beyond ASCII is UTF-8 in escapes.
    private static byte[] Bytes(string prefix)
    {
        var text = prefix.TrimEnd('/');
        if (text.Length > 0 && text[0] != '/')
        {
            text = "/" + text;
        }

        var bytes = new List<byte>(text.Length);
        var raw = Raw(text);
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

    // As it is written, but for text beyond ASCII.
    private static byte[] Whole(string path) =>
        path.StartsWith('/')
            ? [.. Raw(path).SelectMany(octet => octet < 0x80 ? [octet] : Escape(octet))]
            : throw new ArgumentException($"\"{path}\" is no path.", nameof(path));

    private static byte[] Raw(string text)
    {
        var raw = Encoding.UTF8.GetBytes(text);
        return !raw.AsSpan().ContainsAny(Grammar.NotInTarget) && !raw.AsSpan().Contains((byte)'?') && Grammar.PercentsAreWhole(raw)
            ? raw
            : throw new ArgumentException($"\"{text}\" is no path or prefix of one.", nameof(text));
    }

    private static byte[] Escape(int code) => Encoding.ASCII.GetBytes($"%{code:X2}");
}
