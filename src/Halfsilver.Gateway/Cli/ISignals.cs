namespace Halfsilver.Gateway.Cli;

/// <summary>The signals of a process that serves.</summary>
internal interface ISignals : IDisposable
{
    /// <summary>Ends at the first SIGTERM or SIGINT: drain.</summary>
    Task Stop { get; }

    /// <summary>Ends when SIGINT comes while draining: end at once.</summary>
    Task Abandon { get; }

    /// <summary>SIGHUP: read the plan again.</summary>
    event EventHandler Reload;
}
