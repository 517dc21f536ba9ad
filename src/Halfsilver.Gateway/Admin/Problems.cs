using System.Collections.Immutable;
using System.Text.Json;

namespace Halfsilver.Gateway.Admin;

/// <summary>Errors as <c>application/problem+json</c> (RFC 9457), with the member <c>error</c> that simpler clients read.</summary>
internal static class Problems
{
    private const string Media = "application/problem+json";

    /// <summary>Writes one problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string type, string title, string detail, ImmutableArray<ProblemPlace>? errors = null)
    {
        if (context.Features.Get<IErrorManner>() is { } manner)
            return manner.WriteAsync(context, new ErrorAnswer(status, type, title, detail, errors ?? []));
        context.Response.StatusCode = status;
        context.Response.ContentType = Media;
        var problem = new ProblemBody(
            $"urn:halfsilver:problem:{type}", title, status, detail, context.Request.Path.Value ?? "/", context.TraceIdentifier, detail, errors);
        return JsonSerializer.SerializeAsync(context.Response.Body, problem, AdminJson.Options, context.RequestAborted);
    }

    /// <summary>Turns whatever ended without a body, or threw, into a problem.</summary>
    public static async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: 404 or 405, ContentType: null })
                await WriteEmptyAsync(context);
        }
        catch (RefusedRequestException refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refused.Status, refused.Type, refused.Title, refused.Message, refused.Errors);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, bad.StatusCode, bad.StatusCode == 413 ? "payload-too-large" : "validation", "The request cannot be read", bad.Message);
        }
    }

    private static Task WriteEmptyAsync(HttpContext context) => context.Response.StatusCode == 405
        ? WriteAsync(context, 405, "method-not-allowed", "This method is not allowed here",
            $"{context.Request.Method} does nothing at {context.Request.Path}; allowed: {context.Response.Headers.Allow}")
        : WriteAsync(context, 404, "not-found", "There is nothing here", $"{context.Request.Path} does not exist");

}

/// <summary>A problem (RFC 9457).</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Instance, string RequestId, string Error, ImmutableArray<ProblemPlace>? Errors);

/// <summary>A request that asks for something impossible; it becomes a problem.</summary>
internal sealed class RefusedRequestException(int status, string type, string title, string detail) : Exception(detail)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Last part of the problem's type.</summary>
    public string Type { get; } = type;

    /// <summary>What kind of thing is wrong.</summary>
    public string Title { get; } = title;

    /// <summary>Each thing that is wrong, with its place; null where the detail says all.</summary>
    public ImmutableArray<ProblemPlace>? Errors { get; init; }
}
