using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Halfsilver.Sending;

namespace Halfsilver.Gateway.Tests.Fakes;

/// <summary>A gateway that remembers what it was asked and forwards nothing.</summary>
internal sealed class FakeGateway : IRunningGateway
{
    private readonly Lock _gate = new();
    private ImmutableArray<Action<EndedCopy>> _taps = [];

    public Plan Plan { get; set; } = Plans.Shop;

    public int Revision { get; set; } = 1;

    /// <summary>Whoever starts it gives it one, see <see cref="FakeHolder.BeginAsync"/>.</summary>
    public Changes Changes { get; set; } = null!;

    public FakeHolder Holder { get; set; } = null!;

    public bool Ready { get; set; } = true;

    public ImmutableArray<BoundEntryPoint> EntryPoints { get; set; } = [new("web", IPEndPoint.Parse("127.0.0.1:41234"))];

    public KillSwitchView Kill { get; private set; } = KillSwitchView.None;

    public string Metrics { get; set; } = "halfsilver_build_info 1\n";

    public ReloadReport NextReload { get; set; } = new(ReloadOutcome.Accepted, 2, []);

    public List<string> Asked { get; } = [];

    public ExplainRequest? Explained { get; private set; }

    public DrainSettings? Stopped { get; private set; }

    public TaskCompletionSource StopMayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Taps => _taps.Length;

    public KillReport Engage(KillScope scope, string reason, string actor)
    {
        Asked.Add($"engage {scope} '{reason}' by {actor}");
        var changed = !Kill.Engaged.Any(kill => kill.Scope == scope);
        if (changed)
            Kill = new KillSwitchView(Kill.Engaged.Add(new EngagedKill(scope, reason, actor, At)));
        return new KillReport(scope, changed, At, 37, 12);
    }

    public KillReport Release(KillScope scope, string actor)
    {
        Asked.Add($"release {scope} by {actor}");
        var before = Kill.Engaged.Length;
        Kill = new KillSwitchView(Kill.Engaged.RemoveAll(kill => kill.Scope == scope));
        return new KillReport(scope, Kill.Engaged.Length != before, At, 0, 0);
    }

    public Task<ReloadReport> ReloadAsync(string source, bool force = false)
    {
        lock (_gate)
            Asked.Add($"reload {source}{(force ? " by force" : "")}");
        return Task.FromResult(NextReload);
    }

    public string Explain(ExplainRequest request)
    {
        Explained = request;
        return $"{request.Method} {request.Url} → route shop";
    }

    public bool? IsWell(string service, string endpoint) => null;

    public void WriteMetrics(IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes(Metrics));

    public IDisposable Tap(Action<EndedCopy> ended)
    {
        lock (_gate)
            _taps = _taps.Add(ended);
        return new Untap(this, ended);
    }

    public void End(EndedCopy copy)
    {
        foreach (var tap in _taps)
            tap(copy);
    }

    public async Task StopAsync(DrainSettings drain)
    {
        Ready = false;
        Stopped = drain;
        await StopMayEnd.Task;
    }

    public void ListensAlso(IPEndPoint address) => AlsoListening.Add(address);

    public List<IPEndPoint> AlsoListening { get; } = [];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static DateTimeOffset At { get; } = new(2026, 3, 4, 12, 14, 2, 118, TimeSpan.Zero);

    private sealed class Untap(FakeGateway gateway, Action<EndedCopy> ended) : IDisposable
    {
        public void Dispose()
        {
            lock (gateway._gate)
                gateway._taps = gateway._taps.Remove(ended);
        }
    }
}
