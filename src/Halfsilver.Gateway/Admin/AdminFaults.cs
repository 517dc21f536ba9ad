namespace Halfsilver.Gateway.Admin;

/// <summary>Faults of our own: the log has them whole, the caller learns that there was one, and which request to ask about.</summary>
internal sealed partial class AdminFaults(ILogger logger)
{
    /// <summary>Goes on, and answers where that fails.</summary>
    public async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Failed(logger, fault, context.Request.Method, context.Request.Path.Value ?? "/", context.TraceIdentifier);
            await Problems.WriteAsync(context, 500, "internal", "Something is wrong here", $"the gateway's log says what, at request {context.TraceIdentifier}");
        }
    }

    [LoggerMessage(EventId = 1606, EventName = "admin.fault", Level = LogLevel.Error, Message = "{Method} {Path} failed, request {RequestId}")]
    private static partial void Failed(ILogger logger, Exception fault, string method, string path, string requestId);
}
