using System.CommandLine;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>One word of the command line.</summary>
internal interface IVerb
{
    /// <summary>Its name, options and arguments.</summary>
    Command Describe();

    /// <summary>Does it.</summary>
    /// <exception cref="CliException">It cannot; the exception says why and with which exit code.</exception>
    Task<ExitCode> RunAsync(Invocation call);
}
