using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Sampling;

/// <summary>Draws each request by itself. Exact at 0 and 100 %.</summary>
internal sealed class RandomSampler(Share share) : Sampler
{
    /// <inheritdoc/>
    public override bool Choose(RequestFacts facts) => Random.Shared.Next(Share.Whole) < share.Millionths;
}
