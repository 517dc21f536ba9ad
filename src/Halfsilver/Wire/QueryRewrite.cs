using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Wire;

/// <summary>A rewrite's work on a raw query. Pairs that it does not touch stay octet by octet, and in their places.</summary>
internal sealed class QueryRewrite
{
    // What may stand plain in a pair beside the unreserved: the rest of RFC 3986's query without what parts pairs or decodes.
    private const string Plain = "!$'()*,;:@/?";

    private readonly byte[][] _removed;
    private readonly byte[][]? _passed;
    private readonly (byte[] Name, byte[] Pair)[] _set;
    private readonly byte[][] _added;

    private QueryRewrite(QueryChanges changes)
    {
        _removed = [.. changes.Remove.Select(Encoding.UTF8.GetBytes)];
        _passed = changes.Pass is { } passed ? [.. passed.Select(Encoding.UTF8.GetBytes)] : null;
        _set = [.. changes.Set.Select(parameter => (Encoding.UTF8.GetBytes(parameter.Name), Pair(parameter)))];
        _added = [.. changes.Add.Select(Pair)];
        Growth = _set.Sum(parameter => parameter.Pair.Length + 1) + _added.Sum(pair => pair.Length + 1);
    }

    /// <summary>Most bytes by which a query can grow.</summary>
    public int Growth { get; }

    /// <summary>The rewrite of a record, or null where it leaves queries alone.</summary>
    public static QueryRewrite? Compile(QueryChanges? changes) =>
        changes is null || (changes.Set.IsEmpty && changes.Add.IsEmpty && changes.Remove.IsEmpty && changes.Pass is null) ? null : new QueryRewrite(changes);

    /// <summary>Writes the rewritten query, with its question mark where it is not empty; the bytes written.</summary>
    public int Write(ReadOnlySpan<byte> query, Span<byte> destination)
    {
        var writer = new ByteWriter(destination);
        Span<bool> done = stackalloc bool[_set.Length];
        var pairs = 0;
        var rest = query.Length > 1 ? query[1..] : default;
        for (var more = query.Length > 1; more;)
        {
            var end = rest.IndexOf((byte)'&');
            var pair = end < 0 ? rest : rest[..end];
            more = end >= 0;
            rest = more ? rest[(end + 1)..] : default;
            var name = pair.IndexOf((byte)'=') is >= 0 and var equals ? pair[..equals] : pair;
            var place = Find(name);
            if (place >= 0 && !done[place])
            {
                done[place] = true;
                Write(_set[place].Pair, ref pairs, ref writer);
            }
            else if (place < 0 && !IsAmong(_removed, name) && (_passed is null || IsAmong(_passed, name)))
            {
                Write(pair, ref pairs, ref writer);
            }
        }

        for (var i = 0; i < _set.Length; i++)
        {
            if (!done[i])
            {
                Write(_set[i].Pair, ref pairs, ref writer);
            }
        }

        foreach (var pair in _added)
        {
            Write(pair, ref pairs, ref writer);
        }

        if (query.Length == 1 && pairs == 0)
        {
            writer.Write(query);
        }

        return writer.Written;
    }

    private static void Write(ReadOnlySpan<byte> pair, ref int pairs, ref ByteWriter writer)
    {
        writer.Write(pairs++ == 0 ? "?"u8 : "&"u8);
        writer.Write(pair);
    }

    private int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _set.Length; i++)
        {
            if (Is(name, _set[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsAmong(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var one in names)
        {
            if (Is(name, one))
            {
                return true;
            }
        }

        return false;
    }

    // Names are compared decoded, as applications see them. A percent sign that encodes nothing stands for itself.
    private static bool Is(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name)
    {
        var at = 0;
        foreach (var wanted in name)
        {
            if (at >= raw.Length)
            {
                return false;
            }

            var octet = raw[at++];
            if (octet == '%' && at + 1 < raw.Length && Grammar.Hex(raw[at]) >= 0 && Grammar.Hex(raw[at + 1]) >= 0)
            {
                octet = (byte)((Grammar.Hex(raw[at]) << 4) | Grammar.Hex(raw[at + 1]));
                at += 2;
            }
            else if (octet == '+')
            {
                octet = (byte)' ';
            }

            if (octet != wanted)
            {
                return false;
            }
        }

        return at == raw.Length;
    }

    private static byte[] Pair(Field parameter) => Encoding.ASCII.GetBytes($"{Encoded(parameter.Name)}={Encoded(parameter.Value)}");

    private static string Encoded(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(
        octet => Grammar.IsUnreserved(octet) || Plain.Contains((char)octet, StringComparison.Ordinal) ? ((char)octet).ToString() : $"%{octet:X2}"));
}
