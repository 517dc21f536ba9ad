using System.Buffers;
using System.Collections.Immutable;
using Halfsilver.Planning;
using Halfsilver.Sending;
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

    private RunningGateway(GatewayHost host, LaunchRequest request)
    {
        _host = host;
        _request = request;
        _otlp = request.Otlp ? Otlp.Start(host, request.Plan.Gateway) : null;
        _kills = new KillBook(host.Mirrors, request.Time);
        _logger = request.Logs.CreateLogger("halfsilver");
    }

    public Plan Plan => _host.Plans.Plan;

    public int Revision => _host.Plans.Revision;

    public bool Ready => _host.Ready;

    public ImmutableArray<BoundEntryPoint> EntryPoints =>
        [.. _host.Bound.Select(bound => new BoundEntryPoint(bound.EntryPoint.Name, bound.Address) { Tls = bound.EntryPoint.Certificates is not null })];

    public KillSwitchView Kill => _kills.View;

    /// <summary>The data plane behind it.</summary>
    public GatewayHost Host => _host;

    /// <summary>The launcher of the executable.</summary>
    /// <exception cref="ListenException">An address cannot be bound.</exception>
    /// <exception cref="PlanRefusedException">The plan has problems.</exception>
    public static async Task<IRunningGateway> LaunchAsync(LaunchRequest request, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var gateway = new RunningGateway(await GatewayHost.StartAsync(request), request);
        if (request.Killed)
        {
            gateway.Engage(KillScope.Everything, "asked for at start", "start");
        }

        return gateway;
    }

    public KillReport Engage(KillScope scope, string reason, string actor)
    {
        var report = _kills.Engage(scope, reason, actor);
        _logger.KillEngaged(scope.ToString(), actor, reason);
        return report;
    }

    public KillReport Release(KillScope scope, string actor)
    {
        var report = _kills.Release(scope, actor);
        _logger.KillReleased(scope.ToString(), actor);
        return report;
    }

    public async Task<ReloadReport> ReloadAsync(string source)
    {
        await _reloading.WaitAsync();
        try
        {
            // Reading and compiling are the control plane's: off the socket threads.
            var report = await Task.Run(() => Reload(source));
            _host.Metrics.Counter(MetricCatalogue.ConfigReloads, source, SnakeCase.Of(report.Outcome.ToString())).Add();
            return report;
        }
        finally
        {
            _reloading.Release();
        }
    }

    public string Explain(ExplainRequest request) => PlanExplainer.Explain(Plan, request);

    public void WriteMetrics(IBufferWriter<byte> output) => MetricsPage.Write(output, _host.Metrics);

    public IDisposable Tap(Action<EndedCopy> ended) => new CopyFeed(_host.Copies, ended, _request.Time);

    public Task StopAsync(DrainSettings drain) => _host.StopAsync(drain);

    public async ValueTask DisposeAsync()
    {
        if (_otlp is not null)
        {
            await _otlp.DisposeAsync();
        }

        await _host.DisposeAsync();
        _reloading.Dispose();
    }

    private string RevisionText => $"r{Revision}";

    private ReloadReport Reload(string source)
    {
        if (_request.Reread is null)
        {
            return new ReloadReport(ReloadOutcome.Unchanged, Revision, []);
        }

        _host.Plans.LookAtCertificates(settled: false);
        var read = _request.Reread();
        var problems = read.Problems;
        if (read.Plan is { } plan)
        {
            if (PlanText.Same(plan, Plan) && !_host.Plans.FilesChanged())
            {
                _logger.ConfigUnchanged(source);
                return new ReloadReport(ReloadOutcome.Unchanged, Revision, []);
            }

            problems = [.. _host.Plans.TrySwap(plan).Select(problem => $"{problem.Path}: {problem.Message}")];
            if (problems.IsEmpty)
            {
                var mirrors = plan.Routes.Sum(route => route.Mirrors.Length);
                _logger.ConfigLoaded(RevisionText, source, plan.Routes.Length, mirrors);
                if (!PlanText.Same(plan.Admin, _request.Plan.Admin))
                {
                    _logger.ConfigAdminKept(RevisionText);
                }

                return new ReloadReport(ReloadOutcome.Accepted, Revision, []);
            }
        }
        else
        {
            _host.Plans.Refused();
        }

        _logger.ConfigRejected(source, RevisionText, problems.Length, problems[0]);
        return new ReloadReport(ReloadOutcome.Refused, Revision, problems);
    }
}
