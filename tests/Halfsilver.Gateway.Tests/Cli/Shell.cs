using Halfsilver.Gateway.Cli;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Settings;
using Halfsilver.Gateway.Tests.Fakes;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

/// <summary>The command line as a person sees it: arguments in; text and an exit code out.</summary>
internal sealed class Shell
{
    private readonly TextWriter _error;

    // Writers lock what is synchronized, not what is below it.
    public Shell() => _error = TextWriter.Synchronized(Error);

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public FakeGateway Gateway { get; } = new();

    public FakeSignals Signals { get; } = new();

    public LaunchRequest? Launched { get; private set; }

    public Exception? LaunchFails { get; init; }

    public string Input { get; init; } = "";

    public bool Terminal { get; init; }

    public Version Runtime { get; init; } = new(10, 0, 12);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public StringWriter Out { get; } = new();

    public StringWriter Error { get; } = new();

    public string Messages
    {
        get
        {
            lock (_error)
                return Error.ToString();
        }
    }

    public string Data => Out.ToString();

    public string[] Lines => Data.TrimEnd().Split('\n');

    /// <summary>Asks a running gateway; what comes of it, once the exit code is the one that is meant.</summary>
    public static async Task<Shell> AskAsync(string admin, int exit, string[] args)
    {
        var shell = new Shell();
        var code = await shell.RunAsync([.. args, "--admin", admin]);
        Assert.True(exit == code, $"{string.Join(' ', args)} ended with {code}: {shell.Messages}");
        return shell;
    }

    public Task<int> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    public Task<int> RunAsync(string[] args, CancellationToken cancel) => new CommandLine(Surroundings()).RunAsync(args, cancel);

    public bool OnlyReads(params string[] args) => new CommandLine(Surroundings()).OnlyReads(args);

    public bool StartsGateway(params string[] args) => new CommandLine(Surroundings()).StartsGateway(args);

    private Surroundings Surroundings() => new()
    {
        Out = TextWriter.Synchronized(Out),
        Error = _error,
        In = new StringReader(Input),
        OutIsTerminal = Terminal,
        ErrorIsTerminal = Terminal,
        Environment = Environment,
        Time = Time,
        Plans = new DialectPlanReader(),
        Launch = LaunchAsync,
        Signals = () => Signals,
        Runtime = Runtime,
    };

    private async Task<IRunningGateway> LaunchAsync(LaunchRequest request, CancellationToken cancel)
    {
        Launched = request;
        if (LaunchFails is not null)
            throw LaunchFails;
        Gateway.Plan = request.Plan;
        (Gateway.Changes, Gateway.Holder) = await FakeHolder.BeginAsync(request.Plan);
        return Gateway;
    }
}
