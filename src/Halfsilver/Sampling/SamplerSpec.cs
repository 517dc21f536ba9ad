using Halfsilver.Planning;

namespace Halfsilver.Sampling;

/// <summary>All that a mirror's sampler follows from: equal ones go on where they are, another starts a new run.</summary>
/// <param name="By">How it samples.</param>
/// <param name="Share">How much of what it is asked about.</param>
/// <param name="FallbackShare">How much of what has no sticky key.</param>
/// <param name="Salt">Of sticky sampling.</param>
internal sealed record SamplerSpec(MirrorSampling By, Share Share, Share FallbackShare, string Salt)
{
    /// <summary>What a candidate asks for.</summary>
    /// <param name="mirror">Its record.</param>
    /// <param name="owner">The names of its route or service, for a salt of its own.</param>
    public static SamplerSpec Of(Mirror mirror, string owner) =>
        new(mirror.Sampling, mirror.Share, mirror.Share, (mirror.Sampling as StickySampling)?.Salt ?? $"{owner}/{mirror.Name}");

    /// <summary>
    /// What a baseline asks of the requests that its candidate's sampler chose: all of them, or so many that they are its own share of
    /// the whole. Beside a sticky candidate the same keys, fewer of them.
    /// </summary>
    public static SamplerSpec Following(Mirror baseline, Mirror candidate, string owner)
    {
        var part = baseline.Share.Millionths >= candidate.Share.Millionths
            ? Share.All
            : Share.FromFraction(baseline.Share.Millionths, candidate.Share.Millionths)!;
        var followed = Of(candidate, owner);
        return candidate.Sampling is StickySampling && part != Share.All
            ? followed with { Share = baseline.Share, FallbackShare = part }
            : followed with { By = MirrorSampling.Exact, Share = part, FallbackShare = part };
    }

    /// <summary>A sampler at the beginning of its run.</summary>
    public Sampler Create() => By switch
    {
        StickySampling sticky => new StickySampler(sticky, Share, FallbackShare, Salt),
        CounterSampling => new CounterSampler(Share),
        RandomSampling => new RandomSampler(Share),
        _ => new ExactSampler(Share, (ulong)Random.Shared.NextInt64()),
    };
}
