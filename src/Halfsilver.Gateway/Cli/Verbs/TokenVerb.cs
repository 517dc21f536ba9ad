using System.CommandLine;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>What the verbs of <c>token</c> share: the tokens of a data directory, whether a gateway runs there or not.</summary>
internal abstract class TokenVerb : IVerb
{
    private readonly Option<string?> _data = new("--data-dir") { Description = "The gateway's data directory; else the usual one.", HelpName = "DIR" };

    public abstract Command Describe();

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        var directory = DataDirectory.Choose(call.Get(_data), call.Around.Environment)
            ?? throw new CliException(ExitCode.Usage, "there is no home to keep tokens in", "name the gateway's data directory with --data-dir DIR");
        try
        {
            var book = new TokenBook(directory, call.Around.Time);
            _ = book.Tokens;
            return book.Fault is { } fault ? throw new CliException(ExitCode.Failed, fault) : await RunAsync(call, book);
        }
        catch (Exception refused) when (refused is TokenRefusedException or IOException)
        {
            throw new CliException(ExitCode.Failed, refused.Message, inner: refused);
        }
        catch (UnauthorizedAccessException forbidden)
        {
            throw new CliException(ExitCode.NotPermitted, forbidden.Message, "tokens are their gateway's user's: run this as that user", forbidden);
        }
    }

    /// <summary>A word behind <c>token</c>, with what all of them take.</summary>
    protected Command Named(string name, string description, params Option[] options)
    {
        var command = new Command(name, description);
        foreach (var option in options)
            command.Add(option);
        command.Add(_data);
        return command;
    }

    /// <summary>Does it.</summary>
    protected abstract Task<ExitCode> RunAsync(Invocation call, TokenBook book);
}
