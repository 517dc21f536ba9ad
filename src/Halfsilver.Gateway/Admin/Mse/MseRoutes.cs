using System.Collections.Immutable;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Mse;

/// <summary>The gateway as the console of MSE shows it: its services, its routes and their policies.</summary>
internal static class MseRoutes
{
    private const string Path = "/api/v1/gateways";
    private const string Policies = Path + "/{gateway}/routes/{route}/policies";
    private const string Policy = Policies + "/" + MseMirrorPolicy.Name;

    /// <summary>Maps the paths.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway)
    {
        var changes = gateway.Changes;
        Task ShownAsync<T>(HttpContext context, Func<Plan, T> show) => RevisionRoutes.StoredAsync(context, () =>
        {
            var plan = changes.Written;
            Known(context, gateway);
            RevisionRoutes.Stamp(context, changes.Active);
            return AdminRoutes.JsonAsync(context, show(plan));
        });

        app.MapGet(Path, Role.Viewer, context => AdminRoutes.JsonAsync(context, ImmutableArray.Create(MseGateway.From(gateway)))).Answers(200)
            .Says("The gateways: this one").Gives<ImmutableArray<MseGateway>>();
        app.MapGet(Path + "/{gateway}", Role.Viewer, context => ShownAsync(context, _ => MseGateway.From(gateway))).Answers(200, 404)
            .Says("One gateway").Gives<MseGateway>();
        app.MapGet(Path + "/{gateway}/services", Role.Viewer, context => ShownAsync(context, plan => plan.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal).Select(MseService.From)))
            .Answers(200, 404).Says("The services that are associated with a gateway").Gives<ImmutableArray<MseService>>();
        app.MapGet(Path + "/{gateway}/routes", Role.Viewer, context => ShownAsync(context, plan => plan.Routes.Select(MseRoute.From))).Answers(200, 404)
            .Says("The routes of a gateway").Gives<ImmutableArray<MseRoute>>();
        app.MapGet(Policies, Role.Viewer, context => ShownAsync(context, plan => Cards(context, plan))).Answers(200, 404)
            .Says("The policies of a route").Gives<ImmutableArray<MsePolicyCard>>();
        app.MapGet(Policy, Role.Viewer, context => ShownAsync(context, plan => PolicyOf(context, plan))).Answers(200, 404)
            .Says("The policy Traffic Mirror of a route").Gives<MseMirrorPolicy>();
        app.MapPut(Policy, Role.Admin, context => RevisionRoutes.StoredAsync(context, () => PutAsync(context, gateway, isWhole: true))).Answers(200, 201, 404, 409, 412, 422, 503)
            .Says("Set the policy Traffic Mirror of a route").TakesJson().Gives<MseMirrorPolicy>().ChangesThePlan();
        app.MapPatch(Policy, Role.Admin, context => RevisionRoutes.StoredAsync(context, () => PutAsync(context, gateway, isWhole: false))).Answers(200, 404, 409, 412, 422, 503)
            .Says("Change a part of the policy Traffic Mirror of a route").TakesJson().Gives<MseMirrorPolicy>().ChangesThePlan();
        app.MapDelete(Policy, Role.Admin, context => RevisionRoutes.StoredAsync(context, () => DeleteAsync(context, gateway))).Answers(200, 204, 400, 404, 409, 412, 422, 503)
            .Says("Take the policy Traffic Mirror of a route away").ChangesThePlan();
    }

    /// <summary>The route of this name.</summary>
    /// <exception cref="RefusedRequestException">There is none.</exception>
    public static Route RouteOf(Plan plan, string name) => plan.Routes.FirstOrDefault(route => route.Name == name)
        ?? throw new RefusedRequestException(404, "not-found", "There is no such route", $"no route is named '{AdminText.Line(name, "")}'");

    /// <summary>The answer where a route has no policy.</summary>
    public static RefusedRequestException NoPolicy(string route) =>
        new(404, "not-found", "There is no such policy", $"route '{AdminText.Line(route, "")}' has no policy {MseMirrorPolicy.Name}; PUT makes one");

    private static async Task PutAsync(HttpContext context, IGateway gateway, bool isWhole)
    {
        Known(context, gateway);
        var (request, route) = (ChangeBy.Read(context), RouteName(context));
        var form = await MseMirrorEdit.ReadAsync(context);
        var isNew = false;
        var result = await gateway.Changes.EditAsync(written => MseMirrorEdit.Put(written, route, form, isWhole, out isNew), request);
        if (request.DryRun)
        {
            await RevisionRoutes.AnswerAsync(context, request, result, []);
            return;
        }

        RevisionRoutes.Stamp(context, result.Revision);
        await AdminRoutes.JsonAsync(context, PolicyOf(context, RevisionPlan.Of(result.Revision)), isNew ? 201 : 200);
    }

    private static async Task DeleteAsync(HttpContext context, IGateway gateway)
    {
        Known(context, gateway);
        var request = ChangeBy.Read(context);
        var result = await gateway.Changes.EditAsync(written => MseMirrorEdit.Delete(written, RouteName(context)), request);
        if (request.DryRun)
        {
            await RevisionRoutes.AnswerAsync(context, request, result, []);
            return;
        }

        RevisionRoutes.Stamp(context, result.Revision);
        context.Response.StatusCode = 204;
    }

    private static IEnumerable<MsePolicyCard> Cards(HttpContext context, Plan plan) => MseMirrorPolicy.MirrorOf(RouteOf(plan, RouteName(context))) is { } mirror
        ? [new MsePolicyCard(MseMirrorPolicy.Name, "Traffic Mirror", MseMirrorPolicy.From(mirror, plan))]
        : [];

    private static MseMirrorPolicy PolicyOf(HttpContext context, Plan plan) =>
        MseMirrorPolicy.From(MseMirrorPolicy.MirrorOf(RouteOf(plan, RouteName(context))) ?? throw NoPolicy(RouteName(context)), plan);

    private static string RouteName(HttpContext context) => (string)context.Request.RouteValues["route"]!;

    private static void Known(HttpContext context, IGateway gateway)
    {
        var name = (string)context.Request.RouteValues["gateway"]!;
        if (name != gateway.Plan.Gateway)
        {
            throw new RefusedRequestException(404, "not-found", "There is no such gateway", $"this one is named '{gateway.Plan.Gateway}', not '{AdminText.Line(name, "")}'");
        }
    }
}
