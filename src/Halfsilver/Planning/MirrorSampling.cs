namespace Halfsilver.Planning;

/// <summary>Which requests make up a mirror's share.</summary>
public abstract record MirrorSampling
{
    /// <summary>Exact shares: the count is never off by more than one. The default.</summary>
    public static MirrorSampling Exact { get; } = new ExactSampling();

    /// <summary>Traefik's own order.</summary>
    public static MirrorSampling Counter { get; } = new CounterSampling();

    /// <summary>Each request on its own.</summary>
    public static MirrorSampling Random { get; } = new RandomSampling();
}

/// <summary>One request at a pseudo-random place of each stratum of 1/share requests.</summary>
public sealed record ExactSampling : MirrorSampling;

/// <summary>
/// A request is copied whenever the copies so far are less than the share of the requests so far, itself included: the first always
/// (of a share above 0), then at even distances. Traffic with a rhythm of its own can fall into step with it.
/// </summary>
public sealed record CounterSampling : MirrorSampling;

/// <summary>Each request is drawn by itself: the share is kept only in the long run, but for 0 and 100 %, which are exact.</summary>
public sealed record RandomSampling : MirrorSampling;

/// <summary>Equal keys are copied or left out alike. A share that rises keeps all keys it had.</summary>
public sealed record StickySampling : MirrorSampling
{
    /// <summary>What tells requests apart.</summary>
    public required StickyKey Key { get; init; }

    /// <summary>What becomes of a request without the key, or with an empty one. Default random.</summary>
    public StickyFallback Fallback { get; init; } = StickyFallback.Random;

    /// <summary>
    /// Equal salts choose equal keys, different ones choose independently. Null, the default, is one that follows from the names of the
    /// mirror and of its route or service, so it is the same in every process.
    /// </summary>
    public string? Salt { get; init; }
}

/// <summary>The key of sticky sampling.</summary>
/// <param name="Kind">Where it stands.</param>
/// <param name="Name">The header's, cookie's or parameter's name; null for the other kinds.</param>
public sealed record StickyKey(StickyKeyKind Kind, string? Name = null);

/// <summary>Where the key of sticky sampling stands. Of several of one name the first counts.</summary>
public enum StickyKeyKind
{
    /// <summary>The value of a header, whole; its name is compared without case.</summary>
    Header,

    /// <summary>The value of a cookie; its name is compared with case.</summary>
    Cookie,

    /// <summary>The value of a query parameter, decoded; its name is compared with case.</summary>
    Query,

    /// <summary>The client's address, behind trusted proxies the one they name.</summary>
    ClientAddress,

    /// <summary>The trace id of <c>traceparent</c>: all requests of one trace are alike.</summary>
    TraceId,
}

/// <summary>What becomes of a request without the key of sticky sampling.</summary>
public enum StickyFallback
{
    /// <summary>It is drawn by itself, at the mirror's share.</summary>
    Random,

    /// <summary>It is not copied.</summary>
    Skip,
}
