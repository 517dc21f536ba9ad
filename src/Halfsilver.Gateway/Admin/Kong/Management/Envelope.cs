using System.Globalization;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>The form of all answers of the management interface: whether it worked, what came of it, which request it was.</summary>
internal sealed class Envelope(TimeProvider time) : IErrorManner
{
    /// <summary>Writes what came of a request.</summary>
    public Task WriteAsync(HttpContext context, JsonNode data, int status = 200) =>
        StrictJson.WriteAsync(context, new JsonObject { ["success"] = true, ["data"] = data, ["metadata"] = Metadata(context) }, status);

    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ErrorAnswer error)
    {
        var details = new JsonArray();
        foreach (var one in error.Errors)
        {
            var pointer = FieldNames.Pointer(one.Pointer);
            details.Add((JsonNode)new JsonObject { ["field"] = pointer.TrimStart('/').Replace('/', '.'), ["pointer"] = pointer, ["message"] = one.Message });
        }

        // What others still need is in the way, not badly written.
        var status = error.Type == "referenced" ? 409 : error.Status;
        var (code, category) = CodeOf(error.Type, status);
        return StrictJson.WriteAsync(
            context,
            new JsonObject
            {
                ["success"] = false,
                ["error"] = new JsonObject
                {
                    ["code"] = code,
                    ["category"] = category,
                    ["message"] = error.Type == "validation" && !error.Errors.IsEmpty ? Message(details) : error.Detail,
                    ["details"] = details,
                },
                ["metadata"] = Metadata(context),
            },
            status);
    }

    private static string Message(JsonArray details) => string.Join("; ", details.Select(one => $"{(one!["field"]!.ToString() is { Length: > 0 } field ? field : "body")}: {one["message"]}"));

    private static (string Code, string Category) CodeOf(string type, int status) => (type, status) switch
    {
        ("parameter", _) => ("INVALID_PARAMETER", "VALIDATION_ERROR"),
        (_, 400) => ("VALIDATION_FAILED", "VALIDATION_ERROR"),
        ("token-expired", _) => ("TOKEN_EXPIRED", "AUTHORIZATION_ERROR"),
        (_, 401) => ("UNAUTHORIZED", "AUTHORIZATION_ERROR"),
        (_, 403) => ("FORBIDDEN", "AUTHORIZATION_ERROR"),
        (_, 404) => ("RESOURCE_NOT_FOUND", "CLIENT_ERROR"),
        (_, 405) => ("METHOD_NOT_ALLOWED", "CLIENT_ERROR"),
        (_, 409 or 412) => ("CONFLICT", "CLIENT_ERROR"),
        (_, 413) => ("PAYLOAD_TOO_LARGE", "CLIENT_ERROR"),
        (_, 415) => ("UNSUPPORTED_MEDIA_TYPE", "CLIENT_ERROR"),
        (_, 429) => ("RATE_LIMITED", "CLIENT_ERROR"),
        (_, 501) => ("NOT_IMPLEMENTED", "SERVER_ERROR"),
        (_, 503) => ("SERVICE_UNAVAILABLE", "SERVER_ERROR"),
        (_, >= 500) => ("INTERNAL_ERROR", "SERVER_ERROR"),
        _ => ("BAD_REQUEST", "CLIENT_ERROR"),
    };

    private JsonObject Metadata(HttpContext context) => new()
    {
        ["timestamp"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["requestId"] = context.TraceIdentifier,
        ["version"] = "v1",
    };
}
