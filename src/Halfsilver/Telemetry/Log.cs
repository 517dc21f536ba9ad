using Microsoft.Extensions.Logging;

namespace Halfsilver.Telemetry;

/// <summary>Every line the gateway logs, with the numbers and names that people may build alarms on.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1000, EventName = "gateway.started", Level = LogLevel.Information,
        Message = "Halfsilver {Version} listens on {Listeners}; admin on {Admin}")]
    public static partial void GatewayStarted(this ILogger logger, string version, string listeners, string admin);

    [LoggerMessage(EventId = 1001, EventName = "gateway.draining", Level = LogLevel.Information,
        Message = "Draining {Requests} requests and {Copies} copies")]
    public static partial void GatewayDraining(this ILogger logger, long requests, long copies);

    [LoggerMessage(EventId = 1002, EventName = "gateway.stopped", Level = LogLevel.Information,
        Message = "Stopped after {Seconds} s of draining")]
    public static partial void GatewayStopped(this ILogger logger, double seconds);

    [LoggerMessage(EventId = 1100, EventName = "config.loaded", Level = LogLevel.Information,
        Message = "Revision {Revision} from {Source} in force: {Routes} routes, {Mirrors} mirrors")]
    public static partial void ConfigLoaded(this ILogger logger, string revision, string source, int routes, int mirrors);

    /// <summary>A configuration was refused; <paramref name="revision"/> stays in force.</summary>
    [LoggerMessage(EventId = 1101, EventName = "config.rejected", Level = LogLevel.Error,
        Message = "Configuration from {Source} refused, {Revision} stays in force; problems: {Problems}, the first: {First}")]
    public static partial void ConfigRejected(this ILogger logger, string source, string revision, int problems, string first);

    [LoggerMessage(EventId = 1102, EventName = "config.unchanged", Level = LogLevel.Debug,
        Message = "Configuration from {Source} is unchanged")]
    public static partial void ConfigUnchanged(this ILogger logger, string source);

    [LoggerMessage(EventId = 1103, EventName = "config.admin_kept", Level = LogLevel.Warning,
        Message = "Revision {Revision} says something else about the admin side; that takes a restart, and until then what was said at the start holds")]
    public static partial void ConfigAdminKept(this ILogger logger, string revision);

    /// <summary>A configuration was read and is not taken: edits made since it was last read would be lost.</summary>
    [LoggerMessage(EventId = 1104, EventName = "config.held", Level = LogLevel.Error,
        Message = "Configuration from {Source} not taken: {Revision} was made over the API since it was last read, and serves; --force takes the configuration")]
    public static partial void ConfigHeld(this ILogger logger, string source, string revision);

    /// <summary>Something that was done is missing in the audit log.</summary>
    [LoggerMessage(EventId = 1105, EventName = "audit.lost", Level = LogLevel.Error,
        Message = "Audit entry {Action} {Target} is lost: {Reason}")]
    public static partial void AuditLost(this ILogger logger, string action, string target, string reason);

    /// <summary>Info when all is exact, else a warning.</summary>
    public static void ConfigAdapted(this ILogger logger, string dialect, int exact, int approximated, int ignored) =>
        logger.ConfigAdaptedAt(
            approximated + ignored == 0 ? LogLevel.Information : LogLevel.Warning, dialect, exact, approximated, ignored);

    [LoggerMessage(EventId = 1110, EventName = "config.adapted",
        Message = "Read as {Dialect}: {Exact} settings exact, {Approximated} approximated, {Ignored} ignored")]
    private static partial void ConfigAdaptedAt(
        this ILogger logger, LogLevel level, string dialect, int exact, int approximated, int ignored);

    [LoggerMessage(EventId = 1500, EventName = "kill.engaged", Level = LogLevel.Warning,
        Message = "Kill switch of {Scope} engaged by {Actor}: {Reason}")]
    public static partial void KillEngaged(this ILogger logger, string scope, string actor, string reason);

    [LoggerMessage(EventId = 1501, EventName = "kill.released", Level = LogLevel.Warning,
        Message = "Kill switch of {Scope} released by {Actor}")]
    public static partial void KillReleased(this ILogger logger, string scope, string actor);
}
