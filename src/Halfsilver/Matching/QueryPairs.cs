namespace Halfsilver.Matching;

/// <summary>
/// The pairs of a query, one after the other: split at <c>&amp;</c>, a key without <c>=</c> has an empty value, empty pairs
/// are passed over. Parts are raw; compare them with <see cref="Equal"/> or decode them.
/// </summary>
internal ref struct QueryPairs(ReadOnlySpan<byte> query)
{
    private ReadOnlySpan<byte> _rest = query.Length > 0 && query[0] == '?' ? query[1..] : query;

    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool Next()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf((byte)'&');
            var pair = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            Key = equals < 0 ? pair : pair[..equals];
            Value = equals < 0 ? default : pair[(equals + 1)..];
            return true;
        }

        return false;
    }

    /// <summary>Whether <paramref name="raw"/>, decoded, is <paramref name="expected"/>.</summary>
    public static bool Equal(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> expected)
    {
        var at = 0;
        foreach (var octet in expected)
        {
            if (at >= raw.Length || Octet(raw, ref at) != octet)
            {
                return false;
            }
        }

        return at == raw.Length;
    }

    /// <summary>Decodes into <paramref name="chars"/>, one char an octet, and returns their number, at most the raw length.</summary>
    public static int Decode(ReadOnlySpan<byte> raw, Span<char> chars)
    {
        var length = 0;
        for (var at = 0; at < raw.Length;)
        {
            chars[length++] = (char)Octet(raw, ref at);
        }

        return length;
    }

    /// <summary>The octet at <paramref name="at"/>, decoded, which moves on behind it. A percent sign that encodes nothing stands for itself.</summary>
    public static byte Octet(ReadOnlySpan<byte> raw, ref int at)
    {
        if (raw[at] == '%' && PathForm.TryOctet(raw, at, out var octet))
        {
            at += 3;
            return octet;
        }

        var plain = raw[at++];
        return plain == '+' ? (byte)' ' : plain;
    }
}
