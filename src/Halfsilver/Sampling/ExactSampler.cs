using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Sampling;

/// <summary>
/// Copies exactly the share: the count is never off by more than one. Requests are numbered and cut into strata of
/// 1/share requests; one at a pseudo-random place of each stratum is the odd one out. A plain "every nth" would copy only
/// one of two paths that alternate.
/// </summary>
internal sealed class ExactSampler : Sampler
{
    private const ulong Whole = Share.Whole;

    private readonly ulong _seed;
    private readonly ulong _odd;
    private readonly bool _copiesOdd;
    private ulong _next;

    /// <param name="share">How much is copied.</param>
    /// <param name="seed">Places within the strata follow from it: the same seed chooses the same requests.</param>
    public ExactSampler(Share share, ulong seed)
    {
        // Above one half the strata hold one request that is left out: all others are equal, whatever the rhythm of the traffic.
        _seed = seed;
        _copiesOdd = share.Millionths <= Share.Whole / 2;
        _odd = (ulong)(_copiesOdd ? share.Millionths : Share.Whole - share.Millionths);
    }

    /// <inheritdoc/>
    public override bool Choose(RequestFacts facts) =>
        _odd == 0 ? !_copiesOdd : IsOdd(Interlocked.Increment(ref _next) - 1) == _copiesOdd;

    private bool IsOdd(ulong number)
    {
        // Strata begin anew every million requests, where a multiple of every share falls: nothing can overflow.
        var within = number % Whole;
        var stratum = within * _odd / Whole;
        var start = DivideUp(stratum * Whole, _odd);
        var length = DivideUp((stratum + 1) * Whole, _odd) - start;
        return within - start == Mix((number / Whole * _odd) + stratum) % length;
    }

    private static ulong DivideUp(ulong value, ulong by) => (value + by - 1) / by;

    // The finisher of SplitMix64: neighbouring strata get unrelated places.
    private ulong Mix(ulong value)
    {
        value = (value + 1) * 0x9E3779B97F4A7C15 + _seed;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
