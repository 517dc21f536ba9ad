using Microsoft.Extensions.Logging;

namespace Halfsilver.Sending;

/// <summary>Lines about the kill switch's file.</summary>
internal static partial class SendingLog
{
    [LoggerMessage(EventId = 1502, EventName = "kill.not_kept", Level = LogLevel.Warning,
        Message = "The kill switch could not be written to {Path}: {Reason}. It holds until this process ends")]
    public static partial void KillNotKept(ILogger log, string path, string reason);

    [LoggerMessage(EventId = 1503, EventName = "kill.not_read", Level = LogLevel.Warning,
        Message = "The kill switch in {Path} cannot be read ({Reason}); no copy is made until it is released")]
    public static partial void KillNotRead(ILogger log, string path, string reason);
}
