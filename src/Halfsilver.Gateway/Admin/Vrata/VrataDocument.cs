using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Vrata's objects as their users wrote them. They are a part of the plan; a change makes another document.</summary>
internal sealed class VrataDocument
{
    /// <summary>The name of this API among those that keep objects.</summary>
    public const string Api = "vrata";

    /// <summary>The longest text of all objects.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    private static readonly JsonSerializerOptions s_layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _root;

    private VrataDocument(JsonObject root) => _root = root;

    /// <summary>The text that the plan keeps.</summary>
    public string Text => _root.ToJsonString(s_layout);

    /// <summary>The objects of a plan; none where it has none.</summary>
    /// <exception cref="RefusedRequestException">Somebody else wrote there what is none.</exception>
    public static VrataDocument From(Plan written)
    {
        if (!written.Objects.TryGetValue(Api, out var text))
        {
            return new VrataDocument([]);
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject root && VrataKind.Written.All(kind => root[kind.List] is null or JsonArray)
                ? new VrataDocument(root)
                : throw NotReadable("it is no document of lists");
        }
        catch (JsonException bad)
        {
            throw NotReadable(bad.Message);
        }
    }

    /// <summary>All objects of a kind, in the order in which they came.</summary>
    public IEnumerable<JsonObject> All(VrataKind kind) => (_root[kind.List] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The one with this id.</summary>
    public JsonObject? Find(VrataKind kind, string id) => All(kind).LastOrDefault(item => IdOf(item) == id);

    /// <summary>Where it stands in its list; -1 where it does not.</summary>
    public int PlaceOf(VrataKind kind, string id) => (_root[kind.List] as JsonArray)?.ToList().FindLastIndex(item => item is JsonObject one && IdOf(one) == id) ?? -1;

    /// <summary>The document with this object in place of the one with its id, or else at the end.</summary>
    public VrataDocument With(VrataKind kind, JsonObject item)
    {
        var next = (JsonObject)_root.DeepClone();
        if (next[kind.List] is not JsonArray list)
        {
            next[kind.List] = list = [];
        }

        if (PlaceOf(kind, IdOf(item)!) is >= 0 and var place)
        {
            list[place] = item.DeepClone();
        }
        else
        {
            list.Add(item.DeepClone());
        }

        return new VrataDocument(next);
    }

    /// <summary>The document without an object that is there.</summary>
    public VrataDocument Without(VrataKind kind, string id)
    {
        var next = (JsonObject)_root.DeepClone();
        ((JsonArray)next[kind.List]!).RemoveAt(PlaceOf(kind, id));
        return new VrataDocument(next);
    }

    /// <summary>The id of an object.</summary>
    public static string? IdOf(JsonObject item) => item["id"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;

    private static RefusedRequestException NotReadable(string why) =>
        new(409, "conflict", "The objects cannot be read", $"objects.{Api} of the configuration is not what this API has written: {why}");
}
