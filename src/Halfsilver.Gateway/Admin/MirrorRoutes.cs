using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>Mirrors one by one: a flat list, and changes of one of them. A change is an edit of the plan as it was written.</summary>
internal static class MirrorRoutes
{
    /// <summary>Where they are.</summary>
    public const string Path = "/api/v1/mirrors";

    private const string One = Path + "/{route}/{mirror}";

    /// <summary>Maps their paths.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway)
    {
        app.MapGet(Path, Role.Viewer, context => ListAsync(context, gateway)).Answers(200)
            .Says("All mirrors of all routes").Gives<MirrorList>();
        app.MapGet(One, Role.Viewer, context => OneAsync(context, gateway)).Answers(200, 404)
            .Says("One mirror with all its settings").Gives<MirrorAnswer>();
        app.MapPatch(One, Role.Admin, context => BodyAsync(context, gateway, MirrorEdit.Merge)).Answers(200, 400, 404, 409, 412, 422, 503)
            .Says("Change settings of a mirror, by the keys of the native file; null takes one back to its default").TakesJson().ChangesThePlan();
        app.MapPut(One, Role.Admin, context => PutAsync(context, gateway)).Answers(200, 400, 404, 409, 412, 422, 503)
            .Says("Make a mirror, or give one other settings, by the keys of the native file").TakesJson().ChangesThePlan();
        app.MapDelete(One, Role.Admin, context => EditAsync(context, gateway, _ => null)).Answers(200, 400, 404, 409, 412, 422, 503)
            .Says("Take a mirror out").ChangesThePlan();
        app.MapPost(One + "/enable", Role.Admin, context => EnableAsync(context, gateway, enabled: true)).Answers(200, 400, 404, 409, 412, 422, 503)
            .Says("Let a mirror get copies").ChangesThePlan();
        app.MapPost(One + "/disable", Role.Admin, context => EnableAsync(context, gateway, enabled: false)).Answers(200, 400, 404, 409, 412, 422, 503)
            .Says("Let a mirror get no copies").ChangesThePlan();
    }

    private static Task ListAsync(HttpContext context, IGateway gateway)
    {
        RevisionRoutes.Stamp(context, gateway.Changes.Active, json: true);
        return AdminRoutes.JsonAsync(context, MirrorList.From(gateway));
    }

    private static Task OneAsync(HttpContext context, IGateway gateway)
    {
        var (place, mirror) = MirrorPlace.Of(gateway.Plan, Named(context, "route"), Named(context, "mirror"));
        RevisionRoutes.Stamp(context, gateway.Changes.Active, json: true);
        return AdminRoutes.JsonAsync(context, MirrorAnswer.From(gateway, place, mirror));
    }

    private static Task EnableAsync(HttpContext context, IGateway gateway, bool enabled) => EditAsync(context, gateway, keys =>
    {
        keys["enabled"] = enabled;
        return keys;
    });

    private static async Task BodyAsync(HttpContext context, IGateway gateway, Func<JsonObject, JsonObject, JsonObject> change)
    {
        var body = await JsonBody.ObjectAsync(context);
        await EditAsync(context, gateway, keys => change(keys, body));
    }

    private static async Task PutAsync(HttpContext context, IGateway gateway)
    {
        var body = await JsonBody.ObjectAsync(context);
        await RevisionRoutes.StoredAsync(context, () => ChangeAsync(context, gateway, written =>
        {
            var route = MirrorPlace.RouteOf(written, Named(context, "route"));
            var name = MirrorPlace.Unescaped(Named(context, "mirror"));
            var place = MirrorPlace.Find(written, route, name)?.Place ?? new MirrorPlace(route.Name, Service: null, name);
            return MirrorEdit.Apply(written, place, _ => MirrorEdit.Merge([], body));
        }));
    }

    private static Task EditAsync(HttpContext context, IGateway gateway, Func<JsonObject, JsonObject?> change) =>
        RevisionRoutes.StoredAsync(context, () => ChangeAsync(context, gateway, written =>
        {
            var (place, _) = MirrorPlace.Of(written, Named(context, "route"), Named(context, "mirror"));
            return MirrorEdit.Apply(written, place, change);
        }));

    private static async Task ChangeAsync(HttpContext context, IGateway gateway, Func<Plan, Plan> edit)
    {
        var request = ChangeBy.Read(context);
        await RevisionRoutes.AnswerAsync(context, request, await gateway.Changes.EditAsync(edit, request), []);
    }

    private static string Named(HttpContext context, string parameter) => context.Request.RouteValues[parameter]?.ToString() ?? "";
}
