namespace Halfsilver.Gateway.Admin.Access;

/// <summary>Log lines about who came in and who did not. No line holds a token.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(EventId = 1600, EventName = "admin.first_token", Level = LogLevel.Warning,
        Message = "First start: a token for an admin was written to {File}")]
    public static partial void FirstToken(this ILogger logger, string file);

    [LoggerMessage(EventId = 1601, EventName = "admin.open", Level = LogLevel.Warning,
        Message = "The admin side on {Address} is open: whoever reaches it may do everything")]
    public static partial void AdminOpen(this ILogger logger, string address);

    [LoggerMessage(EventId = 1602, EventName = "admin.login_failed", Level = LogLevel.Warning,
        Message = "Login from {Address} refused: what was shown {Why}")]
    public static partial void LoginFailed(this ILogger logger, string address, string why);

    [LoggerMessage(EventId = 1603, EventName = "admin.forbidden", Level = LogLevel.Warning,
        Message = "{Caller}, who is {Role}, was refused {Method} {Path}")]
    public static partial void CallerRefused(this ILogger logger, string caller, string role, string method, string path);

    [LoggerMessage(EventId = 1604, EventName = "admin.token_created", Level = LogLevel.Warning,
        Message = "{Caller} made the token {Name} for the role {Role}")]
    public static partial void TokenCreated(this ILogger logger, string caller, string name, string role);

    [LoggerMessage(EventId = 1605, EventName = "admin.token_revoked", Level = LogLevel.Warning,
        Message = "{Caller} revoked the token {Name}")]
    public static partial void TokenRevoked(this ILogger logger, string caller, string name);
}
