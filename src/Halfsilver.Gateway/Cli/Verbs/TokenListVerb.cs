using System.CommandLine;
using System.Globalization;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>token list</c>: who may come in.</summary>
internal sealed class TokenListVerb : TokenVerb
{
    public override Command Describe() => Named("list", "Show the tokens that are kept, never their text.");

    protected override Task<ExitCode> RunAsync(Invocation call, TokenBook book)
    {
        var tokens = book.Tokens;
        if (call.Json)
        {
            call.WriteJson(tokens.Select(TokenAnswer.From));
            return Task.FromResult(ExitCode.Success);
        }

        var now = call.Around.Time.GetUtcNow();
        foreach (var line in TextTable.Lines([["name", "role", "begins", "made", "ends", "last seen"], .. tokens.Select(token => Cells(token, now))]))
            call.Write(line);
        return Task.FromResult(ExitCode.Success);
    }

    private static string[] Cells(TokenEntry token, DateTimeOffset now) =>
    [
        token.Name, token.Role.ToString().ToLowerInvariant(), token.Prefix, Day(token.Created),
        token.Expires is { } end ? Day(end) + (token.HoldsAt(now) ? "" : " (over)") : "never",
        token.LastSeen?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "never",
    ];

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
