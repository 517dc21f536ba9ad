using Halfsilver.Journey.Library;
using Halfsilver.Sending;

namespace Halfsilver;

/// <summary>Stops copies at once, and lets them go on again: of one mirror, or of all. Holds until the process ends. All members may be called from any thread.</summary>
public sealed class MirroringSwitch
{
    private readonly AppMirroring _mirroring;

    internal MirroringSwitch(AppMirroring mirroring) => _mirroring = mirroring;

    /// <summary>Whether no copies are made.</summary>
    /// <param name="mirror">A mirror's name: whether it, or all of them, are stopped. Null: whether all are.</param>
    /// <exception cref="ArgumentException">There is no such mirror.</exception>
    public bool IsStopped(string? mirror = null)
    {
        var scope = ScopeOf(mirror);
        return mirror is null
            ? _mirroring.Live.KillSwitch.Scopes.Contains(scope)
            : _mirroring.Live.KillSwitch.Covers(AppPlan.RouteName, mirror);
    }

    /// <summary>Stops copies: none is begun from now on, those that wait are dropped, those under way may finish.</summary>
    /// <param name="mirror">A mirror's name. Null: all.</param>
    /// <exception cref="ArgumentException">There is no such mirror.</exception>
    public void Stop(string? mirror = null) => _mirroring.Live.Kill(ScopeOf(mirror), killed: true);

    /// <summary>Takes a <see cref="Stop"/> of the same scope back. A mirror stopped by name stays so when all are let go on.</summary>
    /// <param name="mirror">A mirror's name. Null: all.</param>
    /// <exception cref="ArgumentException">There is no such mirror.</exception>
    public void Resume(string? mirror = null) => _mirroring.Live.Kill(ScopeOf(mirror), killed: false);

    private KillScope ScopeOf(string? mirror) =>
        mirror is null ? KillScope.Everything
        : _mirroring.Live.All.Any(live => live.Name == mirror) ? new KillScope(AppPlan.RouteName, mirror)
        : throw new ArgumentException($"There is no mirror \"{mirror}\".", nameof(mirror));
}
