using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>Upstreams and their targets.</summary>
internal sealed class UpstreamCalls(KongDoor door, Envelope envelope)
{
    /// <summary>GET of all upstreams.</summary>
    public Task ListAsync(HttpContext context)
    {
        var objects = door.Read();
        return envelope.WriteAsync(context, new JsonArray([.. objects.All(EntityKind.Upstreams).Select(entry => (JsonNode)ManagedForm.Outward(objects, entry))]));
    }

    /// <summary>POST of an upstream, there or not.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var body = ManagedForm.Inward(EntityKind.Upstreams, await ManagedForm.ReadAsync(context), "name");
        await envelope.PutAsync(context, door, EntityKind.Upstreams, _ => body);
    }

    /// <summary>DELETE of an upstream with its targets.</summary>
    public Task DeleteAsync(HttpContext context) => door.DoAsync(context, edit => edit.Delete(Upstream(edit.Objects, context)));

    /// <summary>POST of addresses that are asked in turn: an upstream with these targets and no others.</summary>
    public async Task PresetAsync(HttpContext context)
    {
        var name = context.Request.Query["name"].ToString();
        if (name.Length == 0)
        {
            throw new RefusedRequestException(400, "parameter", "A parameter is missing", "name: is missing; the upstream's name as ?name=")
            {
                Errors = [new ProblemPlace("/name", Dialects.Codes.MissingKey, "required parameter missing")],
            };
        }

        var addresses = context.Request.ContentType is null ? null : await StrictJson.ReadAsync(context) as JsonArray;
        if (addresses is not { Count: > 0 })
        {
            throw FieldFaults.Refusal("", "the body must be a JSON array of \"host:port\"");
        }

        var faults = new FieldFaults();
        new ListRule(new TextRule()).Check(addresses, "", faults);
        faults.Throw();
        var (shown, isNew) = await door.ChangeAsync(context, edit =>
        {
            var old = edit.Objects.Find(EntityKind.Upstreams, name);
            var upstream = old is null
                ? edit.Create(EntityKind.Upstreams, new JsonObject { ["name"] = name, ["algorithm"] = "round-robin" })
                : edit.Patch(old, new JsonObject { ["algorithm"] = "round-robin", ["hash_on"] = "none" });
            edit.Objects.Document.Remove(EntityKind.Targets, target => target.Reference("upstream") == upstream.Text("id"));
            foreach (var address in addresses.Select(StrictJson.Text).Distinct(StringComparer.Ordinal))
            {
                edit.Create(EntityKind.Targets, Target(upstream.Text("id")!, address!));
            }

            edit.Objects.Touch();
            return (ManagedForm.Outward(edit.Objects, new KongEntry(EntityKind.Upstreams, upstream)), old is null);
        });
        await envelope.WriteAsync(context, shown, isNew ? 201 : 200);
    }

    /// <summary>GET of an upstream's targets.</summary>
    public Task TargetsAsync(HttpContext context)
    {
        var objects = door.Read();
        var upstream = Upstream(objects, context);
        return envelope.WriteAsync(context, new JsonArray([.. Targets(objects, upstream).Select(target => (JsonNode)Shown(objects, target))]));
    }

    /// <summary>POST of a target, there or not.</summary>
    public async Task AddTargetAsync(HttpContext context)
    {
        var body = await ManagedForm.ReadAsync(context);
        var sent = body.ContainsKey("upstream") ? throw FieldFaults.Refusal("/upstream", "unknown field") : ManagedForm.Inward(EntityKind.Targets, body, "target");
        var (shown, isNew) = await door.ChangeAsync(context, edit =>
        {
            var upstream = Upstream(edit.Objects, context);
            sent["upstream"] = new JsonObject { ["id"] = upstream.Id };
            var old = Targets(edit.Objects, upstream).FirstOrDefault(target => target.Name == sent.Text("target"));
            var put = old is null ? edit.Create(EntityKind.Targets, sent) : edit.Put(EntityKind.Targets, old.Id, sent, out _);
            return (Shown(edit.Objects, new KongEntry(EntityKind.Targets, put)), old is null);
        });
        await envelope.WriteAsync(context, shown, isNew ? 201 : 200);
    }

    /// <summary>PATCH of a target's weight.</summary>
    public async Task WeighAsync(HttpContext context)
    {
        var body = ManagedForm.Inward(EntityKind.Targets, await ManagedForm.ReadAsync(context), "weight");
        if (body.FirstOrDefault(member => member.Key != "weight").Key is { } other)
        {
            throw FieldFaults.Refusal($"/{other}", "unknown field");
        }

        var shown = await door.ChangeAsync(context, edit => Shown(edit.Objects, new KongEntry(EntityKind.Targets, edit.Patch(Target(edit.Objects, context), body))));
        await envelope.WriteAsync(context, shown);
    }

    /// <summary>Says whether a target is well; one that is not gets no requests.</summary>
    public Task MarkAsync(HttpContext context, bool well) =>
        door.DoAsync(context, edit => edit.Mark(Target(edit.Objects, context), target => TargetHealth.Set(target, well)));

    /// <summary>GET of how an upstream's targets are.</summary>
    public Task HealthAsync(HttpContext context)
    {
        var objects = door.Read();
        var upstream = Upstream(objects, context);
        var targets = new JsonArray();
        foreach (var target in Targets(objects, upstream))
        {
            targets.Add((JsonNode)new JsonObject
            {
                ["id"] = target.Id,
                ["target"] = target.Name,
                ["weight"] = target.Shown["weight"]?.DeepClone(),
                ["health"] = TargetHealth.Words(target.Entity, TargetHealth.Seen(door.Gateway, objects, upstream, target)),
            });
        }

        return envelope.WriteAsync(context, new JsonObject { ["upstreamName"] = upstream.Name, ["targets"] = targets });
    }

    private static JsonObject Target(string upstream, string address) => new() { ["target"] = address, ["upstream"] = new JsonObject { ["id"] = upstream } };

    private static KongEntry Upstream(KongObjects objects, HttpContext context) => ServiceCalls.Known(objects, EntityKind.Upstreams, KongDoor.Value(context, "upstream"));

    private static IEnumerable<KongEntry> Targets(KongObjects objects, KongEntry upstream) =>
        objects.All(EntityKind.Targets).Where(target => target.Entity.Reference("upstream") == upstream.Id);

    private static KongEntry Target(KongObjects objects, HttpContext context)
    {
        var key = KongDoor.Value(context, "target");
        return Targets(objects, Upstream(objects, context)).FirstOrDefault(target => target.Name == key || target.Id == key) ?? throw KongRefusals.NotFound(EntityKind.Targets, key);
    }

    private static JsonObject Shown(KongObjects objects, KongEntry target)
    {
        var shown = ManagedForm.Outward(objects, target);
        shown.Remove("upstream");
        return shown;
    }
}
