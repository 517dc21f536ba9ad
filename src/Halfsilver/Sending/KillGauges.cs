using Halfsilver.Telemetry;

namespace Halfsilver.Sending;

/// <summary>Shows each scope that can be switched off: everything, and the routes and mirrors that there are. Control plane.</summary>
internal sealed class KillGauges
{
    private readonly MetricRegistry _metrics;
    private readonly KillSwitch _killSwitch;
    private readonly Dictionary<KillScope, Gauge> _shown = [];

    public KillGauges(MetricRegistry metrics, KillSwitch killSwitch)
    {
        (_metrics, _killSwitch) = (metrics, killSwitch);
        Show(KillScope.Everything);
    }

    /// <summary>These mirrors are in force; one caller at a time.</summary>
    public void Keep(IEnumerable<LiveMirror> mirrors)
    {
        HashSet<KillScope> wanted = [KillScope.Everything];
        foreach (var live in mirrors)
        {
            wanted.Add(new KillScope(live.Route));
            wanted.Add(new KillScope(live.Route, live.Name));
        }

        foreach (var scope in _shown.Keys.Except(wanted).ToArray())
        {
            _shown.Remove(scope, out var gauge);
            _metrics.Remove(gauge!);
        }

        foreach (var scope in wanted)
        {
            Show(scope);
        }
    }

    private void Show(KillScope scope)
    {
        if (!_shown.ContainsKey(scope))
        {
            _shown[scope] = _metrics.Gauge(MetricCatalogue.KillSwitch, () => _killSwitch.Scopes.Contains(scope) ? 1 : 0, scope.ToString());
        }
    }
}
