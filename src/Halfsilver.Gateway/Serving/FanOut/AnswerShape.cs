using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>What is made of one call's answer before it is merged: a part of it, without some members, under other names. Numbers stay as written.</summary>
internal sealed class AnswerShape(FanOutCall call)
{
    // Deeper than any answer of use, shallower than any stack.
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 128, AllowDuplicateProperties = true };

    private readonly string[]? _target = call.Target?.Split('.');
    private readonly string[][] _allow = [.. call.Allow.Select(path => path.Split('.'))];
    private readonly string[][] _deny = [.. call.Deny.Select(path => path.Split('.'))];

    /// <summary>The members to merge; null when the answer is not what it should be.</summary>
    public JsonObject? Of(ReadOnlyMemory<byte> body)
    {
        if (Read(body) is not { } whole)
        {
            return null;
        }

        foreach (var name in _target ?? [])
        {
            if (whole[name] is not JsonObject inner)
            {
                return new JsonObject();
            }

            whole = inner;
        }

        var shaped = _allow.Length > 0 ? Kept(whole) : whole.DeepClone().AsObject();
        foreach (var path in _deny)
        {
            Remove(shaped, path);
        }

        foreach (var (from, to) in call.Rename)
        {
            if (shaped[from] is { } value)
            {
                shaped.Remove(from);
                shaped[to] = value;
            }
        }

        return call.Group is { } group ? new JsonObject { [group] = shaped } : shaped;
    }

    private JsonObject? Read(ReadOnlyMemory<byte> body)
    {
        if (call.Encoding == FanOutEncoding.Text)
        {
            return new JsonObject { ["content"] = Encoding.UTF8.GetString(body.Span) };
        }

        try
        {
            using var document = JsonDocument.Parse(body, s_options);
            return Node(document.RootElement) switch
            {
                JsonObject members => members,
                JsonArray items => new JsonObject { ["collection"] = items },
                _ => null,
            };
        }
        catch (JsonException)
        {
            // Not JSON: the call counts as failed.
            return null;
        }
    }

    // Member by member, since of two with one name the later stands, and a node would not have it.
    private static JsonNode? Node(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = Node(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Node)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    private JsonObject Kept(JsonObject whole)
    {
        var kept = new JsonObject();
        foreach (var path in _allow)
        {
            Keep(whole, kept, path);
        }

        return kept;
    }

    private static void Keep(JsonObject from, JsonObject into, ReadOnlySpan<string> path)
    {
        if (!from.TryGetPropertyValue(path[0], out var value))
        {
            return;
        }

        if (path.Length == 1)
        {
            into[path[0]] = value?.DeepClone();
        }
        else if (value is JsonObject inner)
        {
            if (into[path[0]] is not JsonObject place)
            {
                into[path[0]] = place = new JsonObject();
            }

            Keep(inner, place, path[1..]);
        }
    }

    private static void Remove(JsonObject from, ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            from.Remove(path[0]);
        }
        else if (from[path[0]] is JsonObject inner)
        {
            Remove(inner, path[1..]);
        }
    }
}
