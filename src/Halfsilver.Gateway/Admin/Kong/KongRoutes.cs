using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Kong's interface for tools and habits: services, routes, plugins, upstreams and targets, as Kong's own answers them.</summary>
internal static class KongRoutes
{
    /// <summary>Where it is.</summary>
    public const string Base = "/kong";

    private static readonly (EntityKind Parent, EntityKind Child)[] s_nested =
    [
        (EntityKind.Services, EntityKind.Routes), (EntityKind.Services, EntityKind.Plugins),
        (EntityKind.Routes, EntityKind.Plugins), (EntityKind.Upstreams, EntityKind.Targets),
    ];

    /// <summary>Maps every path.</summary>
    public static void Map(IEndpointRouteBuilder app, KongDoor door)
    {
        KongAbout.Map(app, door);
        foreach (var kind in EntityKind.All)
        {
            Map(app, $"{Base}/{kind.Name}", new KongObjectCalls(door, kind, parent: null));
        }

        foreach (var (parent, child) in s_nested)
        {
            Map(app, $"{Base}/{parent.Name}/{{parent}}/{child.Name}", new KongObjectCalls(door, child, parent));
        }

        const string Service = $"{Base}/routes/{{parent}}/service";
        app.MapGet(Service, Role.Operator, context => StrictJson.WriteAsync(context, ServiceOf(door.Read(), context).Shown)).Answers(200, 404);
        app.MapPut(Service, Role.Admin, context => ServiceAsync(context, door, whole: true)).Changes(200, 404).TakesJson();
        app.MapPatch(Service, Role.Admin, context => ServiceAsync(context, door, whole: false)).Changes(200, 404).TakesJson();
    }

    /// <summary>A path that changes the plan: what every change answers with, and what this one does beside.</summary>
    public static IEndpointConventionBuilder Changes(this IEndpointConventionBuilder route, params ReadOnlySpan<int> statuses) => route.Answers([400, 409, 412, 503, .. statuses]);

    private static void Map(IEndpointRouteBuilder app, string path, KongObjectCalls calls)
    {
        // Below a parent that is not there nothing is.
        int[] missing = path.Contains('{', StringComparison.Ordinal) ? [404] : [];
        app.MapGet(path, Role.Operator, calls.ListAsync).Answers([200, 400, .. missing]);
        app.MapPost(path, Role.Admin, calls.CreateAsync).Changes([201, .. missing]).TakesJson();
        app.MapGet(path + "/{key}", Role.Operator, calls.GetAsync).Answers(200, 404);
        app.MapPut(path + "/{key}", Role.Admin, calls.PutAsync).Changes([200, .. missing]).TakesJson();
        app.MapPatch(path + "/{key}", Role.Admin, calls.PatchAsync).Changes(200, 404).TakesJson();
        app.MapDelete(path + "/{key}", Role.Admin, calls.DeleteAsync).Changes([204, .. missing]);
    }

    private static KongEntry ServiceOf(KongObjects objects, HttpContext context)
    {
        var key = KongDoor.Value(context, "parent");
        var route = objects.Find(EntityKind.Routes, key) ?? throw KongRefusals.NotFound(EntityKind.Routes, key);
        return route.Entity.Reference("service") is { } id && objects.Find(EntityKind.Services, id) is { } service ? service : throw KongRefusals.NotFound(EntityKind.Services, key);
    }

    private static async Task ServiceAsync(HttpContext context, KongDoor door, bool whole)
    {
        var body = await KongBody.ReadAsync(context, EntityKind.Services);
        var service = await door.ChangeAsync(context, edit =>
        {
            var old = ServiceOf(edit.Objects, context);
            return whole ? edit.Put(EntityKind.Services, old.Id, body, out _) : edit.Patch(old, body);
        });
        await StrictJson.WriteAsync(context, service);
    }
}
