using System.Collections.Concurrent;
using Halfsilver.Gateway.Serving.Failover;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Serving;

/// <summary>Says that a primary could not answer: at most one line a second for each service.</summary>
internal sealed partial class PrimaryLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    /// <summary>Says that a fallback answers.</summary>
    public FailoverLog Failovers { get; } = new(logger, time);

    private readonly ConcurrentDictionary<string, RateLimitedLine> _lines = new(StringComparer.Ordinal);

    public void Failed(string service, Endpoint? endpoint, CallResult result, string requestId)
    {
        var line = _lines.GetOrAdd(service, static (_, clock) => new RateLimitedLine(clock, s_period), time);
        if (line.MayWrite(out var suppressed))
        {
            var address = endpoint is null ? "none" : $"{endpoint.Address.Host}:{endpoint.Address.Port}";
            PrimaryFailed(logger, service, address, SnakeCase.Of(result.ToString()), requestId, suppressed);
        }
    }

    /// <summary>A call of a fan-out failed, and its members are not in the answer.</summary>
    public void LeftOut(string service, string call, string reason)
    {
        var line = _lines.GetOrAdd($"{service}\n{call}", static (_, clock) => new RateLimitedLine(clock, s_period), time);
        if (line.MayWrite(out var suppressed))
        {
            CallLeftOut(logger, service, call, reason, suppressed);
        }
    }

    [LoggerMessage(EventId = 1210, EventName = "primary.failed", Level = LogLevel.Warning,
        Message = "{Service} at {Endpoint} did not answer: {Reason}, request {RequestId} ({Suppressed} more since the last line)")]
    private static partial void PrimaryFailed(
        ILogger logger, string service, string endpoint, string reason, string requestId, long suppressed);

    [LoggerMessage(EventId = 1211, EventName = "fanout.call", Level = LogLevel.Warning,
        Message = "{Service}: what {Call} answers is left out: {Reason} ({Suppressed} more since the last line)")]
    private static partial void CallLeftOut(ILogger logger, string service, string call, string reason, long suppressed);
}
