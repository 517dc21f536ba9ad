using System.CommandLine;
using Halfsilver.Gateway.Admin.Access;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>token revoke</c>: somebody may come in no more, from now on.</summary>
internal sealed class TokenRevokeVerb : TokenVerb
{
    private readonly Argument<string> _token = new("token") { Description = "Its name, or how its text begins.", HelpName = "NAME|PREFIX" };

    public override Command Describe()
    {
        var command = Named("revoke", "Take a token back; the next request with it is refused.");
        command.Add(_token);
        return command;
    }

    protected override async Task<ExitCode> RunAsync(Invocation call, TokenBook book)
    {
        var gone = await book.RevokeAsync(call.Get(_token), call.Cancel)
            ?? throw new CliException(ExitCode.Failed, "no token, or more than one, is called so", "see: halfsilver token list");
        call.Say($"{gone.Name} ({gone.Prefix}…) is revoked");
        return ExitCode.Success;
    }
}
