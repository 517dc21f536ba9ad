using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>The whole configuration over HTTP: the plan of the active revision as it was written, before flags and variables.</summary>
internal static class ConfigRoutes
{
    /// <summary>Where it is.</summary>
    public const string Path = "/api/v1/config";

    /// <summary>Configurations that are read at once.</summary>
    public const int MaxReaders = 8;

    /// <summary>Maps reading and replacing it.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway)
    {
        app.MapGet(Path, Role.Operator, context => RevisionRoutes.StoredAsync(context, () => ReadAsync(context, gateway.Changes)));
        var reading = new SemaphoreSlim(MaxReaders);
        app.MapPut(Path, Role.Admin, context => RevisionRoutes.StoredAsync(context, () => ReplaceAsync(context, gateway.Changes, reading)));
    }

    private static Task ReadAsync(HttpContext context, Changes changes)
    {
        var active = changes.Active;
        var json = WantsJson(context.Request);
        RevisionRoutes.Stamp(context, active, json);
        context.Response.Headers.Vary = "Accept";
        if (context.Request.Headers.IfNoneMatch.Contains(RevisionTag.Of(active, json), StringComparer.Ordinal))
        {
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        context.Response.ContentType = json ? "application/json" : "application/yaml";
        return context.Response.WriteAsync(json ? NativeWriter.Json(changes.Written) : active.Plan, context.RequestAborted);
    }

    private static async Task ReplaceAsync(HttpContext context, Changes changes, SemaphoreSlim reading)
    {
        var request = ChangeBy.Read(context);
        if (request is { Expects: null, DryRun: false })
        {
            throw new RefusedRequestException(
                428, "precondition-required", "The change does not say what it was made for", "send the ETag of the configuration that you read as If-Match, or * to replace whatever is there");
        }

        if (!await reading.WaitAsync(0, context.RequestAborted))
        {
            throw new RefusedRequestException(503, "too-many-changes", "Too many configurations at once", $"{MaxReaders} are being read; try again");
        }

        try
        {
            var (plan, notices) = await ConfigText.ReadAsync(context);
            await RevisionRoutes.AnswerAsync(context, request, await changes.ApplyAsync(plan, request), notices);
        }
        finally
        {
            reading.Release();
        }
    }

    private static bool WantsJson(HttpRequest request) =>
        request.GetTypedHeaders().Accept is { Count: > 0 } wanted
        && wanted.OrderByDescending(media => media.Quality ?? 1).First().MediaType.Value is { } first && first.EndsWith("json", StringComparison.OrdinalIgnoreCase);
}
