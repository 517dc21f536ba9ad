using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>The mirror of a route: its plugin <c>traffic-mirror</c>, of which it has one.</summary>
internal sealed class MirrorCalls(KongDoor door, Envelope envelope)
{
    /// <summary>POST or PUT of the mirror, there or not.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var config = await ManagedForm.ReadAsync(context);
        var faults = new FieldFaults();
        PluginConfigs.Find(PluginConfigs.TrafficMirror)!.Check(config, "", faults);
        faults.Throw();
        var (shown, isNew) = await door.ChangeAsync(context, edit =>
        {
            var route = ServiceCalls.Known(edit.Objects, EntityKind.Routes, KongDoor.Value(context, "route"));
            var old = MirrorOf(edit.Objects, route);
            var plugin = new JsonObject
            {
                ["name"] = PluginConfigs.TrafficMirror,
                ["route"] = new JsonObject { ["id"] = route.Id },
                ["config"] = PluginConfigs.Filled(PluginConfigs.Find(PluginConfigs.TrafficMirror)!, config),
                ["instance_name"] = old?.Entity["instance_name"]?.DeepClone(),
            };
            var put = old is null ? edit.Create(EntityKind.Plugins, plugin) : edit.Put(EntityKind.Plugins, old.Id, plugin, out _);
            return (ManagedForm.Outward(edit.Objects, new KongEntry(EntityKind.Plugins, put)), old is null);
        });
        await envelope.WriteAsync(context, shown, isNew ? 201 : 200);
    }

    /// <summary>GET of the mirror.</summary>
    public Task GetAsync(HttpContext context)
    {
        var objects = door.Read();
        return envelope.WriteAsync(context, ManagedForm.Outward(objects, Known(objects, context)));
    }

    /// <summary>DELETE of the mirror.</summary>
    public Task DeleteAsync(HttpContext context) => door.DoAsync(context, edit => edit.Delete(Known(edit.Objects, context)));

    private static KongEntry Known(KongObjects objects, HttpContext context)
    {
        var route = ServiceCalls.Known(objects, EntityKind.Routes, KongDoor.Value(context, "route"));
        return MirrorOf(objects, route)
            ?? throw new RefusedRequestException(404, "not-found", "There is no mirror", $"route '{AdminText.Line(route.Name, "")}' has no plugin {PluginConfigs.TrafficMirror}");
    }

    private static KongEntry? MirrorOf(KongObjects objects, KongEntry route)
    {
        var all = objects.All(EntityKind.Plugins).Where(plugin => plugin.Entity.Reference("route") == route.Id && plugin.Entity.Text("name") == PluginConfigs.TrafficMirror && plugin.Entity["service"] is null);
        return route.Route is { } of ? DirectMirrors.On(of) is { } mirror ? all.FirstOrDefault(plugin => plugin.Mirror == mirror) : null : all.FirstOrDefault();
    }
}
