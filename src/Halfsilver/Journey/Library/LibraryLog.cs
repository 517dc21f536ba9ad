using Halfsilver.Wire;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Journey.Library;

/// <summary>Lines of a mirrored application that a gateway has no use for.</summary>
internal static partial class LibraryLog
{
    [LoggerMessage(EventId = 1700, EventName = "mirroring.started", Level = LogLevel.Information,
        Message = "Requests are mirrored; mirrors: {Mirrors}")]
    public static partial void Started(ILogger log, int mirrors);

    /// <summary>At most one in ten seconds.</summary>
    [LoggerMessage(EventId = 1701, EventName = "mirroring.not_copied", Level = LogLevel.Warning,
        Message = "A request that the application took was offered to no mirror, since HTTP/1.1 cannot say it safely: {Fault} ({Suppressed} more since the last line)")]
    public static partial void NotCopied(ILogger log, WireFault fault, long suppressed);
}
