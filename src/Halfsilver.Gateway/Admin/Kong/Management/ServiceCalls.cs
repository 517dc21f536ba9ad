using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>Services, their routes and their canaries.</summary>
internal sealed class ServiceCalls(KongDoor door, Envelope envelope)
{
    /// <summary>GET of all services.</summary>
    public Task ServicesAsync(HttpContext context) => ListAsync(context, EntityKind.Services);

    /// <summary>GET of all routes.</summary>
    public Task RoutesAsync(HttpContext context) => ListAsync(context, EntityKind.Routes);

    /// <summary>POST of a service, there or not.</summary>
    public async Task PutServiceAsync(HttpContext context)
    {
        var body = ManagedForm.Inward(EntityKind.Services, await ManagedForm.ReadAsync(context), "name", "url");
        body["retries"] ??= 3;
        await envelope.PutAsync(context, door, EntityKind.Services, _ => body);
    }

    /// <summary>DELETE of a service.</summary>
    public Task DeleteServiceAsync(HttpContext context) => DeleteAsync(context, EntityKind.Services, "service");

    /// <summary>POST of a route of a service, there or not.</summary>
    public async Task PutRouteAsync(HttpContext context)
    {
        var sent = await ManagedForm.ReadAsync(context);
        if (sent.ContainsKey("service"))
        {
            throw FieldFaults.Refusal("/service", "unknown field");
        }

        var body = ManagedForm.Inward(EntityKind.Routes, sent, "name");
        await envelope.PutAsync(context, door, EntityKind.Routes, objects =>
        {
            body["service"] = new JsonObject { ["id"] = Known(objects, EntityKind.Services, KongDoor.Value(context, "service")).Id };
            return body;
        });
    }

    /// <summary>DELETE of a route.</summary>
    public Task DeleteRouteAsync(HttpContext context) => DeleteAsync(context, EntityKind.Routes, "route");

    /// <summary>POST of a service's canary.</summary>
    public async Task PutCanaryAsync(HttpContext context)
    {
        var body = await ManagedForm.ReadAsync(context);
        var faults = new FieldFaults();
        EntityField.CheckAll(Canary.Fields, body, "", faults, partial: false);
        faults.Throw();
        var isNew = false;
        await door.ChangeAsync(context, edit =>
        {
            var service = Service(edit.Objects, context);
            isNew = service.Entity[Canary.Member] is null;
            edit.Mark(service, entity => entity[Canary.Member] = body.DeepClone());
            return true;
        });
        await envelope.WriteAsync(context, Shown(KongDoor.Value(context, "service"), body), isNew ? 201 : 200);
    }

    /// <summary>GET of a service's canary.</summary>
    public Task CanaryAsync(HttpContext context)
    {
        var service = Service(door.Read(), context);
        return envelope.WriteAsync(context, Shown(service.Name, (JsonObject)Split(service)));
    }

    /// <summary>DELETE of a service's canary.</summary>
    public Task DeleteCanaryAsync(HttpContext context) => door.DoAsync(context, edit =>
    {
        var service = Service(edit.Objects, context);
        Split(service);
        edit.Mark(service, entity => entity.Remove(Canary.Member));
    });

    /// <summary>One that has to be there.</summary>
    /// <exception cref="RefusedRequestException">It is not.</exception>
    public static KongEntry Known(KongObjects objects, EntityKind kind, string key) => objects.Find(kind, key) ?? throw KongRefusals.NotFound(kind, key);

    private static KongEntry Service(KongObjects objects, HttpContext context) => Known(objects, EntityKind.Services, KongDoor.Value(context, "service"));

    private static JsonNode Split(KongEntry service) => service.Entity[Canary.Member]
        ?? throw new RefusedRequestException(404, "not-found", "There is no canary", $"service '{AdminText.Line(service.Name, "")}' has no canary");

    private static JsonObject Shown(string service, JsonObject canary) => new()
    {
        ["serviceName"] = service,
        ["canaryHost"] = canary["canaryHost"]!.DeepClone(),
        ["canaryPort"] = canary["canaryPort"]!.DeepClone(),
        ["percentage"] = canary["percentage"]!.DeepClone(),
    };

    private Task ListAsync(HttpContext context, EntityKind kind)
    {
        var objects = door.Read();
        return envelope.WriteAsync(context, new JsonArray([.. objects.All(kind).Select(entry => (JsonNode)ManagedForm.Outward(objects, entry))]));
    }

    private Task DeleteAsync(HttpContext context, EntityKind kind, string parameter) =>
        door.DoAsync(context, edit => edit.Delete(Known(edit.Objects, kind, KongDoor.Value(context, parameter))));
}
