using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Sampling;

/// <summary>
/// Chooses by a keyed hash of the request's key: the hash falls on one of a million places, and those below the share are copied.
/// A higher share adds places and loses none.
/// </summary>
internal sealed class StickySampler : Sampler
{
    private readonly KeyReader _reader;
    private readonly SipKey _salt;
    private readonly ulong _share;
    private readonly Sampler? _fallback;

    /// <param name="by">Key and fallback.</param>
    /// <param name="share">How many of the keys are copied.</param>
    /// <param name="fallbackShare">How many of the requests without the key are copied, where the fallback is random.</param>
    /// <param name="salt">Equal salts choose equal keys.</param>
    public StickySampler(StickySampling by, Share share, Share fallbackShare, string salt)
    {
        _reader = KeyReader.Of(by.Key);
        _salt = SipKey.Of(salt);
        _share = (ulong)share.Millionths;
        _fallback = by.Fallback == StickyFallback.Random ? new RandomSampler(fallbackShare) : null;
    }

    /// <inheritdoc/>
    public override bool Choose(RequestFacts facts)
    {
        var hash = new SipHash(_salt);
        return _reader.TryRead(facts, ref hash)
            ? Math.BigMul(hash.Finish(), Share.Whole, out _) < _share
            : _fallback?.Choose(facts) ?? false;
    }
}
