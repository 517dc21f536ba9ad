using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>The gateway management interface: services, routes, plugins, mirrors, upstreams and canaries by name.</summary>
internal static class ManagementRoutes
{
    /// <summary>Where it is.</summary>
    public const string Base = "/api/v1/gateway";

    /// <summary>Maps every path.</summary>
    public static void Map(IEndpointRouteBuilder app, KongDoor door, Envelope envelope)
    {
        app.MapOpenGet($"{Base}/health", context => HealthAsync(context, door, envelope)).Answers(200, 503);
        app.MapPost($"{Base}/tenants/{{tenant}}/rate-limit", Role.Admin, _ => throw new RefusedRequestException(
            501, "not-implemented", "There are no rate limits", "requests are not limited by tenant here: nobody is told apart, and none is refused for coming too often")).Answers(501);
        Services(app, new ServiceCalls(door, envelope));
        Plugins(app, new PluginCalls(door, envelope));
        Upstreams(app, new UpstreamCalls(door, envelope));
        var mirror = new MirrorCalls(door, envelope);
        const string Mirror = $"{Base}/routes/{{route}}/mirror";
        app.MapPost(Mirror, Role.Admin, mirror.PutAsync).Changes(200, 201, 404).TakesJson();
        app.MapPut(Mirror, Role.Admin, mirror.PutAsync).Changes(200, 201, 404).TakesJson();
        app.MapGet(Mirror, Role.Admin, mirror.GetAsync).Answers(200, 404);
        app.MapDelete(Mirror, Role.Admin, mirror.DeleteAsync).Changes(204, 404);
    }

    private static void Services(IEndpointRouteBuilder app, ServiceCalls calls)
    {
        app.MapGet($"{Base}/services", Role.Admin, calls.ServicesAsync).Answers(200);
        app.MapPost($"{Base}/services", Role.Admin, calls.PutServiceAsync).Changes(200, 201).TakesJson();
        app.MapDelete($"{Base}/services/{{service}}", Role.Admin, calls.DeleteServiceAsync).Changes(204, 404);
        app.MapPost($"{Base}/services/{{service}}/routes", Role.Admin, calls.PutRouteAsync).Changes(200, 201, 404).TakesJson();
        app.MapGet($"{Base}/routes", Role.Admin, calls.RoutesAsync).Answers(200);
        app.MapDelete($"{Base}/routes/{{route}}", Role.Admin, calls.DeleteRouteAsync).Changes(204, 404);
        app.MapPost($"{Base}/services/{{service}}/canary", Role.Admin, calls.PutCanaryAsync).Changes(200, 201, 404).TakesJson();
        app.MapGet($"{Base}/services/{{service}}/canary", Role.Admin, calls.CanaryAsync).Answers(200, 404);
        app.MapDelete($"{Base}/services/{{service}}/canary", Role.Admin, calls.DeleteCanaryAsync).Changes(204, 404);
    }

    private static void Plugins(IEndpointRouteBuilder app, PluginCalls calls)
    {
        app.MapGet($"{Base}/plugins", Role.Admin, calls.ListAsync).Answers(200);
        app.MapPost($"{Base}/plugins", Role.Admin, calls.CreateAsync).Changes(201).TakesJson();
        app.MapPatch($"{Base}/plugins/{{plugin}}", Role.Admin, calls.PatchAsync).Changes(200, 404).TakesJson();
        app.MapDelete($"{Base}/plugins/{{plugin}}", Role.Admin, calls.DeleteAsync).Changes(204, 404);
        app.MapGet($"{Base}/routes/{{route}}/plugins", Role.Admin, calls.ListAsync).Answers(200, 404);
        app.MapPost($"{Base}/routes/{{route}}/plugins", Role.Admin, calls.CreateAsync).Changes(201, 404).TakesJson();
        const string One = $"{Base}/routes/{{route}}/plugins/{{plugin}}";
        app.MapGet(One, Role.Admin, calls.GetAsync).Answers(200, 404);
        app.MapPut(One, Role.Admin, calls.PutAsync).Changes(200, 404).TakesJson();
        app.MapPatch(One, Role.Admin, calls.PatchAsync).Changes(200, 404).TakesJson();
        app.MapDelete(One, Role.Admin, calls.DeleteAsync).Changes(204, 404);
        app.MapPost(One + "/enable", Role.Admin, context => calls.EnableAsync(context, true)).Changes(204, 404);
        app.MapPost(One + "/disable", Role.Admin, context => calls.EnableAsync(context, false)).Changes(204, 404);
    }

    private static void Upstreams(IEndpointRouteBuilder app, UpstreamCalls calls)
    {
        app.MapGet($"{Base}/upstreams", Role.Admin, calls.ListAsync).Answers(200);
        app.MapPost($"{Base}/upstreams", Role.Admin, calls.PutAsync).Changes(200, 201).TakesJson();
        app.MapDelete($"{Base}/upstreams/{{upstream}}", Role.Admin, calls.DeleteAsync).Changes(204, 404);
        app.MapPost($"{Base}/upstreams/preset/round-robin", Role.Admin, calls.PresetAsync).Changes(200, 201, 413);
        const string Targets = $"{Base}/upstreams/{{upstream}}/targets";
        app.MapGet(Targets, Role.Admin, calls.TargetsAsync).Answers(200, 404);
        app.MapPost(Targets, Role.Admin, calls.AddTargetAsync).Changes(200, 201, 404).TakesJson();
        app.MapPatch(Targets + "/{target}/weight", Role.Admin, calls.WeighAsync).Changes(200, 404).TakesJson();
        app.MapPost(Targets + "/{target}/healthy", Role.Admin, context => calls.MarkAsync(context, well: true)).Changes(204, 404);
        app.MapPost(Targets + "/{target}/unhealthy", Role.Admin, context => calls.MarkAsync(context, well: false)).Changes(204, 404);
        app.MapGet($"{Base}/upstreams/{{upstream}}/health", Role.Admin, calls.HealthAsync).Answers(200, 404);
    }

    private static Task HealthAsync(HttpContext context, KongDoor door, Envelope envelope) => door.Gateway.Ready
        ? envelope.WriteAsync(context, new JsonObject { ["status"] = "UP", ["gateway"] = door.Gateway.Plan.Gateway, ["version"] = Product.Version })
        : throw new RefusedRequestException(503, "not-ready", "The gateway is not ready", "the gateway is starting or draining");
}
