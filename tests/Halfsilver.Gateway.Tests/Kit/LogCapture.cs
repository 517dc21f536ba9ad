using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Keeps what is logged: event names with their texts.</summary>
internal sealed class LogCapture : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(string Event, string Text)> _lines = [];

    public (string Event, string Text)[] Lines => [.. _lines];

    public string[] Of(string name) => [.. _lines.Where(line => line.Event == name).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Name ?? "", formatter(state, exception)));

    public void Dispose()
    {
    }
}
