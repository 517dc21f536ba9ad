using Halfsilver.Planning;

namespace Halfsilver.Gateway.Cli;

/// <summary>Log lines on standard error, as the plan wants them.</summary>
internal static class Logs
{
    /// <summary>A factory; whoever asked disposes it.</summary>
    public static ILoggerFactory Create(LogSettings settings) => LoggerFactory.Create(logs =>
    {
        logs.SetMinimumLevel(LevelOf(settings.Level));
        logs.AddFilter("Microsoft", LogLevel.Warning);
        // A host that cannot start throws too; the command says why in one line, without the trace.
        logs.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Standard output is for data; a log line is a message.
        logs.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (settings.Json)
            logs.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        else
            logs.AddSimpleConsole(text => (text.SingleLine, text.UseUtcTimestamp, text.TimestampFormat) = (true, true, "HH:mm:ss.fff "));
    });

    private static LogLevel LevelOf(string level) => level switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
