using System.Buffers;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Sampling;

/// <summary>Finds the key of sticky sampling in a request and feeds it to a hash, in place. Of several the first counts; an empty one is none.</summary>
internal abstract class KeyReader
{
    public static KeyReader Of(StickyKey key)
    {
        var name = Encoding.UTF8.GetBytes(key.Name ?? "");
        return key.Kind switch
        {
            StickyKeyKind.Header => new HeaderKey(name),
            StickyKeyKind.Cookie => new CookieKey(name),
            StickyKeyKind.Query => new QueryKey(name),
            StickyKeyKind.ClientAddress => new ClientKey(),
            StickyKeyKind.TraceId => new TraceKey(),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key.Kind, "A key of an unknown kind."),
        };
    }

    /// <summary>Adds the key to the hash; false, and nothing added, when the request has none.</summary>
    public abstract bool TryRead(RequestFacts facts, ref SipHash hash);

    private static bool TryAdd(scoped ReadOnlySpan<byte> value, ref SipHash hash)
    {
        hash.Add(value);
        return !value.IsEmpty;
    }

    private sealed class HeaderKey(byte[] name) : KeyReader
    {
        public override bool TryRead(RequestFacts facts, ref SipHash hash)
        {
            var at = facts.Head.Find(name);
            return at >= 0 && TryAdd(facts.Head.Value(facts.Head.Fields[at]), ref hash);
        }
    }

    private sealed class CookieKey(byte[] name) : KeyReader
    {
        public override bool TryRead(RequestFacts facts, ref SipHash hash)
        {
            // HTTP/2 may cut the one Cookie field into several (RFC 9113 §8.2.3).
            var head = facts.Head;
            for (var at = head.Find("Cookie"u8); at >= 0; at = head.Find("Cookie"u8, at + 1))
            {
                var rest = head.Value(head.Fields[at]);
                while (!rest.IsEmpty)
                {
                    var end = rest.IndexOf((byte)';');
                    var pair = (end < 0 ? rest : rest[..end]).Trim(" \t"u8);
                    rest = end < 0 ? default : rest[(end + 1)..];
                    if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name))
                    {
                        return TryAdd(pair[(name.Length + 1)..], ref hash);
                    }
                }
            }

            return false;
        }
    }

    private sealed class QueryKey(byte[] name) : KeyReader
    {
        public override bool TryRead(RequestFacts facts, ref SipHash hash)
        {
            var pairs = new QueryPairs(facts.Query);
            while (pairs.Next())
            {
                if (QueryPairs.Equal(pairs.Key, name))
                {
                    // Decoded: a value is the same however its client writes it.
                    for (var at = 0; at < pairs.Value.Length;)
                    {
                        hash.Add(QueryPairs.Octet(pairs.Value, ref at));
                    }

                    return !pairs.Value.IsEmpty;
                }
            }

            return false;
        }
    }

    private sealed class ClientKey : KeyReader
    {
        public override bool TryRead(RequestFacts facts, ref SipHash hash)
        {
            Span<byte> octets = stackalloc byte[16];
            return facts.Client is { } client && client.TryWriteBytes(octets, out var written) && TryAdd(octets[..written], ref hash);
        }
    }

    /// <summary>The trace id of W3C's <c>traceparent</c>: two digits of version, 32 of trace, lower case.</summary>
    private sealed class TraceKey : KeyReader
    {
        private const int Start = 3;
        private const int Length = 32;
        private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789abcdef"u8);

        public override bool TryRead(RequestFacts facts, ref SipHash hash)
        {
            var at = facts.Head.Find("traceparent"u8);
            if (at < 0)
            {
                return false;
            }

            var value = facts.Head.Value(facts.Head.Fields[at]);
            if (value.Length < Start + Length + 1 || value[2] != '-' || value[Start + Length] != '-' || value.StartsWith("ff"u8))
            {
                return false;
            }

            var trace = value.Slice(Start, Length);
            return !trace.ContainsAnyExcept(s_digits) && trace.ContainsAnyExcept((byte)'0') && TryAdd(trace, ref hash);
        }
    }
}
