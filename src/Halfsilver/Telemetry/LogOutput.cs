using System.Buffers;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Telemetry;

/// <summary>
/// The process's log, on standard error. Who logs formats the line and goes on; a reader that does not keep up costs lines,
/// counted in <c>halfsilver_log_lines_dropped_total</c>. Its owner disposes it last, asynchronously, so that all lines are out.
/// </summary>
internal sealed class LogOutput : ILoggerProvider, IAsyncDisposable
{
    private const int Capacity = 4_096;

    private readonly LineWriter<byte[]> _lines;
    private readonly LogLevel _level;
    private readonly bool _json;
    private readonly bool _colour;
    private readonly TimeProvider _time;

    /// <param name="settings">Shape and least severe level.</param>
    /// <param name="colour">Whether text carries colour; see <see cref="ColourWanted"/>.</param>
    /// <param name="sink">Where lines go; owned.</param>
    /// <param name="registry">Counts lost lines; its clock stamps lines.</param>
    public LogOutput(LogSettings settings, bool colour, ILineSink sink, MetricRegistry registry)
    {
        _level = LevelOf(settings.Level);
        _json = settings.Json;
        _colour = colour;
        _time = registry.Time;
        var dropped = registry.Counter(MetricCatalogue.LogDropped);
        _lines = new LineWriter<byte[]>(Capacity, static (line, output) => output.Write(line), sink, dropped, _time);
    }

    /// <summary>Colour is for terminals whose owner has not asked for none (NO_COLOR, TERM=dumb).</summary>
    public static bool ColourWanted(bool isTerminal, string? noColour, string? terminal) =>
        isTerminal && string.IsNullOrEmpty(noColour) && terminal != "dumb";

    /// <summary>The level of a setting; unknown words are a plan problem before they come here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of trace, debug, info, warn and error.</exception>
    public static LogLevel LevelOf(string word) => word switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "A level is trace, debug, info, warn or error."),
    };

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Nothing to do: logger factories call this, the owner calls <see cref="DisposeAsync"/>.</summary>
    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private sealed class Logger(LogOutput output, string category) : ILogger
    {
        // The framework's own chatter is for those who look for it.
        private readonly LogLevel _least =
            output._level == LogLevel.Information && category.StartsWith("Microsoft.", StringComparison.Ordinal)
                ? LogLevel.Warning
                : output._level;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var fields = state as IReadOnlyList<KeyValuePair<string, object?>>;
            var line = new LogLine(output._time.GetUtcNow(), logLevel, eventId, category, formatter(state, exception), fields, exception);
            output._lines.Write(output._json ? line.ToJson() : line.ToText(output._colour));
        }
    }
}
