using System.Buffers;
using System.Collections.Immutable;
using Halfsilver.Gateway.Control;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Stores;
using Halfsilver.Stores.Memory;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Running;

/// <summary>A gateway in service, as its admin side and the command that started it see it.</summary>
internal sealed class RunningGateway : IRunningGateway
{
    private readonly GatewayHost _host;
    private readonly LaunchRequest _request;
    private readonly KillBook _kills;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _reloading = new(1);
    private readonly Otlp? _otlp;

    private RunningGateway(GatewayHost host, Changes changes, LaunchRequest request)
    {
        (_host, Changes, _request) = (host, changes, request);
        _otlp = request.Otlp ? Otlp.Start(host, host.Plans.Plan.Gateway) : null;
        _kills = new KillBook(host.Mirrors, request.Time);
        _logger = request.Logs.CreateLogger("halfsilver");
    }

    public Plan Plan => _host.Plans.Plan;

    public int Revision => Changes.Active.Number;

    public Changes Changes { get; }

    public bool Ready => _host.Ready;

    public ImmutableArray<BoundEntryPoint> EntryPoints =>
        [.. _host.Bound.Select(bound => new BoundEntryPoint(bound.EntryPoint.Name, bound.Address) { Tls = bound.EntryPoint.Certificates is not null })];

    public KillSwitchView Kill => _kills.View;

    /// <summary>The data plane behind it.</summary>
    public GatewayHost Host => _host;

    /// <summary>The launcher of the executable.</summary>
    /// <exception cref="ListenException">An address cannot be bound.</exception>
    /// <exception cref="PlanRefusedException">The plan has problems.</exception>
    /// <exception cref="StoreException">The store of revisions cannot be used.</exception>
    public static async Task<IRunningGateway> LaunchAsync(LaunchRequest request, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var store = request.OpenStore is { } open ? await open() : new MemoryControlStore(request.Time);
        GatewayHost? host = null;
        try
        {
            var written = request.Written ?? new WrittenPlan(request.Plan, ChangeSource.Start);
            var (changes, plan) = await Changes.BeginAsync(store, written, request.Force, request.Rules, request.Logs.CreateLogger("halfsilver"));
            host = await GatewayHost.StartAsync(request with { Plan = plan });
            await changes.StartedAsync(host.Plans);
            var gateway = new RunningGateway(host, changes, request);
            if (request.Killed)
            {
                gateway.Engage(KillScope.Everything, "asked for at start", "start");
            }

            return gateway;
        }
        catch
        {
            if (host is not null)
            {
                await host.DisposeAsync();
            }

            await store.DisposeAsync();
            throw;
        }
    }

    public KillReport Engage(KillScope scope, string reason, string actor)
    {
        var report = _kills.Engage(scope, reason, actor);
        _logger.KillEngaged(scope.ToString(), actor, reason);
        Note("kill.engage", scope, actor, reason);
        return report;
    }

    public KillReport Release(KillScope scope, string actor)
    {
        var report = _kills.Release(scope, actor);
        _logger.KillReleased(scope.ToString(), actor);
        Note("kill.release", scope, actor, "");
        return report;
    }

    public async Task<ReloadReport> ReloadAsync(string source, bool force = false)
    {
        await _reloading.WaitAsync();
        try
        {
            // Reading and compiling are the control plane's: off the socket threads.
            var report = await Task.Run(() => TakeFilesAsync(source, force));
            _host.Metrics.Counter(MetricCatalogue.ConfigReloads, source, SnakeCase.Of(report.Outcome.ToString())).Add();
            return report;
        }
        finally
        {
            _reloading.Release();
        }
    }

    public string Explain(ExplainRequest request) => PlanExplainer.Explain(Plan, request);

    public bool? IsWell(string service, string endpoint) => _host.Plans.IsWell(service, endpoint);

    public void WriteMetrics(IBufferWriter<byte> output) => MetricsPage.Write(output, _host.Metrics);

    public IDisposable Tap(Action<EndedCopy> ended) => new CopyFeed(_host.Copies, ended, _request.Time);

    public Task StopAsync(DrainSettings drain) => _host.StopAsync(drain);

    public void ListensAlso(System.Net.IPEndPoint address) => _host.ListensAlso(address);

    public async ValueTask DisposeAsync()
    {
        if (_otlp is not null)
        {
            await _otlp.DisposeAsync();
        }

        await _host.DisposeAsync();
        await Changes.DisposeAsync();
        _reloading.Dispose();
    }

    private void Note(string action, KillScope scope, string actor, string reason) =>
        Changes.Audit.Note(new AuditEntry { By = new ChangeNote(actor, ChangeSource.Api, reason), Action = action, Target = scope.ToString() });

    private async Task<ReloadReport> TakeFilesAsync(string source, bool force)
    {
        if (_request.Reread is null)
        {
            return new ReloadReport(ReloadOutcome.Unchanged, Revision, []);
        }

        _host.Plans.LookAtCertificates(settled: false);
        var read = _request.Reread();
        if (read.Written is not { } written)
        {
            return Refused(source, read.Problems);
        }

        try
        {
            switch (await Changes.TakeAsync(written, source, force))
            {
                case Judgement.Take:
                    return new ReloadReport(ReloadOutcome.Accepted, Revision, []);
                case Judgement.Hold:
                    _host.Plans.Refused();
                    return new ReloadReport(ReloadOutcome.Refused, Revision, [Changes.Held!]);
            }

            return TakeNamedFiles(source);
        }
        catch (PlanRefusedException refused)
        {
            return Refused(source, Lines(refused.Problems));
        }
        catch (StoreException failure)
        {
            return Refused(source, [failure.Message]);
        }
    }

    // The plan is the one in force; the certificates and authorities that it names may be others by now.
    private ReloadReport TakeNamedFiles(string source)
    {
        if (!_host.Plans.FilesChanged())
        {
            _logger.ConfigUnchanged(source);
            return new ReloadReport(ReloadOutcome.Unchanged, Revision, []);
        }

        if (_host.Plans.TrySwap(Plan) is { IsEmpty: false } problems)
        {
            return Refused(source, Lines(problems));
        }

        var (name, mirrors) = ($"r{Revision}", Plan.Routes.Sum(route => route.Mirrors.Length));
        _logger.ConfigLoaded(name, source, Plan.Routes.Length, mirrors);
        return new ReloadReport(ReloadOutcome.Accepted, Revision, []);
    }

    private ReloadReport Refused(string source, ImmutableArray<string> problems)
    {
        _host.Plans.Refused();
        _logger.ConfigRejected(source, $"r{Revision}", problems.Length, problems[0]);
        return new ReloadReport(ReloadOutcome.Refused, Revision, problems);
    }

    private static ImmutableArray<string> Lines(ImmutableArray<Problem> problems) => [.. problems.Select(problem => $"{problem.Path}: {problem.Message}")];
}
