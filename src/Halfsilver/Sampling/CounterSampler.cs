using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Sampling;

/// <summary>
/// Traefik's own order: a request is copied when the copies so far are less than the share of the requests so far, itself
/// included. Its two counters under a lock amount to one number: copies after n requests are ⌈n·share⌉.
/// </summary>
internal sealed class CounterSampler(Share share) : Sampler
{
    private const ulong Whole = Share.Whole;

    private readonly ulong _share = (ulong)share.Millionths;
    private ulong _next;

    /// <inheritdoc/>
    public override bool Choose(RequestFacts facts)
    {
        // A million requests are a whole number of copies: counting begins anew there, and nothing can overflow.
        var before = (Interlocked.Increment(ref _next) - 1) % Whole;
        return Copies(before + 1) > Copies(before);
    }

    private ulong Copies(ulong requests) => ((requests * _share) + Whole - 1) / Whole;
}
