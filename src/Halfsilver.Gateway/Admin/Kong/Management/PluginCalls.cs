using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>Plugins: of everything, of a service, of a route; those of a route also by its name.</summary>
internal sealed class PluginCalls(KongDoor door, Envelope envelope)
{
    private static readonly ImmutableArray<string> s_fields = ["pluginName", "serviceName", "routeName", "enabled", "config", "id"];

    /// <summary>GET of the plugins that there are, and of those that somebody configured; below a route of the route's alone.</summary>
    public Task ListAsync(HttpContext context)
    {
        var objects = door.Read();
        var route = RouteOf(objects, context);
        var configured = new JsonArray(
            [.. objects.All(EntityKind.Plugins).Where(plugin => Belongs(plugin, route)).Select(plugin => (JsonNode)ManagedForm.Outward(objects, plugin))]);
        return envelope.WriteAsync(context, route is not null ? configured : new JsonObject
        {
            ["available"] = new JsonArray([.. PluginConfigs.Names.Select(name => (JsonNode)PluginConfigs.Describe(name, PluginConfigs.Find(name)!))]),
            ["configured"] = configured,
        });
    }

    /// <summary>POST of a plugin.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await ManagedForm.ReadAsync(context);
        var shown = await door.ChangeAsync(context, edit =>
        {
            var made = edit.Create(EntityKind.Plugins, Inward(edit.Objects, body, RouteOf(edit.Objects, context), whole: true));
            return ManagedForm.Outward(edit.Objects, new KongEntry(EntityKind.Plugins, made));
        });
        await envelope.WriteAsync(context, shown, 201);
    }

    /// <summary>GET of a route's plugin.</summary>
    public Task GetAsync(HttpContext context)
    {
        var objects = door.Read();
        return envelope.WriteAsync(context, ManagedForm.Outward(objects, Known(objects, context)));
    }

    /// <summary>PUT of a route's plugin.</summary>
    public Task PutAsync(HttpContext context) => ChangeAsync(context, whole: true);

    /// <summary>PATCH of a plugin.</summary>
    public Task PatchAsync(HttpContext context) => ChangeAsync(context, whole: false);

    /// <summary>DELETE of a plugin.</summary>
    public Task DeleteAsync(HttpContext context) => door.DoAsync(context, edit => edit.Delete(Known(edit.Objects, context)));

    /// <summary>Switches a plugin on or off; it keeps its configuration.</summary>
    public Task EnableAsync(HttpContext context, bool enabled) =>
        door.DoAsync(context, edit => edit.Patch(Known(edit.Objects, context), new JsonObject { ["enabled"] = enabled }));

    private async Task ChangeAsync(HttpContext context, bool whole)
    {
        var body = await ManagedForm.ReadAsync(context);
        var shown = await door.ChangeAsync(context, edit =>
        {
            var old = Known(edit.Objects, context);
            if (whole)
            {
                body["pluginName"] ??= old.Entity.Text("name");
            }

            var entity = Inward(edit.Objects, body, RouteOf(edit.Objects, context), whole);
            if (whole && old.Entity.Text("instance_name") is { } name)
            {
                entity["instance_name"] = name;
            }

            var changed = whole ? edit.Put(EntityKind.Plugins, old.Id, entity, out _) : edit.Patch(old, entity);
            return ManagedForm.Outward(edit.Objects, new KongEntry(EntityKind.Plugins, changed));
        });
        await envelope.WriteAsync(context, shown);
    }

    // The table of plugins names its fields in its own way.
    private static JsonObject Inward(KongObjects objects, JsonObject body, KongEntry? route, bool whole)
    {
        var faults = new FieldFaults();
        foreach (var name in body.Select(member => member.Key).Where(name => !s_fields.Contains(name, StringComparer.Ordinal)))
        {
            faults.Add(JsonPointer.Step(name), "unknown field");
        }

        var plugin = new JsonObject();
        if (StrictJson.Text(body["pluginName"]) is { } pluginName)
        {
            plugin["name"] = pluginName;
            if (PluginConfigs.Find(pluginName) is null)
            {
                faults.Add("/pluginName", $"there is no plugin '{AdminText.Line(pluginName, "")}'; there are: {string.Join(", ", PluginConfigs.Names)}");
            }
        }
        else if (whole || body["pluginName"] is not null)
        {
            faults.Add("/pluginName", body["pluginName"] is null ? "required field missing" : "expected a string");
        }

        Name(objects, body, plugin, "serviceName", EntityKind.Services, faults);
        Name(objects, body, plugin, "routeName", EntityKind.Routes, faults);
        foreach (var name in (string[])["enabled", "config"])
        {
            if (body.ContainsKey(name))
            {
                plugin[name] = body[name]?.DeepClone();
            }
        }

        faults.Throw();
        if (route is not null)
        {
            plugin["route"] = new JsonObject { ["id"] = route.Id };
        }

        return plugin;
    }

    private static void Name(KongObjects objects, JsonObject body, JsonObject plugin, string field, EntityKind kind, FieldFaults faults)
    {
        if (body[field] is not { } said)
        {
            return;
        }

        if (StrictJson.Text(said) is not { } name)
        {
            faults.Add($"/{field}", "expected a string");
        }
        else if (objects.Find(kind, name) is { } found)
        {
            plugin[kind.One] = new JsonObject { ["id"] = found.Id };
        }
        else
        {
            faults.Add($"/{field}", $"there is no {kind.One} '{AdminText.Line(name, "")}'");
        }
    }

    private static KongEntry? RouteOf(KongObjects objects, HttpContext context) =>
        context.Request.RouteValues.ContainsKey("route") ? ServiceCalls.Known(objects, EntityKind.Routes, KongDoor.Value(context, "route")) : null;

    private static bool Belongs(KongEntry plugin, KongEntry? route) => route is null || plugin.Entity.Reference("route") == route.Id;

    // By its id; a route's also by its name, as there is one of each.
    private static KongEntry Known(KongObjects objects, HttpContext context)
    {
        var (route, key) = (RouteOf(objects, context), KongDoor.Value(context, "plugin"));
        return objects.All(EntityKind.Plugins).FirstOrDefault(plugin => Belongs(plugin, route)
                && (plugin.Id == key || plugin.Entity.Text("instance_name") == key || (route is not null && plugin.Entity.Text("name") == key)))
            ?? throw KongRefusals.NotFound(EntityKind.Plugins, key);
    }
}
