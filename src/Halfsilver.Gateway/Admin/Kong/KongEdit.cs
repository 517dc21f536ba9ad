using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Changes of one object at a time, with the rules of Kong's tables.</summary>
/// <param name="objects">All objects.</param>
/// <param name="now">The time, in seconds since 1970.</param>
internal sealed class KongEdit(KongObjects objects, long now)
{
    private readonly KongChecks _checks = new(objects);

    /// <summary>All objects.</summary>
    public KongObjects Objects => objects;

    /// <summary>Makes an object.</summary>
    /// <exception cref="RefusedRequestException">It is not valid, or there already.</exception>
    public JsonObject Create(EntityKind kind, JsonObject body)
    {
        var entity = _checks.Whole(kind, body);
        _checks.Unique(kind, entity, except: null);
        return Add(kind, entity);
    }

    /// <summary>Makes an object, or puts it in the place of the one that has the key.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">An id or a name.</param>
    /// <param name="body">The whole object.</param>
    /// <param name="isNew">Whether it was not there.</param>
    public JsonObject Put(EntityKind kind, string key, JsonObject body, out bool isNew)
    {
        var old = objects.Find(kind, key);
        isNew = old is null;
        return Put(kind, key, body, old);
    }

    /// <summary>The same, with the object in whose place it is put; null for none.</summary>
    public JsonObject Put(EntityKind kind, string key, JsonObject body, KongEntry? old)
    {
        body = (JsonObject)body.DeepClone();

        // The path says which one it is, unless the body says something that is no name at all.
        var named = Guid.TryParseExact(key, "D", out _) ? "id" : kind.Key;
        if (body[named] is null || StrictJson.Text(body[named]) is not null)
        {
            body[named] = key;
        }

        if (old is not null)
        {
            body["id"] = old.Id;
        }

        var entity = _checks.Whole(kind, body);
        _checks.Unique(kind, entity, old);
        return old is null ? Add(kind, entity) : Replace(old, entity);
    }

    /// <summary>Changes parts of an object; null takes one out.</summary>
    public JsonObject Patch(KongEntry old, JsonObject body)
    {
        KongChecks.Partial(old.Kind, body);
        var merged = (JsonObject)old.Entity.DeepClone();
        foreach (var (name, value) in KongChecks.WithoutUrl(old.Kind, body))
        {
            merged[name] = (name, value) switch
            {
                ("config", JsonObject change) when PluginConfigs.Find(merged.Text("name") ?? "") is { } table => PluginConfigs.Merged(table, merged["config"] as JsonObject ?? [], change),
                ("healthchecks", JsonObject change) => Merged(merged["healthchecks"] as JsonObject ?? [], change),
                _ => value?.DeepClone(),
            };
        }

        merged["id"] = old.Id;
        var members = old.Entity.Where(member => !old.Kind.Fields.Any(field => field.Name == member.Key)).Select(member => member.Key).ToList();
        members.ForEach(member => merged.Remove(member));
        var entity = _checks.Whole(old.Kind, merged);
        _checks.Unique(old.Kind, entity, old);
        return Replace(old, entity);
    }

    /// <summary>Takes an object out, with what hangs on it.</summary>
    /// <exception cref="RefusedRequestException">Others need it.</exception>
    public void Delete(KongEntry entry)
    {
        if (entry.Kind == EntityKind.Services && objects.All(EntityKind.Routes).Any(route => route.Entity.Reference("service") == entry.Id))
        {
            throw KongRefusals.Needed(EntityKind.Services, EntityKind.Routes);
        }

        if (!entry.IsOwn)
        {
            DeleteDirectly(entry);
            return;
        }

        var document = objects.Document;
        document.Remove(entry.Kind, one => one.Text("id") == entry.Id);
        if (entry.Kind == EntityKind.Services || entry.Kind == EntityKind.Routes)
        {
            document.Remove(EntityKind.Plugins, plugin => plugin.Reference(entry.Kind.One) == entry.Id);
        }
        else if (entry.Kind == EntityKind.Upstreams)
        {
            document.Remove(EntityKind.Targets, target => target.Reference("upstream") == entry.Id);
        }

        objects.Touch();
    }

    /// <summary>Changes a member that is not Kong's.</summary>
    public void Mark(KongEntry entry, Action<JsonObject> change)
    {
        if (!entry.IsOwn)
        {
            throw KongRefusals.Elsewhere(entry, "change it there");
        }

        change(entry.Entity);
        entry.Entity["updated_at"] = now;
        objects.Touch();
    }

    private JsonObject Add(EntityKind kind, JsonObject entity)
    {
        entity["id"] ??= Guid.NewGuid().ToString("D");
        entity["created_at"] ??= now;
        entity["updated_at"] = now;
        if (DirectRoute(kind, entity) is { } route)
        {
            objects.Plan = DirectMirrors.Put(objects.Plan, route.Name, null, Complete(entity), out var mirror);
            return Said(route, mirror);
        }

        objects.Document.Add(kind, entity);
        objects.Touch();
        return kind.Filled(entity);
    }

    private JsonObject Replace(KongEntry old, JsonObject entity)
    {
        if (old is { Mirror: { } mirror, Route: { } of })
        {
            if (entity.Text("name") != PluginConfigs.TrafficMirror || entity.Reference("route") != old.Entity.Reference("route"))
            {
                throw KongRefusals.Elsewhere(old, "it stays a traffic-mirror of its route");
            }

            objects.Plan = DirectMirrors.Put(objects.Plan, of.Name, mirror, Complete(entity), out var put);
            return Said(of, put);
        }

        if (!old.IsOwn)
        {
            throw KongRefusals.Elsewhere(old, "change it there; its mirrors may be changed here");
        }

        if (DirectRoute(old.Kind, entity) is { } route)
        {
            throw KongRefusals.Elsewhere(objects.Find(EntityKind.Routes, route.Name)!, "make a new plugin on it");
        }

        foreach (var member in old.Entity.Where(member => !old.Kind.Fields.Any(field => field.Name == member.Key)))
        {
            entity[member.Key] = member.Value?.DeepClone();
        }

        entity["created_at"] = old.Entity["created_at"]?.DeepClone() ?? now;
        entity["updated_at"] = old.Entity["updated_at"]?.DeepClone();
        if (!JsonNode.DeepEquals(old.Kind.Filled(entity), old.Kind.Filled(old.Entity)))
        {
            entity["updated_at"] = now;
            objects.Document.Replace(old.Kind, old.Entity, entity);
            objects.Touch();
        }

        return old.Kind.Filled(entity);
    }

    private void DeleteDirectly(KongEntry entry)
    {
        if (entry is { Mirror: { } mirror, Route: { } of })
        {
            objects.Plan = DirectMirrors.Remove(objects.Plan, of.Name, mirror);
        }
        else if (entry.Route is { } route)
        {
            objects.Plan = objects.Plan with { Routes = objects.Plan.Routes.RemoveAll(one => one.Name == route.Name) };
        }
        else
        {
            objects.Plan = objects.Plan with { Services = objects.Plan.Services.Remove(entry.Name) };
        }
    }

    // The plan's route that a plugin is put on, where no document holds it.
    private Route? DirectRoute(EntityKind kind, JsonObject entity) =>
        kind == EntityKind.Plugins && entity.Reference("route") is { } id && objects.Find(EntityKind.Routes, id) is { IsOwn: false, Route: { } route } ? route : null;

    private static JsonObject Complete(JsonObject plugin)
    {
        var table = PluginConfigs.Find(PluginConfigs.TrafficMirror)!;
        var complete = (JsonObject)plugin.DeepClone();
        complete["config"] = PluginConfigs.Filled(table, PluginConfigs.Spelt(table, plugin["config"] as JsonObject ?? [], snake: false));
        return complete;
    }

    private JsonObject Said(Route route, Mirror mirror) =>
        KongObjects.Of(objects.Plan).Find(EntityKind.Plugins, DerivedObjects.IdOf("mirror", route.Name, mirror.Name))!.Shown;

    private static JsonObject Merged(JsonObject old, JsonObject change)
    {
        var merged = (JsonObject)old.DeepClone();
        foreach (var (name, value) in change)
        {
            merged[name] = merged[name] is JsonObject inner && value is JsonObject part ? Merged(inner, part) : value?.DeepClone();
        }

        return merged;
    }
}
