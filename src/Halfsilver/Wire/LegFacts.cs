using System.Diagnostics;

namespace Halfsilver.Wire;

/// <summary>What one leg's head says that neither the client's head nor the leg's template knows.</summary>
internal readonly ref struct LegFacts
{
    /// <summary>The client's address as text, for X-Forwarded-For; empty when it has none.</summary>
    public ReadOnlySpan<byte> ClientAddress { get; init; }

    /// <summary>Whether the client came by TLS.</summary>
    public bool Https { get; init; }

    /// <summary>Host and port of the endpoint that is dialled, port left out where it is the scheme's own.</summary>
    public ReadOnlySpan<byte> EndpointAuthority { get; init; }

    /// <summary>Whether the peer is a trusted proxy: what it says about its client's Host and protocol stays.</summary>
    public bool TrustsPeer { get; init; }

    /// <summary>What <see cref="LegTemplate.MakePath"/> gave; empty for none.</summary>
    public ReadOnlySpan<byte> Path { get; init; }

    /// <summary>How this leg's body ends: none, by length or chunked.</summary>
    public BodyFraming Framing { get; init; }

    /// <summary>Bytes of this leg's body where <see cref="Framing"/> is <see cref="BodyFraming.Length"/>.</summary>
    public long ContentLength { get; init; }

    /// <summary>Our element of Via, such as <c>1.1 halfsilver-1a2b3c4d</c>; empty for none.</summary>
    public ReadOnlySpan<byte> Via { get; init; }

    /// <summary>Whether <c>Halfsilver-Copy: 1</c> is written.</summary>
    public bool Mark { get; init; }

    /// <summary>
    /// The span that the client's request is, where traces are made; the copies' spans hang on it. Default: none.
    /// </summary>
    public ActivityContext Span { get; init; }

    /// <summary>The leg's own trace context (W3C <c>traceparent</c>) in place of the client's; empty: the client's goes on as it came.</summary>
    public ReadOnlySpan<byte> TraceParent { get; init; }

    /// <summary>Whether nothing of the client's trace context goes on, and baggage says that this is a copy.</summary>
    public bool TracedApart { get; init; }

    /// <summary>Whether the client's wish to change protocols goes on; else it is left out like all that is one hop's.</summary>
    public bool Upgrade { get; init; }
}
