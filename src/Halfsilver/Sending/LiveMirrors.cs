using System.Collections.Concurrent;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sampling;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>
/// All mirrors of a process. A mirror that a new plan still has, under the same name and with the same target, goes on as it was.
/// Control plane: may lock and allocate.
/// </summary>
internal sealed class LiveMirrors : IAsyncDisposable
{
    // Often enough that connections which their mirror closed do not pile up.
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<MirrorKey, LiveMirror> _live = new();
    private readonly List<LiveMirror> _leaving = [];
    private readonly HashSet<MirrorKey> _used = [];
    private readonly SamplerSet _samplers = new();
    private readonly CopyShop _shop;
    private readonly KillSwitch _killSwitch;
    private readonly KillGauges _killGauges;
    private readonly ITimer _sweeper;

    public LiveMirrors(CopyShop shop, KillSwitch killSwitch)
    {
        _shop = shop;
        _killSwitch = killSwitch;
        shop.Metrics.Gauge(MetricCatalogue.BufferedBytes, () => shop.Budgets.Bytes.Held);
        shop.Metrics.Gauge(MetricCatalogue.BufferedLimit, () => shop.Budgets.Bytes.Limit);
        shop.Metrics.Gauge(MetricCatalogue.SpilledBytes, () => shop.Budgets.Bytes.Spill?.Held ?? 0);
        shop.Metrics.Gauge(MetricCatalogue.SpilledLimit, () => shop.Budgets.Bytes.Spill?.Limit ?? 0);
        _killGauges = new KillGauges(shop.Metrics, killSwitch);
        _sweeper = shop.Time.CreateTimer(static state => ((LiveMirrors)state!).Sweep(), this, s_sweepEvery, s_sweepEvery);
    }

    public CopyBudgets Budgets => _shop.Budgets;

    public Tracing Tracing => _shop.Tracing;

    /// <summary>Says which files of mirrors cannot be used.</summary>
    public void TellBroken(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
        {
            _shop.Log.MirrorFiles(problem.Path, problem.Message);
        }
    }

    public KillSwitch KillSwitch => _killSwitch;

    public IReadOnlyCollection<LiveMirror> All => [.. _live.Values];

    /// <summary>Compiles a mirror of the plan that is being built, around the live one it had before if there is one.</summary>
    /// <param name="seat">Where it stands.</param>
    /// <param name="mirror">The record.</param>
    /// <param name="target">Its target; without endpoints, its copies are counted as skipped.</param>
    /// <param name="template">What its copies' heads look like.</param>
    /// <param name="candidate">Whom it follows; null where it samples by itself.</param>
    /// <param name="materials">What the files of the plan's services hold; null where none names files.</param>
    /// <param name="expressions">Those of the whole plan; null for one mirror alone.</param>
    public CompiledMirror Compile(
        in MirrorSeat seat, Mirror mirror, EndpointsService target, LegTemplate template, Mirror? candidate = null, TlsMaterials? materials = null,
        Expressions? expressions = null)
    {
        materials ??= TlsMaterials.None;
        var key = new MirrorKey(seat.Route, seat.Node, mirror.Name, TargetIdentity.Of(target, mirror.Target.Port, materials));
        var spec = candidate is null ? SamplerSpec.Of(mirror, seat.Owner) : SamplerSpec.Following(mirror, candidate, seat.Owner);
        lock (_gate)
        {
            if (_live.TryGetValue(key, out var live))
            {
                live.Change(mirror);
            }
            else
            {
                live = new LiveMirror(seat.Route, mirror, target, _shop, materials);
                live.Kill(_killSwitch.Covers(seat.Route, mirror.Name));
                _live[key] = live;
            }

            _used.Add(key);
            return new CompiledMirror(live, mirror, template, _samplers.Of(seat.Owner, mirror.Name, spec), seat.IsNested, expressions);
        }
    }

    /// <summary>
    /// The plan compiled last is in force: mirrors it did not name are removed. Their waiting copies are skipped; those in flight
    /// may finish within their deadline.
    /// </summary>
    public void Swap()
    {
        List<LiveMirror> leaving = [];
        lock (_gate)
        {
            foreach (var (key, live) in _live)
            {
                if (!_used.Contains(key) && _live.TryRemove(key, out _))
                {
                    leaving.Add(live);
                    _leaving.Add(live);
                }
            }

            _used.Clear();
            _samplers.Sweep();
            _killGauges.Keep(_live.Values);
        }

        foreach (var live in leaving)
        {
            live.Remove();
        }
    }

    /// <summary>Switches copies off, at once, or on again.</summary>
    public KillResult Kill(KillScope scope, bool killed)
    {
        _killSwitch.Set(scope, killed);
        var result = default(KillResult);
        foreach (var live in _live.Values)
        {
            var covered = _killSwitch.Covers(live.Route, live.Name);
            var dropped = covered == live.Killed && !covered ? 0 : live.Kill(covered);
            var hit = covered && (scope.Route is null || scope.Route == live.Route) && (scope.Mirror is null || scope.Mirror == live.Name);
            result = hit
                ? new(result.Mirrors + 1, result.Dropped + dropped, result.InFlight + live.Queue.InFlight)
                : result;
        }

        return result;
    }

    /// <summary>The process stops: nothing new, nobody waits; what flies has until then, and is cut. True when all ended by themselves.</summary>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        LiveMirror[] all;
        lock (_gate)
        {
            all = [.. _live.Values, .. _leaving];
        }

        foreach (var live in all)
        {
            live.Queue.Empty(Fate.Draining, closed: Fate.Draining);
        }

        var began = _shop.Wheel.Timestamp;
        while (_shop.Time.GetElapsedTime(began) < patience && _shop.Budgets.InFlight > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), _shop.Time);
        }

        var clean = _shop.Budgets.InFlight == 0;
        foreach (var live in all)
        {
            live.Queue.CutFlying(Fate.CutDrained);
        }

        return clean;
    }

    /// <summary>Closes what is kept open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync();
        lock (_gate)
        {
            foreach (var live in _live.Values)
            {
                live.Queue.Empty(Fate.Draining, closed: Fate.Draining);
                live.Queue.CutFlying(Fate.CutDrained);
                live.Upstream.Close();
            }
        }
    }

    private void Sweep()
    {
        foreach (var live in _live.Values)
        {
            live.Upstream.Sweep();
        }

        lock (_gate)
        {
            _leaving.RemoveAll(static live => live.HasLeft);
        }
    }

    private readonly record struct MirrorKey(string Route, string Node, string Mirror, string Target);
}
