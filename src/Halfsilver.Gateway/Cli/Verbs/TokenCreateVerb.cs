using System.CommandLine;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>token create</c>: a token, shown once.</summary>
internal sealed class TokenCreateVerb : TokenVerb
{
    private readonly Option<string> _role = new Option<string>("--role") { Description = "What it may do: look, operate, or all.", Required = true }.AcceptOnlyFromAmong("viewer", "operator", "admin");
    private readonly Option<string?> _name = new("--name") { Description = "Whom it is for; else the role and a number.", HelpName = "NAME" };
    private readonly Option<TimeSpan?> _expires = Durations.Option("--expires", "End after this time, 90d at most a year; else never.");

    public override Command Describe() => Named("create", "Make a token and write it to standard output, this once.", _role, _name, _expires);

    protected override async Task<ExitCode> RunAsync(Invocation call, TokenBook book)
    {
        var role = Enum.Parse<Role>(call.Get(_role)!, ignoreCase: true);
        var expires = call.Get(_expires) is { } time ? call.Around.Time.GetUtcNow() + time : (DateTimeOffset?)null;
        var (entry, text) = await book.CreateAsync(call.Get(_name) ?? Free(book, call.Get(_role)!), role, expires, call.Cancel);
        if (call.Json)
            call.WriteJson(TokenAnswer.From(entry) with { Token = text });
        else
            call.Write(text);
        call.Say($"{entry.Name} may come in as {call.Get(_role)}{(entry.Expires is { } end ? $" until {end.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "")}; this is shown once");
        return ExitCode.Success;
    }

    private static string Free(TokenBook book, string role)
    {
        var taken = book.Tokens.Select(token => token.Name).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, TokenBook.MaxTokens + 1).Select(number => $"{role}-{number}").First(name => !taken.Contains(name));
    }
}
