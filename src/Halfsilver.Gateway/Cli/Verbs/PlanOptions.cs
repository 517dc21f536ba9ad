using System.CommandLine;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>The flags by which verbs name configuration.</summary>
internal static class PlanOptions
{
    /// <summary><c>-c</c>.</summary>
    public static Option<string[]> Files() => new("--config", "-c")
    {
        Description = "Configuration: a file, a directory, or - for standard input. May be given several times.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary><c>--dialect</c>.</summary>
    public static Option<string?> Dialect() => new("--dialect") { Description = "The files' dialect; guessed from the text unless given.", HelpName = "D" };

    /// <summary><c>-H</c>.</summary>
    public static Option<string[]> Headers() => new("--header", "-H") { Description = "A header of the request, as 'Name: value'.", HelpName = "HEADER" };
}
