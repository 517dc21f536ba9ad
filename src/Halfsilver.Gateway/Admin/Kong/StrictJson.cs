using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>JSON as these interfaces take and write it: UTF-8, not deep, each member once, no text that cannot be written again.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="RefusedRequestException">It is not JSON, or not of this kind.</exception>
    public static async Task<JsonNode> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            var node = JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length), null, s_options)
                ?? throw FieldFaults.Refusal("", "the body is null; an object is needed");
            Refuse(node);
            return node;
        }
        catch (JsonException bad)
        {
            throw FieldFaults.Refusal("", $"the body cannot be read as JSON: {AdminText.Line(bad.Message, "it is broken")}");
        }
        catch (InvalidOperationException)
        {
            throw FieldFaults.Refusal("", "the body holds text that is not Unicode");
        }
    }

    /// <summary>Writes JSON.</summary>
    public static Task WriteAsync(HttpContext context, JsonNode body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(AdminJson.Options), context.RequestAborted);
    }

    /// <summary>A member's text; null where it is none.</summary>
    public static string? Text(this JsonObject map, string name) => Text(map[name]);

    /// <summary>A text; null where it is none.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A number; null where it is none, or one that no decimal holds.</summary>
    public static decimal? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A boolean; null where it is none.</summary>
    public static bool? Bool(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The id that a reference names; null where it names none.</summary>
    public static string? Reference(this JsonObject map, string name) => (map[name] as JsonObject)?.Text("id");

    // Lone surrogates throw where they are read; control characters would reach logs, labels and heads.
    private static void Refuse(JsonNode body)
    {
        foreach (var node in JsonBody.All(body))
        {
            var texts = node is JsonObject map ? map.Select(member => member.Key) : [Text(node) ?? ""];
            if (texts.Any(text => text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))))
            {
                throw FieldFaults.Refusal(JsonPointer.Of(node), "must not hold control characters");
            }
        }
    }
}
