using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin;

/// <summary>One object of an API as the body of a request.</summary>
internal static class ObjectBody
{
    /// <summary>Reads it; members that are null count as absent.</summary>
    /// <exception cref="RefusedRequestException">There is none, or it is broken.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        var body = await JsonBody.ObjectAsync(context);
        Clean(body);
        return body;
    }

    /// <summary>One thing that is wrong with a body.</summary>
    public static RefusedRequestException Refusal(string pointer, string message, string code, string type = "validation") =>
        new(400, type, "The body is not what this path takes", pointer.Length == 0 ? message : $"{pointer}: {message}") { Errors = [new ProblemPlace(pointer, code, message)] };

    private static void Clean(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Clean(item);
            }
        }
        else if (node is JsonObject map)
        {
            foreach (var (key, value) in map.ToList())
            {
                if (value is null)
                {
                    map.Remove(key);
                }
                else
                {
                    Clean(value);
                }
            }
        }
    }
}
