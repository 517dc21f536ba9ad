namespace Halfsilver.Sampling;

/// <summary>
/// The samplers of a process, one for each mirror of a route or service: two routes that share a service share its count. Control plane;
/// its owner locks.
/// </summary>
internal sealed class SamplerSet
{
    private readonly Dictionary<(string Owner, string Mirror), (SamplerSpec Spec, Sampler Sampler)> _all = [];
    private readonly HashSet<(string Owner, string Mirror)> _used = [];

    /// <summary>The sampler of a mirror: the one it had, or, when what it follows from has changed, another.</summary>
    public Sampler Of(string owner, string mirror, SamplerSpec spec)
    {
        _used.Add((owner, mirror));
        if (_all.TryGetValue((owner, mirror), out var live) && live.Spec == spec)
        {
            return live.Sampler;
        }

        var sampler = spec.Create();
        _all[(owner, mirror)] = (spec, sampler);
        return sampler;
    }

    /// <summary>Forgets those that nobody has asked for since the last call.</summary>
    public void Sweep()
    {
        foreach (var key in _all.Keys)
        {
            if (!_used.Contains(key))
            {
                _all.Remove(key);
            }
        }

        _used.Clear();
    }
}
