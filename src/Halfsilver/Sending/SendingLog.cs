using Microsoft.Extensions.Logging;

namespace Halfsilver.Sending;

internal static partial class SendingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Mirror {Mirror} of route {Route} fails again and again; copies pause but for probes.")]
    public static partial void CircuitOpened(ILogger log, string mirror, string route);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mirror {Mirror} of route {Route} answers again; copies go on.")]
    public static partial void CircuitClosed(ILogger log, string mirror, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A copy to mirror {Mirror} of route {Route} failed: {Reason}. Not shown since the last line: {Suppressed}.")]
    public static partial void CopyFailed(ILogger log, string mirror, string route, string reason, long suppressed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kill switch could not be written to {Path}: {Reason}. It holds until this process ends.")]
    public static partial void KillNotKept(ILogger log, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kill switch in {Path} cannot be read ({Reason}); no copy is made until it is set anew.")]
    public static partial void KillNotRead(ILogger log, string path, string reason);
}
