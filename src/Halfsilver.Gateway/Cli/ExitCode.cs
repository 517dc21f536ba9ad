namespace Halfsilver.Gateway.Cli;

/// <summary>How a verb ended. Numbers that scripts may rely on.</summary>
internal enum ExitCode
{
    /// <summary>Done; healthy.</summary>
    Success = 0,

    /// <summary>The operation failed, or unhealthy.</summary>
    Failed = 1,

    /// <summary>The answer to the question is no.</summary>
    No = 2,

    /// <summary>Too little to say yes or no.</summary>
    Inconclusive = 3,

    /// <summary>Wrong usage of the command line.</summary>
    Usage = 64,

    /// <summary>A service or a port that is needed is not available.</summary>
    Unavailable = 69,

    /// <summary>Not permitted.</summary>
    NotPermitted = 77,

    /// <summary>The configuration is not valid; starting again will not help.</summary>
    Configuration = 78,

    /// <summary>Interrupted before it could end in order.</summary>
    Interrupted = 130,
}
