using Microsoft.Extensions.Logging;

namespace Halfsilver.Telemetry;

/// <summary>Lines about endpoints of services: one for each change.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1220, EventName = "endpoint.unwell", Level = LogLevel.Warning,
        Message = "{Endpoint} of {Services} is not well: {Reason}, {Failures} checks in a row")]
    public static partial void EndpointUnwell(this ILogger logger, string endpoint, string services, string reason, int failures);

    [LoggerMessage(EventId = 1221, EventName = "endpoint.well", Level = LogLevel.Information,
        Message = "{Endpoint} of {Services} is well again: {Successes} checks in a row")]
    public static partial void EndpointWell(this ILogger logger, string endpoint, string services, int successes);

    [LoggerMessage(EventId = 1222, EventName = "endpoint.ejected", Level = LogLevel.Warning,
        Message = "{Endpoint} of {Service} fails under traffic and is left alone for {Seconds} s (time {Times} in a row)")]
    public static partial void EndpointEjected(this ILogger logger, string endpoint, string service, double seconds, int times);

    [LoggerMessage(EventId = 1223, EventName = "endpoint.returned", Level = LogLevel.Information,
        Message = "{Endpoint} of {Service} is sent requests again")]
    public static partial void EndpointReturned(this ILogger logger, string endpoint, string service);
}
