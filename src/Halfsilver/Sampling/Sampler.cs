using Halfsilver.Matching;

namespace Halfsilver.Sampling;

/// <summary>Decides which of the requests that passed a mirror's filters are copied. Called from many threads at once.</summary>
internal abstract class Sampler
{
    /// <summary>Whether this request is copied. Each call counts as one request.</summary>
    public abstract bool Choose(RequestFacts facts);
}
