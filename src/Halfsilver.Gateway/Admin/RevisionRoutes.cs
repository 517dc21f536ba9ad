using System.Globalization;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Admin;

/// <summary>Revisions and the audit log over HTTP.</summary>
internal static class RevisionRoutes
{
    /// <summary>Where revisions are.</summary>
    public const string Path = "/api/v1/revisions";

    /// <summary>Where the audit log is.</summary>
    public const string AuditPath = "/api/v1/audit";

    /// <summary>The header that names the active revision.</summary>
    public const string RevisionField = "X-Revision";

    private const string Earlier = "before";
    private const string PageWords = "only those before this number";
    private const string LimitWords = "how many, 200 at most";

    /// <summary>Maps their paths.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway)
    {
        app.MapGet(Path, Role.Viewer, context => StoredAsync(context, () => ListAsync(context, gateway.Changes))).Answers(200, 400, 503)
            .Says("Revisions of the plan, newest first").Gives<RevisionList>().Query(Earlier, PageWords).Query("limit", LimitWords);
        app.MapGet(Path + "/{number}", Role.Operator, context => StoredAsync(context, () => OneAsync(context, gateway.Changes))).Answers(200, 404, 503)
            .Says("A revision with its text, as it was written").Gives<RevisionAnswer>();
        app.MapPost(Path + "/{number}/activate", Role.Admin, context => StoredAsync(context, () => ActivateAsync(context, gateway.Changes))).Answers(200, 400, 404, 409, 412, 422, 503)
            .Says("Make a revision the active one again").ChangesThePlan();
        app.MapGet(AuditPath, Role.Operator, context => StoredAsync(context, () => AuditAsync(context, gateway.Changes))).Answers(200, 400, 503)
            .Says("Who did what, newest first").Gives<AuditList>().Query(Earlier, PageWords).Query("limit", LimitWords);
        ConfigRoutes.Map(app, gateway);
    }

    /// <summary>Does what may end in a refusal of the door or in a broken store, and makes answers of those.</summary>
    public static async Task StoredAsync(HttpContext context, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (PlanRefusedException refused)
        {
            throw ProblemPlace.Refusal(refused.Problems);
        }
        catch (StaleRevisionException stale)
        {
            throw new RefusedRequestException(412, "revision-mismatch", "The plan was changed meanwhile", $"{stale.Message}; read it again and bring the change into it");
        }
        catch (ConfigIsTruthException refused)
        {
            throw new RefusedRequestException(409, "conflict", "Files alone change the plan", refused.Message);
        }
        catch (StoreException failure)
        {
            context.Response.Headers.RetryAfter = "5";
            throw new RefusedRequestException(503, "store-unavailable", "The store of revisions cannot be used", failure.Message);
        }
    }

    /// <summary>Says what a change did.</summary>
    public static Task AnswerAsync(HttpContext context, ChangeRequest request, ChangeResult result, System.Collections.Immutable.ImmutableArray<ProblemPlace> notices)
    {
        Stamp(context, result.Revision);
        return AdminRoutes.JsonAsync(context, new ChangeAnswer(result.Revision.Number, result.IsAccepted, request.DryRun, result.Difference, notices));
    }

    /// <summary>Names the active revision in an answer's head.</summary>
    public static void Stamp(HttpContext context, Revision active, bool json = false)
    {
        context.Response.Headers.ETag = RevisionTag.Of(active, json);
        context.Response.Headers[RevisionField] = active.Number.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task ListAsync(HttpContext context, Changes changes)
    {
        var page = await changes.Store.ListAsync(Before(context), Limit(context), context.RequestAborted);
        var active = changes.Active.Number;
        await AdminRoutes.JsonAsync(context, new RevisionList([.. page.Items.Select(revision => RevisionEntry.From(revision, active))], active, page.Next));
    }

    private static async Task OneAsync(HttpContext context, Changes changes)
    {
        var revision = await changes.Store.FindAsync(NumberOf(context), context.RequestAborted) ?? throw NotKept(context);
        context.Response.Headers.ETag = RevisionTag.Of(revision, json: true);
        await AdminRoutes.JsonAsync(context, new RevisionAnswer(RevisionEntry.From(revision, changes.Active.Number), revision.Difference, revision.Plan));
    }

    private static async Task ActivateAsync(HttpContext context, Changes changes)
    {
        var (number, request) = (NumberOf(context), ChangeBy.Read(context));
        var result = await changes.ActivateAsync(number, request) ?? throw NotKept(context);
        await AnswerAsync(context, request, result, []);
    }

    private static async Task AuditAsync(HttpContext context, Changes changes)
    {
        var page = await changes.Store.AuditAsync(Before(context), Limit(context), context.RequestAborted);
        await AdminRoutes.JsonAsync(context, new AuditList([.. page.Items.Select(AuditLine.From)], page.Next));
    }

    private static long? Before(HttpContext context) => ChangeBy.Number(context.Request, Earlier, null, long.MaxValue);

    private static int Limit(HttpContext context) => (int)ChangeBy.Number(context.Request, "limit", PageSize.Usual, PageSize.Most)!.Value;

    // Both 12 and r12, as both are shown.
    private static int NumberOf(HttpContext context)
    {
        var text = context.Request.RouteValues["number"]?.ToString() ?? "";
        return int.TryParse(text.StartsWith('r') ? text[1..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NotKept(context);
    }

    private static RefusedRequestException NotKept(HttpContext context) =>
        new(404, "not-found", "There is no such revision", $"'{AdminText.Line(context.Request.RouteValues["number"]?.ToString(), "")}' is none that is kept");
}
