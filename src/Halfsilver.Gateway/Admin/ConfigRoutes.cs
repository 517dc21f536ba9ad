using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>The whole configuration over HTTP: the plan of the active revision as it was written, and as it is in force, with flags and variables.</summary>
internal static class ConfigRoutes
{
    /// <summary>Where it is, as it was written.</summary>
    public const string Path = "/api/v1/config";

    /// <summary>Where it is, as it is in force.</summary>
    public const string PlanPath = "/api/v1/plan";

    private static readonly string[] s_media = ["application/yaml", "application/json"];

    /// <summary>Maps reading and replacing it.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway)
    {
        var readers = new ConfigReaders();
        app.MapGet(Path, Role.Operator, context => RevisionRoutes.StoredAsync(context, () => ReadAsync(context, gateway.Changes))).Answers(200, 304)
            .Says("The configuration as it was written, in the native form, as YAML or JSON").GivesText(s_media);
        app.MapPut(Path, Role.Admin, context => RevisionRoutes.StoredAsync(context, () => ReplaceAsync(context, gateway.Changes, readers)))
            .Answers(200, 400, 409, 412, 422, 428, 503).ChangesThePlan().TakesConfiguration()
            .Says("Replace the configuration with one of any dialect").Query("dialect", "the body's dialect; auto looks at the text. Native by itself");
        app.MapGet(PlanPath, Role.Operator, context => PlanAsync(context, gateway)).Answers(200)
            .Says("The plan in force, with flags and variables, and what they changed").GivesText(s_media);
        ConfigQuestions.Map(app, gateway, readers);
    }

    /// <summary>Whether JSON is preferred.</summary>
    public static bool WantsJson(HttpRequest request) =>
        request.GetTypedHeaders().Accept is { Count: > 0 } wanted
        && wanted.OrderByDescending(media => media.Quality ?? 1).First().MediaType.Value is { } first && first.EndsWith("json", StringComparison.OrdinalIgnoreCase);

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

        return WriteAsync(context, json, json ? NativeWriter.Json(changes.Written) : active.Plan);
    }

    private static Task ReplaceAsync(HttpContext context, Changes changes, ConfigReaders readers)
    {
        var request = ChangeBy.Read(context);
        if (request is { Expects: null, DryRun: false })
        {
            throw new RefusedRequestException(
                428, "precondition-required", "The change does not say what it was made for", "send the ETag of the configuration that you read as If-Match, or * to replace whatever is there");
        }

        return readers.WithinAsync(async () =>
        {
            var read = await ConfigText.ReadAsync(context);
            await RevisionRoutes.AnswerAsync(context, request, await changes.ApplyAsync(read.Plan, request), read.Notices);
        });
    }

    private static Task PlanAsync(HttpContext context, IGateway gateway)
    {
        var json = WantsJson(context.Request);
        var (active, plan) = (gateway.Changes.Active, gateway.Plan);
        context.Response.Headers.Vary = "Accept";
        context.Response.Headers[RevisionRoutes.RevisionField] = active.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var origins = PlanOrigins.Of(gateway.Changes.Written, plan, active);
        return WriteAsync(context, json, json ? PlanOrigins.Json(plan, origins) : PlanOrigins.Yaml(plan, origins));
    }

    private static Task WriteAsync(HttpContext context, bool json, string text)
    {
        context.Response.ContentType = json ? "application/json" : "application/yaml";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
