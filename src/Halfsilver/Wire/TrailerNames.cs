using System.Collections.Frozen;
using System.Text;

namespace Halfsilver.Wire;

/// <summary>
/// Names that have no business behind a body: framing, routing, request modifiers, authentication, answer control and the
/// content's own description (RFC 9110 §6.5.1), and whatever belongs to one hop or to us.
/// </summary>
internal static class TrailerNames
{
    private const int LongestBarred = 19;

    private static readonly FrozenSet<string> Barred = FrozenSet.ToFrozenSet(
    [
        "content-encoding", "content-type", "content-range", "content-location", "cache-control", "max-forwards", "pragma", "range",
        "authorization", "www-authenticate", "authentication-info", "cookie", "set-cookie", "age", "date", "expires", "location",
        "retry-after", "vary", "warning", "forwarded", "if-match", "if-none-match", "if-range", "origin", "expect",
    ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Barred.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool MayPass(ReadOnlySpan<byte> name)
    {
        var kind = FieldNames.Classify(name, out var hopByHop);
        if (kind != FieldKind.Other || hopByHop || FieldNames.IsEndToEndAlways(name))
        {
            return false;
        }

        if (name.Length > LongestBarred)
        {
            return true;
        }

        Span<char> text = stackalloc char[LongestBarred];
        Encoding.ASCII.GetChars(name, text);
        return !Lookup.Contains(text[..name.Length]);
    }
}
