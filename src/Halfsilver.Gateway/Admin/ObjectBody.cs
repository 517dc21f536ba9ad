using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Gateway.Admin;

/// <summary>One JSON object as the body of a request. What is not JSON to the letter, doubled names and broken texts too, is the caller's fault.</summary>
internal static class ObjectBody
{
    /// <summary>The longest.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxDepth = 32;
    private const string Syntax = "HS0001";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Reads it; members that are null count as absent.</summary>
    /// <exception cref="RefusedRequestException">There is none, or it is broken.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            using var read = JsonDocument.Parse(s_strict.GetString(body.GetBuffer().AsSpan(0, (int)body.Length)), s_options);
            return read.RootElement.ValueKind == JsonValueKind.Object
                ? (JsonObject)Node(read.RootElement)!
                : throw Refusal("", $"is {Word(read.RootElement)}; one object is taken here");
        }
        catch (Exception bad) when (bad is JsonException or DecoderFallbackException)
        {
            throw Refusal("", $"the body is no JSON: {bad.Message}");
        }
        catch (InvalidOperationException bad)
        {
            throw Refusal("", $"a text of the body is none: {bad.Message}");
        }
    }

    /// <summary>One thing that is wrong with a body.</summary>
    public static RefusedRequestException Refusal(string pointer, string message, string code = Syntax, string type = "validation") =>
        new(400, type, "The body is not what this path takes", pointer.Length == 0 ? message : $"{pointer}: {message}") { Errors = [new ProblemPlace(pointer, code, message)] };

    private static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(element.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null)
            .Select(member => KeyValuePair.Create(member.Name, Node(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Node)]),
        JsonValueKind.String => JsonValue.Create(element.GetString()),
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element.Clone()),
    };

    private static string Word(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
