using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Telemetry;

/// <summary>
/// One line of JSON for each copy, in files of its own under the data directory. A slow or full disk costs lines, which are
/// counted in <c>halfsilver_evidence_dropped_total</c>, and never a request.
/// </summary>
internal sealed class EvidenceLog : ICopyListener, IAsyncDisposable
{
    private const string FileName = "copies";
    private const int Capacity = 8_192;
    private static readonly TimeSpan OncePer = TimeSpan.FromSeconds(10);

    private readonly LineWriter<CopyRecord> _lines;
    private readonly TimeProvider _time;
    private readonly Utf8JsonWriter _json = new(Stream.Null);
    private readonly RateLimitedLine _warning;
    private readonly ILogger _logger;

    /// <param name="sink">Where lines go; owned.</param>
    /// <param name="registry">Counts lost lines.</param>
    /// <param name="logger">Told, at most every ten seconds, when the disk refuses.</param>
    /// <param name="capacity">Records that wait for the disk. Default 8,192.</param>
    public EvidenceLog(ILineSink sink, MetricRegistry registry, ILogger logger, int capacity = Capacity)
    {
        _time = registry.Time;
        _logger = logger;
        _warning = new RateLimitedLine(_time, OncePer);
        Dropped = registry.Counter(MetricCatalogue.EvidenceDropped);
        _lines = new LineWriter<CopyRecord>(capacity, Format, sink, Dropped, _time, Refused);
    }

    /// <summary>Lines that were lost.</summary>
    public Counter Dropped { get; }

    /// <summary>The log below a data directory: files of 64 MiB, eight of them.</summary>
    public static EvidenceLog Open(string dataDirectory, MetricRegistry registry, ILogger logger) =>
        new(new RotatingFile(Path.Combine(dataDirectory, "evidence"), FileName, maxBytes: 64L * 1024 * 1024, files: 8), registry, logger);

    public void Ended(in CopyRecord record) => _lines.Write(in record);

    /// <summary>Writes what waits, for at most five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lines.DisposeAsync();
        await _json.DisposeAsync();
    }

    private void Format(CopyRecord record, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("at", record.At);
        _json.WriteString("route", record.Route);
        _json.WriteString("mirror", record.Mirror);
        _json.WriteString("destination", record.Destination);
        _json.WriteString("fate", record.Fate);
        _json.WriteNumber("status", record.Status);
        _json.WriteNumber("ms", Math.Round(_time.GetElapsedTime(0, record.ElapsedTicks).TotalMilliseconds, 3));
        _json.WriteNumber("requestBytes", record.RequestBytes);
        _json.WriteNumber("responseBytes", record.ResponseBytes);
        _json.WriteString("method", record.Method);
        _json.WriteString("path", record.Path);
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    private void Refused(IOException fault)
    {
        if (_warning.MayWrite(out var suppressed))
        {
            _logger.EvidenceFailed(fault.Message, Dropped.Value, suppressed);
        }
    }
}
