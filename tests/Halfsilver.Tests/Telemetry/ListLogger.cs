using Microsoft.Extensions.Logging;

namespace Halfsilver.Tests.Telemetry;

/// <summary>A logger that keeps what it is told.</summary>
internal sealed class ListLogger : ILogger, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(LogLevel Level, EventId Id, string Message)> _lines = [];

    public IReadOnlyList<(LogLevel Level, EventId Id, string Message)> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _lines.Add((logLevel, eventId, formatter(state, exception)));
        }
    }

    public void Dispose()
    {
    }
}
