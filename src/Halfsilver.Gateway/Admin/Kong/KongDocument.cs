using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>The objects that were written over Kong's interface or the management one, as the plan carries them: one list for each kind.</summary>
internal sealed class KongDocument
{
    /// <summary>The name under which a plan has them.</summary>
    public const string Name = "kong";

    private readonly JsonObject _root;

    private KongDocument(JsonObject root) => _root = root;

    /// <summary>Those of a plan, to be read or changed: a copy.</summary>
    public static KongDocument Of(Plan plan) =>
        new(plan.Objects.TryGetValue(Name, out var text) && JsonNode.Parse(text) is JsonObject root ? root : []);

    /// <summary>Objects of a kind, in the order in which they were made.</summary>
    public IEnumerable<JsonObject> All(EntityKind kind) => (_root[kind.Name] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>An object by its id or name.</summary>
    public JsonObject? Find(EntityKind kind, string key) =>
        All(kind).FirstOrDefault(one => one.Text("id") == key) ?? All(kind).FirstOrDefault(one => one.Text(kind.Key) == key);

    /// <summary>Puts an object at the end.</summary>
    public void Add(EntityKind kind, JsonObject entity)
    {
        if (_root[kind.Name] is not JsonArray list)
        {
            _root[kind.Name] = list = [];
        }

        list.Add((JsonNode)entity);
    }

    /// <summary>Puts an object in another one's place.</summary>
    public void Replace(EntityKind kind, JsonObject old, JsonObject entity)
    {
        var list = (JsonArray)_root[kind.Name]!;
        list[list.IndexOf(old)] = entity;
    }

    /// <summary>Takes objects out.</summary>
    public void Remove(EntityKind kind, Func<JsonObject, bool> gone)
    {
        if (_root[kind.Name] is JsonArray list)
        {
            list.RemoveAll(one => one is JsonObject entity && gone(entity));
        }
    }

    /// <summary>The text that a plan carries.</summary>
    public string Text() => _root.ToJsonString(AdminJson.Options);

    /// <summary>The plan with these objects; without any it carries none.</summary>
    public Plan In(Plan plan) => EntityKind.All.All(kind => !All(kind).Any())
        ? plan with { Objects = plan.Objects.Remove(Name) }
        : plan with { Objects = plan.Objects.SetItem(Name, Text()) };
}
