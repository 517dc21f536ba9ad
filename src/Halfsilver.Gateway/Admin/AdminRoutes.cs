using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.Kong;
using Halfsilver.Gateway.Admin.Kong.Management;
using Halfsilver.Gateway.Admin.Mse;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Admin.Vrata;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>What the admin side answers, and which role that takes. Nothing that a GET asks for changes anything.</summary>
internal static class AdminRoutes
{
    private static readonly string[] s_plain = ["text/plain"];

    /// <summary>Maps every path.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway, EventStreams events, AdminSettings settings, TokenBook? book, ILogger logger, TimeProvider time)
    {
        app.MapOpenGet("/healthz", context => TextAsync(context, 200, "ok")).Answers(200).Says("The process lives").GivesText(s_plain);
        app.MapOpenGet("/ping", context => TextAsync(context, 200, "ok")).Answers(200).Says("The same").GivesText(s_plain);
        app.MapOpenGet("/readyz", context => ReadyAsync(context, gateway)).Answers(200, 503).Says("Whether requests are taken").GivesText(s_plain, 200, 503);
        (settings.OpenMetrics
            ? app.MapOpenGet("/metrics", context => MetricsAsync(context, gateway))
            : app.MapGet("/metrics", Role.Viewer, context => MetricsAsync(context, gateway))).Answers(200).Says("Everything that is counted, in Prometheus' text format").GivesText(s_plain);
        app.MapGet("/api/v1/status", Role.Viewer, context => JsonAsync(context, StatusOf(gateway))).Answers(200).Says("The gateway at a glance").Gives<StatusAnswer>();
        app.MapGet("/api/v1/events", Role.Viewer, events.ServeAsync).Answers(200, 400, 503).Says("Copies as they end, as server-sent events").GivesText(["text/event-stream"])
            .Query("route", "only this route's").Query("mirror", "only this mirror's").Query("only", "all, or error");
        foreach (var path in (string[])["/api/v1/explain", ConfigRoutes.Path + "/explain"])
            app.MapPost(path, Role.Viewer, context => ExplainAsync(context, gateway)).Answers(200).Says("What the plan in force does with a request").Takes<ExplainBody>().Gives<ExplainAnswer>();
        app.MapPost("/-/reload", Role.Operator, context => ReloadAsync(context, gateway)).Answers(200, 400, 422).Says("Read the files again").Gives<ReloadAnswer>(200, 422)
            .Query("force", "true takes them although edits were made since");
        KillRoutes.Map(app, gateway);
        RevisionRoutes.Map(app, gateway);
        MirrorRoutes.Map(app, gateway);
        OpenApiRoutes.Map(app);
        TokenRoutes.Map(app, book, logger);
        VrataRoutes.Map(app, gateway);
        MseRoutes.Map(app, gateway);
        var door = new KongDoor(gateway, time);
        KongRoutes.Map(app, door);
        ManagementRoutes.Map(app, door, new Envelope(time));
    }

    /// <summary>Writes JSON.</summary>
    public static Task JsonAsync<T>(HttpContext context, T body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, body, AdminJson.Options, context.RequestAborted);
    }

    /// <summary>Reads a JSON body; null where there is none.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (context.Request.ContentType is null)
            return null;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, AdminJson.Options, context.RequestAborted)
                ?? throw JsonBody.Refusal("", "null is no body; send a JSON object, or nothing");
        }
        catch (JsonException bad)
        {
            throw JsonBody.Refusal(bad);
        }
    }

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    private static Task ReadyAsync(HttpContext context, IGateway gateway)
    {
        var ready = gateway.Ready;
        // Who did not log in learns that something is stopped, not what and why.
        var stopped = Caller.Of(context) is null
            ? gateway.Kill.Engaged.IsEmpty ? "" : "\nmirroring stopped"
            : string.Concat(gateway.Kill.Engaged.Select(kill => $"\nmirroring stopped: {kill.Scope} ({kill.Reason})"));
        return TextAsync(context, ready ? 200 : 503, (ready ? "ready" : "not ready: starting or draining") + stopped);
    }

    private static async Task MetricsAsync(HttpContext context, IGateway gateway)
    {
        var page = new ArrayBufferWriter<byte>(16 * 1024);
        gateway.WriteMetrics(page);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength = page.WrittenCount;
        await context.Response.Body.WriteAsync(page.WrittenMemory, context.RequestAborted);
    }

    private static StatusAnswer StatusOf(IGateway gateway)
    {
        var plan = gateway.Plan;
        return new StatusAnswer(
            plan.Gateway, Product.Version, gateway.Revision, gateway.Ready,
            [.. gateway.EntryPoints.Select(point => new StatusEntryPoint(point.Name, point.Address.ToString()))],
            [.. plan.Routes.Select(route => new StatusRoute(route.Name, [.. PlanNames.MirrorsOf(plan, route).Select(StatusOf)]))],
            KillState.From(gateway));
    }

    private static StatusMirror StatusOf(Mirror mirror) =>
        new(mirror.Name, mirror.Target.Service, mirror.Share.Percent, mirror.Enabled);

    private static async Task ExplainAsync(HttpContext context, IGateway gateway)
    {
        var body = await ReadAsync<ExplainBody>(context) ?? new ExplainBody();
        if (string.IsNullOrEmpty(body.Method))
            throw JsonBody.Refusal("/method", "is missing; write the request's method");
        if (!Uri.TryCreate(body.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw JsonBody.Refusal("/url", $"'{AdminText.Line(body.Url, "")}' is no absolute http address");
        ImmutableArray<Field> fields = [.. (body.Headers ?? []).Select(field => new Field(field.Name, field.Value))];
        await JsonAsync(context, new ExplainAnswer(gateway.Explain(new ExplainRequest(body.Method, url, fields))));
    }

    private static async Task ReloadAsync(HttpContext context, IGateway gateway)
    {
        var report = await gateway.ReloadAsync("api", ChangeBy.Switch(context.Request, "force"));
        // A refused plan is the caller's to mend: 422 says that the request was understood and the old plan serves on.
        await JsonAsync(context, new ReloadAnswer(report.Outcome, report.Revision, report.Problems), report.Outcome is ReloadOutcome.Refused ? 422 : 200);
    }
}
