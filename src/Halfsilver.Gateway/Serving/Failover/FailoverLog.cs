using System.Collections.Concurrent;
using Halfsilver.Planning;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Serving.Failover;

/// <summary>Says that a fallback answers: at most one line a second for each failover.</summary>
internal sealed partial class FailoverLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, RateLimitedLine> _lines = new(StringComparer.Ordinal);

    public void Used(FailoverService service, string why)
    {
        var line = _lines.GetOrAdd(service.Name, static (_, clock) => new RateLimitedLine(clock, s_period), time);
        if (line.MayWrite(out var suppressed))
        {
            FailoverUsed(logger, service.Name, service.Fallback.Service, service.Primary.Service, why, suppressed);
        }
    }

    [LoggerMessage(EventId = 1212, EventName = "failover.used", Level = LogLevel.Warning,
        Message = "{Service} lets {Fallback} answer in place of {Primary}: {Reason} ({Suppressed} more since the last line)")]
    private static partial void FailoverUsed(
        ILogger logger, string service, string fallback, string primary, string reason, long suppressed);
}
