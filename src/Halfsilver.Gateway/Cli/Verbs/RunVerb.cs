using System.Collections.Immutable;
using System.CommandLine;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Settings;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Stores;
using Halfsilver.Stores.Sqlite;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>run</c>: a gateway from files, or from two addresses on the command line.</summary>
internal sealed class RunVerb : IVerb
{
    private readonly Option<string[]> _files = PlanOptions.Files();
    private readonly Option<string?> _dialect = PlanOptions.Dialect();
    private readonly Option<string?> _to = new("--to") { Description = "Without a file: who answers every request.", HelpName = "URL" };
    private readonly Option<string[]> _mirrors = new("--mirror") { Description = "Without a file: who gets copies, and of how many requests. May be given several times.", HelpName = "URL@PERCENT%" };
    private readonly Option<string> _methods = new Option<string>("--methods")
    {
        Description = "Without a file: copy safe methods only, or all. All means that writes happen twice.",
        DefaultValueFactory = _ => "safe",
    }.AcceptOnlyFromAmong("safe", "all");
    private readonly Option<string?> _listen = new("--listen", "--from") { Description = "Where clients connect, over the file's address. NAME=ADDR with several entry points.", HelpName = "ADDR" };
    private readonly Option<string?> _admin = new("--admin") { Description = "Where API, metrics and health listen.", HelpName = "ADDR" };
    private readonly Option<string[]> _resolve = new("--resolve") { Description = "Dial this address for that name. May be given several times.", HelpName = "HOST:PORT=ADDR" };
    private readonly Option<bool> _watch = new("--watch") { Description = "Read the files again when they change." };
    private readonly Option<string?> _data = new("--data-dir") { Description = "Where revisions, tokens, the kill switch and the evidence log are kept.", HelpName = "DIR" };
    private readonly Option<string?> _store = new Option<string?>("--store") { Description = "What keeps revisions: a file in the data directory, or memory. [default: sqlite; memory with --to and no --data-dir]" }.AcceptOnlyFromAmong("sqlite", "memory");
    private readonly Option<bool> _force = new("--force") { Description = "Take the files although edits were made over the API since they were last read." };
    private readonly Option<bool> _isTruth = new("--config-is-truth") { Description = "Refuse to change the plan over the API: files alone say what is in force." };
    private readonly Option<string?> _logFormat = new Option<string?>("--log-format") { Description = "How log lines look." }.AcceptOnlyFromAmong("text", "json");
    private readonly Option<string?> _logLevel = new Option<string?>("--log-level") { Description = "The least severe level that is logged." }.AcceptOnlyFromAmong([.. PlanComposer.Levels]);
    private readonly Option<bool> _killed = new("--killed") { Description = "Start with all mirroring stopped; also HALFSILVER_KILL=1." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check and show the plan, and start nothing." };

    public Command Describe()
    {
        var command = new Command("run", "Run a gateway: from files with -c, or with --to and --mirror from the command line alone.")
        {
            _files, _dialect, _to, _mirrors, _methods, _listen, _admin, _resolve, _watch, _data, _store, _force, _isTruth, _logFormat, _logLevel, _killed, _dryRun,
        };
        command.Validators.Add(result =>
        {
            var (files, to, mirrors) = (result.GetValue(_files) ?? [], result.GetValue(_to), result.GetValue(_mirrors) ?? []);
            if (files.Length > 0 && (to is not null || mirrors.Length > 0))
                result.AddError("-c and --to exclude each other: a file says itself where requests go");
            else if (mirrors.Length > 0 && to is null)
                result.AddError("--mirror needs --to: somebody has to answer the requests that are copied");
            else if (result.GetValue(_watch) && (files.Length == 0 || files.Contains("-", StringComparer.Ordinal)))
                result.AddError("--watch needs files given with -c");
            else if (result.GetValue(_isTruth) && files.Length == 0)
                result.AddError("--config-is-truth needs files given with -c");
        });
        return command;
    }

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        var files = new FileWatch(Files(call), call.Around.Time);
        if (call.Get(_watch))
            await files.MarkAsync(call.Cancel);
        var (plan, written) = PlanOf(call);
        if (call.Get(_dryRun))
        {
            Show(call, plan);
            return ExitCode.Success;
        }
        var hasFiles = Files(call).Length > 0;
        using var logs = Logs.Create(plan.Logs);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        var session = new GatewaySession(call, "run");
        var watch = Task.CompletedTask;
        var ended = await session.RunAsync(
            new LaunchRequest
            {
                Plan = plan,
                Written = written,
                Rules = new ChangeRules { Compose = source => ComposeLater(call, source), ConfigIsTruth = call.Get(_isTruth) },
                Force = call.Get(_force),
                OpenStore = StoreOf(call),
                Reread = hasFiles ? () => Reread(call) : null,
                Killed = call.Get(_killed) || EnvironmentSettings.Killed(call.Around.Environment),
                DirectoryAsked = call.Get(_data) is not null,
                DataDirectory = DataDirectory.Choose(call.Get(_data), call.Around.Environment),
                Otlp = Otlp.IsAskedFor(call.Around.Environment),
                Logs = logs,
                Time = call.Around.Time,
            },
            (gateway, admin) =>
            {
                Greet(call, gateway, admin);
                if (call.Get(_watch))
                    watch = files.FollowAsync(() => session.ReloadAsync(gateway, "watch"), watching.Token);
            });
        await watching.CancelAsync();
        await watch;
        return ended;
    }

    private string[] Files(Invocation call) => call.Get(_files) ?? [];

    private (Plan Plan, WrittenPlan Written) PlanOf(Invocation call)
    {
        if (Files(call).Length == 0)
        {
            var written = call.Get(_to) is { } to
                ? new WrittenPlan(QuickPlan.Build(to, call.Get(_mirrors) ?? [], call.Get(_methods) == "all"), ChangeSource.Start)
                : new WrittenPlan(new Plan(), ChangeSource.Nothing);
            var plan = Compose(call, written.Plan);
            var problems = PlanRules.CheckAll(plan);
            return problems.IsEmpty
                ? (plan, written)
                : throw new CliException(ExitCode.Configuration, string.Join("\n", problems.Select(problem => $"{problem.Path}: {problem.Message}")));
        }
        var read = Read(call);
        if (read.Plan is null)
            throw NotValid.From(call, read);
        foreach (var notice in read.Notices)
            call.Say(notice.Text(call.MessagePaint.On));
        return (read.Plan, new WrittenPlan(read.Written!, ChangeSource.File));
    }

    // A plan of the command line alone is for trying things: it leaves nothing behind unless a place is named.
    private Func<Task<IControlStore>>? StoreOf(Invocation call)
    {
        var directory = DataDirectory.Choose(call.Get(_data), call.Around.Environment);
        var isTrial = call.Get(_to) is not null && call.Get(_data) is null;
        var kind = call.Get(_store) ?? (directory is null || isTrial ? "memory" : "sqlite");
        if (kind == "memory")
            return null;
        return directory is not null
            ? async () => await SqliteControlStore.OpenAsync(directory, call.Around.Time)
            : throw new CliException(ExitCode.Usage, "--store sqlite: there is no directory for it", "name one with --data-dir");
    }

    private PlanFiles.Result Read(Invocation call) =>
        new PlanFiles(call.Around.Plans, call.Around.In).Read(Files(call), call.Get(_dialect), plan => Compose(call, plan));

    private Plan Compose(Invocation call, Plan source) => PlanComposer.Compose(source, call.Around.Environment, new RunFlags
    {
        Listen = call.Get(_listen),
        Admin = call.Get(_admin),
        Resolve = [.. call.Get(_resolve) ?? []],
        LogFormat = call.Get(_logFormat),
        LogLevel = call.Get(_logLevel) ?? (call.Verbose ? "debug" : null),
    });

    // Flags that went with the plan of the start may not go with another.
    private Plan ComposeLater(Invocation call, Plan source)
    {
        try
        {
            return Compose(call, source);
        }
        catch (CliException failure)
        {
            throw new PlanRefusedException([new Problem("entryPoints", $"{failure.Message}; {failure.Hint}")]);
        }
    }

    private PlanRead Reread(Invocation call)
    {
        try
        {
            var read = Read(call);
            return read.Plan is { } plan
                ? new PlanRead(plan, []) { Written = read.Written }
                : new PlanRead(null, [.. read.Notices.Where(notice => notice.Level is NoticeLevel.Error).Select(notice => notice.Text(color: false))]);
        }
        catch (CliException failure)
        {
            // What ends a start must only refuse a reload: the plan in force serves on.
            return new PlanRead(null, [failure.Message]);
        }
    }

    private static void Show(Invocation call, Plan plan)
    {
        if (call.Json)
        {
            call.WriteJson(new DryRun(plan.Gateway, [.. plan.EntryPoints.Select(point => $"{point.Name}={point.Listen}")], plan.Admin.Listen, [.. PlanSummary.Routes(plan)]));
            return;
        }
        call.Write($"gateway {plan.Gateway} · would listen on {string.Join(", ", plan.EntryPoints.Select(point => $"{point.Listen} ({point.Name})"))} · admin on {plan.Admin.Listen}");
        foreach (var route in PlanSummary.Routes(plan))
            call.Write($"  {route}");
    }

    private static void Greet(Invocation call, IRunningGateway gateway, AdminHost admin)
    {
        var plan = gateway.Plan;
        var url = GatewaySession.UrlOf(admin.Address, admin.Tls);
        call.Say($"{call.MessagePaint.Strong($"halfsilver {Product.Version}")} · gateway {plan.Gateway} · revision {gateway.Revision}\n");
        foreach (var point in gateway.EntryPoints)
            call.Say($"  Proxy      {GatewaySession.UrlOf(point.Address, point.Tls)}   ({point.Name})");
        call.Say($"  Metrics    {url}/metrics");
        call.Say($"  Admin      {AccessLine.Of(admin)}");
        foreach (var route in PlanSummary.Routes(plan))
            call.Say($"  Route      {route}");
        if (PlanSummary.Methods(plan) is { } methods)
            call.Say($"  Copied     {methods}");
        foreach (var kill in gateway.Kill.Engaged)
            call.Say(call.MessagePaint.Warn($"  Stopped    {kill.Scope}: {kill.Reason} (resume with: halfsilver resume{KillScopeOptions.Flags(kill.Scope.Route, kill.Scope.Mirror)})"));
        if (gateway.Changes.Held is { } held)
            call.Say(call.MessagePaint.Warn($"  Not taken  {held}"));
        if (plan.Routes.IsEmpty)
            call.Say("\n  There is no route yet. Try:\n    halfsilver demo\n    halfsilver run --to http://127.0.0.1:3000 --mirror http://127.0.0.1:3001@25%\n    halfsilver run -c halfsilver.yaml");
        call.Say("");
    }

    private sealed record DryRun(string Gateway, ImmutableArray<string> EntryPoints, string Admin, ImmutableArray<string> Routes);
}
