using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Dialects.Differences;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Cli.Verbs;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>Questions about configuration: whether it is valid, what it is natively, what differs. Nothing is changed and nothing is kept.</summary>
internal static class ConfigQuestions
{
    private const string Dialect = "dialect";
    private const string DialectWords = "the body's dialect; else the text tells";
    private const string Running = "running";

    /// <summary>Maps their paths.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway, ConfigReaders readers)
    {
        app.MapPost(ConfigRoutes.Path + "/validate", Role.Viewer, context => readers.WithinAsync(() => ValidateAsync(context))).Answers(200, 503)
            .Says("Whether configuration of any dialect is valid").TakesConfiguration().Gives<ValidAnswer>().Query(Dialect, DialectWords);
        app.MapPost(ConfigRoutes.Path + "/convert", Role.Viewer, context => readers.WithinAsync(() => ConvertAsync(context))).Answers(200, 503)
            .Says("Configuration of any dialect in the native form, with what could not be kept").TakesConfiguration()
            .GivesText(["application/yaml", "application/json"]).Query(Dialect, DialectWords);

        // It shows parts of the plan that only an operator may read.
        app.MapPost(ConfigRoutes.Path + "/diff", Role.Operator, context => RevisionRoutes.StoredAsync(context, () => readers.WithinAsync(() => DiffAsync(context, gateway))))
            .Answers(200, 404, 503).Says("What differs in meaning: the active revision, or another one, from the body; or two texts of the body").TakesConfiguration()
            .Gives<DiffAnswer>().Query(Dialect, DialectWords).Query("against", "a revision as r12 in place of the running configuration");
    }

    private static async Task ValidateAsync(HttpContext context)
    {
        var read = await ConfigText.ReadAsync(context, "auto");
        await AdminRoutes.JsonAsync(context, new ValidAnswer(
            Valid: true, read.Dialect, read.Plan.Routes.Length, read.Plan.Services.Count, read.Plan.Routes.Sum(route => PlanNames.MirrorsOf(read.Plan, route).Length), read.Notices));
    }

    private static async Task ConvertAsync(HttpContext context)
    {
        var read = await ConfigText.ReadAsync(context, "auto");
        context.Response.Headers.Vary = "Accept";
        if (ConfigRoutes.WantsJson(context.Request))
        {
            var answer = new JsonObject
            {
                ["dialect"] = read.Dialect,
                ["plan"] = JsonNode.Parse(NativeWriter.Json(read.Plan)),
                ["notices"] = JsonSerializer.SerializeToNode(read.Notices, AdminJson.Options),
            };
            await AdminRoutes.JsonAsync(context, answer);
            return;
        }

        var text = new StringBuilder();
        foreach (var notice in read.Notices)
        {
            text.Append("# ").Append(AdminText.Line($"{notice.Line}:{notice.Column} {notice.Code} {notice.Pointer}: {notice.Message}", "")).Append('\n');
        }

        context.Response.ContentType = "application/yaml";
        await context.Response.WriteAsync(text.Append(NativeWriter.Yaml(read.Plan)).ToString(), context.RequestAborted);
    }

    private static async Task DiffAsync(HttpContext context, IGateway gateway)
    {
        var against = context.Request.Query["against"].ToString();
        var text = await ConfigText.TextAsync(context);
        if (TwoOf(text) is { } two)
        {
            var (before, after) = (ConfigText.Read(two.Before, "auto", "/before"), ConfigText.Read(two.After, "auto", "/after"));
            await AnswerAsync(context, before.Plan, after.Plan, [.. before.Notices, .. after.Notices]);
            return;
        }

        var read = ConfigText.Read(text, ConfigText.DialectOf(context.Request, "auto"));
        await AnswerAsync(context, await BeforeAsync(against, gateway.Changes, context.RequestAborted), read.Plan, read.Notices);
    }

    private static async Task<Plan> BeforeAsync(string against, Changes changes, CancellationToken cancel)
    {
        if (against is "" or Running)
        {
            return changes.Written;
        }

        return RevisionOption.Number(against) is { } number && await changes.Store.FindAsync(number, cancel) is { } kept
            ? RevisionPlan.Of(kept)
            : throw new RefusedRequestException(404, "not-found", "There is no such revision", $"against: '{AdminText.Line(against, "")}' is none that is kept");
    }

    private static Task AnswerAsync(HttpContext context, Plan before, Plan after, ImmutableArray<ProblemPlace> notices)
    {
        var changes = PlanDiff.Between(before, after);
        return AdminRoutes.JsonAsync(context, new DiffAnswer(changes.Length, changes, notices));
    }

    // No dialect has an object of just these two texts.
    private static (string Before, string After)? TwoOf(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var body = JsonDocument.Parse(text);
            return body.RootElement.EnumerateObject().Count() == 2
                && body.RootElement.TryGetProperty("before", out var before) && before.ValueKind == JsonValueKind.String
                && body.RootElement.TryGetProperty("after", out var after) && after.ValueKind == JsonValueKind.String
                    ? (before.GetString()!, after.GetString()!)
                    : null;
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // Whatever it is, its dialect's reader has better words for it.
            return null;
        }
    }
}

/// <summary>Configuration is valid.</summary>
/// <param name="Valid">Yes; where it is not, there is a problem in place of this.</param>
/// <param name="Dialect">What it is written in.</param>
/// <param name="Routes">How many routes it has.</param>
/// <param name="Services">How many services.</param>
/// <param name="Mirrors">How many mirrors its routes have, those of their services included.</param>
/// <param name="Notices">What there is to say about it.</param>
internal sealed record ValidAnswer(bool Valid, string Dialect, int Routes, int Services, int Mirrors, ImmutableArray<ProblemPlace> Notices);

/// <summary>What differs.</summary>
/// <param name="Count">How many places.</param>
/// <param name="Changes">Which.</param>
/// <param name="Notices">What there is to say about the texts.</param>
internal sealed record DiffAnswer(int Count, ImmutableArray<PlanChange> Changes, ImmutableArray<ProblemPlace> Notices);
