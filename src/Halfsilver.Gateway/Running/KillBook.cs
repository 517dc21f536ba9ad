using Halfsilver.Sending;

namespace Halfsilver.Gateway.Running;

/// <summary>Who stopped what, when and why; the switch itself only knows what.</summary>
internal sealed class KillBook(LiveMirrors mirrors, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<KillScope, EngagedKill> _engaged = [];

    public KillSwitchView View
    {
        get
        {
            lock (_gate)
            {
                return new KillSwitchView([.. mirrors.KillSwitch.Scopes
                    .OrderBy(scope => scope.Route is null ? 0 : scope.Mirror is null ? 1 : 2)
                    .ThenBy(scope => scope.Route, StringComparer.Ordinal)
                    .Select(Engaged)]);
            }
        }
    }

    public KillReport Engage(KillScope scope, string reason, string actor) => Change(scope, killed: true, reason, actor);

    public KillReport Release(KillScope scope, string actor) => Change(scope, killed: false, reason: "", actor);

    private KillReport Change(KillScope scope, bool killed, string reason, string actor)
    {
        lock (_gate)
        {
            var at = time.GetUtcNow();
            var changed = killed != mirrors.KillSwitch.Scopes.Contains(scope);
            var result = mirrors.Kill(scope, killed);
            if (killed && changed)
            {
                _engaged[scope] = new EngagedKill(scope, reason, actor, at);
            }
            else if (!killed)
            {
                _engaged.Remove(scope);
            }

            return new KillReport(scope, changed, at, result.Dropped, InFlightCancelled: 0);
        }
    }

    // A scope without an entry was engaged before this process started.
    private EngagedKill Engaged(KillScope scope) => _engaged.TryGetValue(scope, out var known)
        ? known
        : new EngagedKill(scope, "engaged before the last start", "file", time.GetUtcNow());
}
