using TestKit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>All that may differ between what a client sends and what arrives, and why.</summary>
internal static class ByDesign
{
    /// <summary>Ends at the gateway: about one connection, not about the message (RFC 9110 §7.6.1).</summary>
    private static readonly string[] s_hopByHop =
        ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Proxy-Authorization"];

    /// <summary>Says who asked and how; the gateway writes them, behind the client's own fields.</summary>
    private static readonly string[] s_forwarding = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];

    /// <summary>What only a copy carries: the loop guard and the visible mark.</summary>
    private static readonly string[] s_copyMarks = ["Via", "Halfsilver-Copy"];

    /// <summary>The client's field lines that must arrive, byte for byte and in order.</summary>
    public static string[] EndToEnd(IEnumerable<string> sent)
    {
        var lines = sent.Select(line => new RawField(line)).ToArray();
        var nominated = lines.Where(line => line.Is("Connection"))
            .SelectMany(line => line.Value.Split(',', StringSplitOptions.TrimEntries));
        var left = s_hopByHop.Concat(s_forwarding).Concat(nominated).Append("Expect").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. lines.Where(line => !left.Contains(line.Name)).Select(line => line.Line)];
    }

    /// <summary>What arrived, without what the gateway adds by design.</summary>
    public static string[] Arrived(RecordedRequest request, bool copy) => Arrived(request.Fields, copy);

    /// <summary>The same of a request that came in another way.</summary>
    public static string[] Arrived(IReadOnlyList<RawField> fields, bool copy)
    {
        var added = (copy ? s_forwarding.Concat(s_copyMarks) : s_forwarding).Append("Transfer-Encoding").ToArray();
        return [.. fields.Where(field => !added.Any(field.Is)).Select(field => field.Line)];
    }
}
