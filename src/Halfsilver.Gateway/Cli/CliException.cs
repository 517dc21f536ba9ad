namespace Halfsilver.Gateway.Cli;

/// <summary>A verb cannot go on. The message says what is wrong, the hint what to do.</summary>
internal sealed class CliException(ExitCode code, string message, string? hint = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How the process ends.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>What to do; null where the message says all.</summary>
    public string? Hint { get; } = hint;
}
