using System.CommandLine;

namespace Halfsilver.Gateway.Cli;

/// <summary>Options that every verb takes, with one meaning everywhere.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Format of the data.</summary>
    public Option<string> Output { get; } = Choice("--output", "Format of the data on standard output.", "text", "json").Short("-o");

    /// <summary>Colours.</summary>
    public Option<string> Color { get; } = Choice("--color", "When to colour: auto means only a terminal, and not with NO_COLOR or TERM=dumb.", "auto", "always", "never");

    /// <summary>Fewer messages.</summary>
    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Only errors as messages.", Recursive = true };

    /// <summary>More messages.</summary>
    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Log what happens underneath: --log-level debug.", Recursive = true };

    /// <summary>What is shown to a gateway.</summary>
    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "File with the token that is shown to a gateway. Else HALFSILVER_TOKEN, else HALFSILVER_TOKEN_FILE, else the first token of a gateway on this machine.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [Output, Color, Quiet, Verbose, TokenFile];

    private static Option<string> Choice(string name, string description, string usual, params string[] others)
    {
        var option = new Option<string>(name) { Description = description, Recursive = true, DefaultValueFactory = _ => usual };
        return option.AcceptOnlyFromAmong([usual, .. others]);
    }
}

/// <summary>Small words for building options.</summary>
internal static class OptionWords
{
    /// <summary>Adds a short name.</summary>
    public static Option<T> Short<T>(this Option<T> option, string alias)
    {
        option.Aliases.Add(alias);
        return option;
    }
}
