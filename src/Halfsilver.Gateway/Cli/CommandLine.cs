using System.CommandLine;
using System.CommandLine.Invocation;
using Halfsilver.Dialects;
using Halfsilver.Gateway.Cli.Verbs;

namespace Halfsilver.Gateway.Cli;

/// <summary>The command line: parses once, runs one verb, and turns every ending into an exit code.</summary>
internal sealed class CommandLine
{
    private readonly Surroundings _around;
    private readonly GlobalOptions _options = new();
    private readonly RootCommand _root = new("Mirrors live HTTP traffic to another version of a service; the client never notices.");

    public CommandLine(Surroundings around)
    {
        _around = around;
        foreach (var option in _options.All)
            _root.Add(option);
        foreach (var verb in AllVerbs())
            _root.Add(Build(verb));
        AddGroup("token", "Say who may come in at the admin side.", new TokenCreateVerb(), new TokenListVerb(), new TokenRevokeVerb());
        AddGroup("mirror", "Change mirrors of a running gateway one by one.", new MirrorListVerb(), new MirrorShowVerb(), new MirrorSetVerb(), MirrorSwitchVerb.Enable, MirrorSwitchVerb.Disable, MirrorSwitchVerb.Remove);
        AddGroup("plugin", "Plugins of a running gateway.", new PluginListVerb(), new PluginEnableVerb(), new PluginDisableVerb());
        AddGroup("config", "The configuration of a running gateway.", new ConfigDumpVerb());
    }

    /// <summary>Whether these arguments start a gateway in this process.</summary>
    public bool StartsGateway(IReadOnlyList<string> args) => _root.Parse(args).CommandResult.Command.Name is "run" or "demo";

    /// <summary>Whether these arguments have files read, and nothing else.</summary>
    public bool OnlyReads(IReadOnlyList<string> args) => _root.Parse(args).CommandResult.Command.Name is "validate" or "convert" or "diff";

    /// <summary>Runs what the arguments ask for.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancel = default)
    {
        var parsed = _root.Parse(args);
        // No verb: show what there is, as a help and not as an error.
        if (args.Count == 0)
            parsed = _root.Parse(["--help"]);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction or null)
            return (int)Misused(parsed);

        var streams = new InvocationConfiguration
        {
            Output = _around.Out,
            Error = _around.Error,
            EnableDefaultExceptionHandler = false,
            // Signals belong to the verbs that serve; the others end as any program does.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(streams, cancel);
        }
        catch (CliException failure)
        {
            return (int)Failed(failure, parsed);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted;
        }
    }

    private static IEnumerable<IVerb> AllVerbs() =>
    [
        new RunVerb(), new DemoVerb(), new ValidateVerb(), new ConvertVerb(), new DiffVerb(), new ExplainVerb(), new KillVerb(), new ResumeVerb(),
        new ApplyVerb(), new RollbackVerb(), new GetVerb(), new ReloadVerb(), new StatVerb(), new TapVerb(), new HealthcheckVerb(), new SchemaVerb(), new VersionVerb(),
    ];

    private void AddGroup(string name, string description, params IVerb[] verbs)
    {
        var group = new Command(name, description);
        foreach (var verb in verbs)
            group.Add(Build(verb));
        _root.Add(group);
    }

    private Command Build(IVerb verb)
    {
        var command = verb.Describe();
        command.SetAction(async (parsed, cancel) => (int)await verb.RunAsync(new Invocation(parsed, _around, _options, cancel)));
        return command;
    }

    private ExitCode Misused(ParseResult parsed)
    {
        // An unknown verb is also a missing one; saying both would hide the first.
        var unknown = parsed.CommandResult.Command is RootCommand ? (parsed.UnmatchedTokens is [var first, ..] ? first : null) : null;
        if (unknown is null)
        {
            foreach (var error in parsed.Errors)
                _around.Error.WriteLine($"error: {error.Message}");
        }
        else
        {
            var meant = Nearest.To(unknown, _root.Subcommands.Select(known => known.Name));
            _around.Error.WriteLine($"error: '{unknown}' is not known{(meant is null ? "" : $" (did you mean {meant}?)")}");
        }
        _around.Error.WriteLine($"see: halfsilver {Words(parsed.CommandResult.Command)}--help");
        return ExitCode.Usage;
    }

    private static string Words(Command command) => command is RootCommand
        ? ""
        : string.Concat(command.Parents.OfType<Command>().Select(Words)) + command.Name + " ";

    private ExitCode Failed(CliException failure, ParseResult parsed)
    {
        var paint = new Invocation(parsed, _around, _options, CancellationToken.None).MessagePaint;
        _around.Error.WriteLine($"{paint.Bad("error:")} {failure.Message}");
        if (failure.Hint is { } hint)
            _around.Error.WriteLine(hint);
        return failure.Code;
    }
}
