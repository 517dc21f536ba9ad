using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>Lets callers through to what their role allows, and nobody to anything else: paths that say nothing are closed.</summary>
internal sealed class AccessGate(Login login, ILogger logger)
{
    private const string Challenge = "Bearer realm=\"halfsilver\"";

    /// <summary>Refuses or goes on.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<Needs>();
        if (needs is { Role: null } && !login.IsOpen)
            return next(context);
        var result = login.Check(context);
        if (result.Caller is not { } caller)
            return RefuseAsync(context, result);
        context.Features.Set(caller);
        if (needs is null)
            return UnmappedAsync(context, next);
        if (needs.Role is { } role && !caller.May(role))
        {
            context.Response.Headers.WWWAuthenticate = $"{Challenge}, error=\"insufficient_scope\"";
            logger.CallerRefused(caller.Name, Words(caller.Role), context.Request.Method, context.GetEndpoint()!.DisplayName ?? "?");
            return Problems.WriteAsync(context, 403, "forbidden", "This takes another role",
                $"{caller.Name} is {Words(caller.Role)}; this takes {Words(role)}");
        }

        return next(context);
    }

    // Nothing is mapped there, or not for this method: routing says so. What was mapped past the helper stays closed.
    private static Task UnmappedAsync(HttpContext context, RequestDelegate next) => context.GetEndpoint() is RouteEndpoint
        ? Problems.WriteAsync(context, 403, "forbidden", "Nobody may use this", "the path does not say which role it takes")
        : next(context);

    private Task RefuseAsync(HttpContext context, LoginResult result)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "?";
        var answer = context.Response.Headers;
        switch (result.Outcome)
        {
            case LoginOutcome.Limited:
                var wait = Math.Max(1, (int)Math.Ceiling(result.Wait.TotalSeconds));
                answer.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
                return Problems.WriteAsync(context, 429, "rate-limited", "Too many failed logins", $"logging in failed too often from {address}; try again in {wait} s");
            case LoginOutcome.Refused:
                answer.WWWAuthenticate = $"{Challenge}, error=\"invalid_token\"";
                logger.LoginFailed(address, result.Why);
                if (result.HasExpired)
                    return Problems.WriteAsync(context, 401, "token-expired", "This login does not count any more", "the token has expired; get a new one");
                // The reason is in the log alone: whoever guesses learns nothing from it.
                return Problems.WriteAsync(context, 401, "unauthorized", "This login does not count", "the token is not accepted");
            default:
                answer.WWWAuthenticate = Challenge;
                return Problems.WriteAsync(context, 401, "unauthorized", "This takes a login", $"send {HeaderNames.Authorization}: Bearer TOKEN");
        }
    }

    private static string Words(Planning.Role? role) => role?.ToString().ToLowerInvariant() ?? "without a role";
}
