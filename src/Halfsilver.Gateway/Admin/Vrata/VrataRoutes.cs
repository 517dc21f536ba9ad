using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Vrata's management API over the plan.</summary>
internal static class VrataRoutes
{
    private const string Base = "/api/v1";

    private static readonly string[] s_json = ["application/json"];

    /// <summary>Maps its paths.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway)
    {
        var changes = gateway.Changes;
        foreach (var kind in VrataKind.Written)
        {
            Reads(app, kind, changes);
            app.MapPost($"{Base}/{kind.List}", Role.Admin, context => RevisionRoutes.StoredAsync(context, () => PutAsync(context, changes, kind, id: null))).Answers(200, 201, 409, 412, 422, 501, 503)
                .Says($"Make a {kind.Word} of Vrata's, or write the one with its id again").TakesJson().GivesText(s_json, 201).ChangesThePlan();
            app.MapPut(One(kind.List), Role.Admin, context => RevisionRoutes.StoredAsync(context, () => PutAsync(context, changes, kind, Id(context)))).Answers(200, 404, 409, 412, 422, 501, 503)
                .Says($"Replace a {kind.Word} of Vrata's").TakesJson().GivesText(s_json).ChangesThePlan();
            app.MapDelete(One(kind.List), Role.Admin, context => RevisionRoutes.StoredAsync(context, () => DeleteAsync(context, changes, kind))).Answers(200, 204, 400, 404, 409, 412, 422, 503)
                .Says($"Take a {kind.Word} out").ChangesThePlan();
        }

        Reads(app, VrataKind.Listeners, changes);
        Refuses(app, VrataKind.Listeners.List, "listeners open when the gateway starts; write them into the configuration that it starts with", reads: false);
        Refuses(app, "secrets", "values of secrets are not kept here; files and variables hold them, and the configuration names those", reads: true);
        app.MapGet($"{Base}/debug/config", Role.Operator, context => ShownAsync(context, changes, view => view.Dump())).Answers(200).Says("All of Vrata's objects").GivesText(s_json);
        app.MapGet($"{Base}/sync/snapshot", Role.Viewer, context => throw VrataBody.Unsupported("snapshots are not sent to other proxies: this gateway serves its plan itself")).Answers(501)
            .Says("Snapshots are not sent to proxies");
        SnapshotRoutes.Map(app, changes);
    }

    /// <summary>Writes an object, or a list of them.</summary>
    public static Task AnswerAsync(HttpContext context, JsonNode body, int status = 200) => AdminRoutes.JsonAsync(context, VrataShown.To(context, body), status);

    private static string One(string list) => $"{Base}/{list}/{{id}}";

    private static void Reads(IEndpointRouteBuilder app, VrataKind kind, Changes changes)
    {
        app.MapGet($"{Base}/{kind.List}", Role.Viewer, context => ShownAsync(context, changes, view => new JsonArray([.. view.All(kind)]))).Answers(200)
            .Says($"Every {kind.Word}, as Vrata's").GivesText(s_json);
        app.MapGet(One(kind.List), Role.Viewer, context => ShownAsync(context, changes, view => view.Find(kind, Id(context)) ?? throw VrataEdit.NotThere(kind, Id(context)))).Answers(200, 404)
            .Says($"One {kind.Word}, as Vrata's").GivesText(s_json);
    }

    private static void Refuses(IEndpointRouteBuilder app, string list, string why, bool reads)
    {
        var summary = $"What Vrata does with {list} is not done here";
        Task RefuseAsync(HttpContext context) => throw VrataBody.Unsupported($"{list}: {why}");
        if (reads)
        {
            app.MapGet($"{Base}/{list}", Role.Viewer, RefuseAsync).Answers(501).Says(summary);
            app.MapGet(One(list), Role.Viewer, RefuseAsync).Answers(501).Says(summary);
        }

        app.MapPost($"{Base}/{list}", Role.Admin, RefuseAsync).Answers(501).Says(summary);
        app.MapPut(One(list), Role.Admin, RefuseAsync).Answers(501).Says(summary);
        app.MapDelete(One(list), Role.Admin, RefuseAsync).Answers(501).Says(summary);
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static Task ShownAsync(HttpContext context, Changes changes, Func<VrataView, JsonNode> show) => RevisionRoutes.StoredAsync(context, () =>
    {
        RevisionRoutes.Stamp(context, changes.Active);
        return AnswerAsync(context, show(VrataView.Of(changes.Written)));
    });

    private static async Task PutAsync(HttpContext context, Changes changes, VrataKind kind, string? id)
    {
        var request = ChangeBy.Read(context);
        var item = await VrataBody.ReadAsync(context, kind, id);
        VrataEdit? edit = null;
        var result = await changes.EditAsync(written => VrataEdit.Put(written, kind, item, isNew: id is null, out edit), request);
        if (request.DryRun)
        {
            await RevisionRoutes.AnswerAsync(context, request, result, edit!.Notices);
            return;
        }

        RevisionRoutes.Stamp(context, result.Revision);
        if (id is null)
        {
            context.Response.Headers.Location = $"{Base}/{kind.List}/{Uri.EscapeDataString(VrataDocument.IdOf(item)!)}";
        }

        await AnswerAsync(context, item, id is null ? 201 : 200);
    }

    private static async Task DeleteAsync(HttpContext context, Changes changes, VrataKind kind)
    {
        var (id, request) = (Id(context), ChangeBy.Read(context));
        var result = await changes.EditAsync(written => VrataEdit.Delete(written, kind, id), request);
        if (request.DryRun)
        {
            await RevisionRoutes.AnswerAsync(context, request, result, ImmutableArray<ProblemPlace>.Empty);
            return;
        }

        RevisionRoutes.Stamp(context, result.Revision);
        context.Response.StatusCode = 204;
    }
}
