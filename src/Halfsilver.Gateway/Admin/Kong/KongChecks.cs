using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Whether bodies are objects of their kind, and go with the others.</summary>
internal sealed class KongChecks(KongObjects objects)
{
    /// <summary>The object that a whole body says.</summary>
    /// <exception cref="RefusedRequestException">It is not valid.</exception>
    public JsonObject Whole(EntityKind kind, JsonObject body)
    {
        body = WithoutUrl(kind, body);
        var faults = new FieldFaults();
        EntityField.CheckAll(kind.Fields, body, "", faults, partial: false);
        if (faults.None)
        {
            Together(kind, body, faults);
        }

        faults.Throw();
        var entity = new JsonObject();
        foreach (var field in kind.Fields.Where(field => body[field.Name] is not null))
        {
            entity[field.Name] = field.Rule is ReferenceRule ? Resolved(field.Name, body[field.Name]!.AsObject()) : body[field.Name]!.DeepClone();
        }

        if (kind == EntityKind.Plugins)
        {
            Scope(entity);
        }
        else if (kind == EntityKind.Routes && entity.Reference("service") is { } service && objects.Find(EntityKind.Services, service) is { IsOwn: false } other)
        {
            throw KongRefusals.Elsewhere(other, "make a service here for the route");
        }

        return entity;
    }

    /// <summary>Whether a body may change parts of an object.</summary>
    /// <exception cref="RefusedRequestException">It may not.</exception>
    public static void Partial(EntityKind kind, JsonObject body)
    {
        var faults = new FieldFaults();
        EntityField.CheckAll(kind.Fields, WithoutUrl(kind, body), "", faults, partial: true);
        faults.Throw();
    }

    /// <summary>A body with the parts of its <c>url</c> in place of that.</summary>
    public static JsonObject WithoutUrl(EntityKind kind, JsonObject body)
    {
        body = (JsonObject)body.DeepClone();
        if (kind != EntityKind.Services || body["url"] is not { } said)
        {
            return body;
        }

        if (StrictJson.Text(said) is not { } text)
        {
            throw FieldFaults.Refusal("/url", "expected a string");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw FieldFaults.Refusal("/url", "expected a URL: protocol://host:port/path");
        }

        body.Remove("url");
        body["protocol"] = url.Scheme;
        body["host"] = url.Host;
        body["port"] = url.Port > 0 ? url.Port : url.Scheme is "grpcs" or "wss" ? 443 : 80;
        body["path"] = url.AbsolutePath == "/" && !text.EndsWith('/') ? null : url.AbsolutePath;
        return body;
    }

    /// <summary>Whether no other object has what only one may have.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="entity">The object.</param>
    /// <param name="except">The object in whose place it stands.</param>
    /// <exception cref="RefusedRequestException">Another one has.</exception>
    public void Unique(EntityKind kind, JsonObject entity, KongEntry? except)
    {
        foreach (var other in objects.All(kind).Where(other => other.Id != except?.Id))
        {
            if (entity.Text("id") is { } id && other.Id == id)
            {
                throw KongRefusals.Taken(kind, "id", id);
            }

            if (entity.Text(kind.Key) is { } name && other.Entity.Text(kind.Key) == name
                && (kind != EntityKind.Targets || other.Entity.Reference("upstream") == entity.Reference("upstream"))
                && (kind != EntityKind.Plugins || other.IsOwn))
            {
                throw KongRefusals.Taken(kind, kind.Key, name);
            }

            if (kind == EntityKind.Plugins && entity.Text("name") == other.Entity.Text("name")
                && entity.Reference("route") == other.Entity.Reference("route") && entity.Reference("service") == other.Entity.Reference("service"))
            {
                throw KongRefusals.Taken(kind, "name", entity.Text("name")!);
            }
        }
    }

    private static void Together(EntityKind kind, JsonObject body, FieldFaults faults)
    {
        if (kind == EntityKind.Routes && !((string[])["methods", "hosts", "headers", "paths", "snis"]).Any(name => body[name] is JsonArray { Count: > 0 } or JsonObject { Count: > 0 }))
        {
            faults.Add("/paths", "must set one of 'methods', 'hosts', 'headers', 'paths', 'snis'");
        }
        else if (kind == EntityKind.Targets && body["upstream"] is null)
        {
            faults.Add("/upstream", "required field missing");
        }
        else if (kind == EntityKind.Plugins)
        {
            Plugin(body, faults);
        }
    }

    private static void Plugin(JsonObject body, FieldFaults faults)
    {
        var name = body.Text("name")!;
        if (PluginConfigs.Find(name) is { } table)
        {
            table.Check(body["config"] ?? new JsonObject(), "/config", faults);
        }
        else
        {
            faults.Add("/name", $"plugin '{AdminText.Line(name, "")}' not enabled; there are: {string.Join(", ", PluginConfigs.Names)}");
        }

        if (body["consumer"] is not null)
        {
            faults.Add("/consumer", "nobody is told apart here");
        }
    }

    private JsonObject Resolved(string field, JsonObject reference)
    {
        var key = reference.Text("id") ?? reference.Text("name")!;
        var kind = EntityKind.All.FirstOrDefault(kind => kind.One == field);
        return kind is not null && objects.Find(kind, key) is { } entry ? new JsonObject { ["id"] = entry.Id } : throw KongRefusals.Unknown(field, kind ?? EntityKind.Services, key);
    }

    // What hangs on something that was written elsewhere cannot be read as Kong's objects are, but for mirrors of a route.
    private void Scope(JsonObject plugin)
    {
        if (plugin.Reference("service") is { } service && objects.Find(EntityKind.Services, service) is { IsOwn: false } other)
        {
            throw KongRefusals.Elsewhere(other, "plugins go on its routes");
        }

        if (plugin.Reference("route") is { } route && objects.Find(EntityKind.Routes, route) is { IsOwn: false } entry && (plugin.Text("name") != PluginConfigs.TrafficMirror || plugin["service"] is not null))
        {
            throw KongRefusals.Elsewhere(entry, $"{PluginConfigs.TrafficMirror} alone can be put on it");
        }
    }
}
