using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Control;
using Halfsilver.Planning;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Snapshots: names for revisions, which keep those. To activate one is to go back to its revision.</summary>
internal static class SnapshotRoutes
{
    private const string Path = "/api/v1/snapshots";
    private const int MaxNameLength = 200;

    private static readonly string[] s_json = ["application/json"];

    /// <summary>Maps their paths.</summary>
    public static void Map(IEndpointRouteBuilder app, Changes changes)
    {
        app.MapGet(Path, Role.Viewer, context => RevisionRoutes.StoredAsync(context, () => ListAsync(context, changes))).Answers(200, 503)
            .Says("All snapshots").Gives<ImmutableArray<SnapshotEntry>>();
        app.MapPost(Path, Role.Admin, context => RevisionRoutes.StoredAsync(context, () => CreateAsync(context, changes))).Answers(200, 201, 409, 412, 503)
            .Says("Name the active revision, and keep it").TakesJson().GivesText(s_json, 201).ChangesThePlan();
        app.MapGet(Path + "/{id}", Role.Operator, context => RevisionRoutes.StoredAsync(context, () => OneAsync(context, changes))).Answers(200, 404, 503)
            .Says("A snapshot with its objects").GivesText(s_json);
        app.MapDelete(Path + "/{id}", Role.Admin, context => RevisionRoutes.StoredAsync(context, () => DeleteAsync(context, changes))).Answers(200, 204, 400, 404, 412, 503)
            .Says("Take a snapshot away; what serves stays").ChangesThePlan();
        app.MapPost(Path + "/{id}/activate", Role.Admin, context => RevisionRoutes.StoredAsync(context, () => ActivateAsync(context, changes))).Answers(200, 400, 404, 409, 412, 422, 503)
            .Says("Go back to a snapshot's revision").Gives<SnapshotEntry>().ChangesThePlan();
    }

    private static async Task ListAsync(HttpContext context, Changes changes) =>
        await AdminRoutes.JsonAsync(context, (await changes.Store.SnapshotsAsync(context.RequestAborted)).Select(snapshot => SnapshotEntry.From(snapshot, changes.Active)));

    private static async Task CreateAsync(HttpContext context, Changes changes)
    {
        var request = ChangeBy.Read(context);
        var name = NameOf(await JsonBody.ObjectWithoutNullsAsync(context));
        if (await IsTriedAsync(context, request, changes))
        {
            return;
        }

        var (id, active) = (Guid.NewGuid().ToString(), changes.Active);
        if (await changes.Store.PinAsync(id, name, active.Number, context.RequestAborted) is not { } made)
        {
            throw new RefusedRequestException(409, "conflict", "There is no room for another snapshot", $"there are {Snapshot.Most}; delete one");
        }

        changes.Audit.Note(new AuditEntry { By = request.By, Action = AuditAction.Pin, Target = $"{made.Name} (r{made.Revision})" });
        context.Response.Headers.Location = $"{Path}/{id}";
        await WriteAsync(context, made, active, 201);
    }

    private static async Task OneAsync(HttpContext context, Changes changes)
    {
        var snapshot = await FindAsync(context, changes);
        var revision = await changes.Store.FindAsync(snapshot.Revision, context.RequestAborted)
            ?? throw new StoreException($"revision r{snapshot.Revision} of the snapshot is no longer kept");
        await WriteAsync(context, snapshot, revision, 200, changes.Active);
    }

    private static async Task DeleteAsync(HttpContext context, Changes changes)
    {
        var (request, snapshot) = (ChangeBy.Read(context), await FindAsync(context, changes));
        if (await IsTriedAsync(context, request, changes))
        {
            return;
        }

        if (!await changes.Store.UnpinAsync(snapshot.Id, context.RequestAborted))
        {
            throw NotThere(context);
        }

        changes.Audit.Note(new AuditEntry { By = request.By, Action = AuditAction.Unpin, Target = $"{snapshot.Name} (r{snapshot.Revision})" });
        context.Response.StatusCode = 204;
    }

    private static async Task ActivateAsync(HttpContext context, Changes changes)
    {
        var (request, snapshot) = (ChangeBy.Read(context), await FindAsync(context, changes));
        var result = await changes.ActivateAsync(snapshot.Revision, request) ?? throw NotThere(context);
        if (request.DryRun)
        {
            await RevisionRoutes.AnswerAsync(context, request, result, []);
            return;
        }

        var chosen = await changes.Store.ChooseAsync(snapshot.Id, context.RequestAborted) ?? throw NotThere(context);
        RevisionRoutes.Stamp(context, result.Revision);
        await AdminRoutes.JsonAsync(context, SnapshotEntry.From(chosen, result.Revision));
    }

    // Names change nothing about the plan, so that is what a try says.
    private static async Task<bool> IsTriedAsync(HttpContext context, ChangeRequest request, Changes changes)
    {
        var active = changes.Active;
        if (request.Expects is { } expects && !expects(active))
        {
            throw new StaleRevisionException(active.Number);
        }

        if (request.DryRun)
        {
            await RevisionRoutes.AnswerAsync(context, request, new ChangeResult(active, []), []);
        }

        return request.DryRun;
    }

    private static Task WriteAsync(HttpContext context, Snapshot snapshot, Revision of, int status, Revision? active = null)
    {
        var entry = SnapshotEntry.From(snapshot, active ?? of);
        return VrataRoutes.AnswerAsync(
            context,
            new JsonObject
            {
                ["id"] = entry.Id,
                ["name"] = entry.Name,
                ["createdAt"] = entry.CreatedAt,
                ["active"] = entry.Active,
                ["revision"] = entry.Revision,
                ["snapshot"] = VrataView.Of(RevisionPlan.Of(of)).Dump(),
            },
            status);
    }

    private static string NameOf(JsonObject body)
    {
        if (body.Select(member => member.Key).FirstOrDefault(key => !key.Equals("name", StringComparison.OrdinalIgnoreCase)) is { } key)
        {
            throw JsonBody.Refusal(JsonPointer.Step(key), "is not known here; a snapshot has a name", "HS0010");
        }

        return body.FirstOrDefault().Value is not JsonValue value || !value.TryGetValue<string>(out var name) || name.Length == 0
            ? throw JsonBody.Refusal("/name", "is missing; write what the snapshot is called", "HS0011")
            : name.Length <= MaxNameLength && !name.Any(char.IsControl) ? name
            : throw JsonBody.Refusal("/name", $"is no name; 1 to {MaxNameLength} letters without control characters", "HS0013");
    }

    private static async Task<Snapshot> FindAsync(HttpContext context, Changes changes) =>
        (await changes.Store.SnapshotsAsync(context.RequestAborted)).FirstOrDefault(snapshot => snapshot.Id == (string)context.Request.RouteValues["id"]!) ?? throw NotThere(context);

    private static RefusedRequestException NotThere(HttpContext context) =>
        new(404, "not-found", "There is no such snapshot", $"no snapshot has the id '{AdminText.Line((string)context.Request.RouteValues["id"]!, "")}'");
}

/// <summary>A snapshot in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Active">Whether it was the last one that was activated, and its revision still serves.</param>
/// <param name="Revision">The revision that it names.</param>
internal sealed record SnapshotEntry(string Id, string Name, DateTimeOffset CreatedAt, bool Active, int Revision)
{
    /// <summary>From the store's.</summary>
    public static SnapshotEntry From(Snapshot snapshot, Revision active) =>
        new(snapshot.Id, snapshot.Name, snapshot.Time, snapshot.IsChosen && snapshot.Revision == active.Number, snapshot.Revision);
}
