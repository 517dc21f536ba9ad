using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin;

/// <summary>JSON as the body of a request, with the place of what is wrong with it.</summary>
internal static class JsonBody
{
    private const string Title = "The body is not what this path takes";

    private const string Code = "HS0001";

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>An object.</summary>
    /// <exception cref="RefusedRequestException">It is none.</exception>
    public static async Task<JsonObject> ObjectAsync(HttpContext context)
    {
        var text = context.Request.ContentType is null ? "null" : await ConfigText.TextAsync(context, longest: null);
        try
        {
            var body = JsonNode.Parse(text, documentOptions: s_strict) as JsonObject ?? throw Refusal("", "the body is a JSON object");

            // Names and texts are unescaped when somebody looks.
            foreach (var node in All(body).Where(node => node.GetValueKind() == JsonValueKind.String))
            {
                _ = node.GetValue<string>();
            }

            return body;
        }
        catch (JsonException bad)
        {
            throw Refusal(bad);
        }
        catch (InvalidOperationException bad)
        {
            // Escapes of half a character are JSON, and no text.
            throw Refusal("", bad.Message);
        }
    }

    /// <summary>An object in which members that are null count as absent.</summary>
    /// <exception cref="RefusedRequestException">It is none.</exception>
    public static async Task<JsonObject> ObjectWithoutNullsAsync(HttpContext context)
    {
        var body = await ObjectAsync(context);
        foreach (var map in All(body).OfType<JsonObject>().ToList())
        {
            foreach (var name in map.Where(member => member.Value is null).Select(member => member.Key).ToList())
            {
                map.Remove(name);
            }
        }

        return body;
    }

    /// <summary>A node and all below it, without what is null.</summary>
    public static IEnumerable<JsonNode> All(JsonNode? node)
    {
        IEnumerable<JsonNode?> below = node switch
        {
            JsonObject map => map.Select(member => member.Value),
            JsonArray list => list,
            _ => [],
        };
        return node is null ? [] : below.SelectMany(All).Prepend(node);
    }

    /// <summary>What is wrong with a body, at its place.</summary>
    public static RefusedRequestException Refusal(JsonException bad) => ProblemPlace.Refusal(
        Title, [new ProblemPlace(PointerOf(bad.Path), Code, Sentence(bad.Message), bad.LineNumber is { } line ? (int)line + 1 : null, bad.BytePositionInLine is { } at ? (int)at + 1 : null)]);

    /// <summary>What is wrong with a member of a body.</summary>
    /// <param name="pointer">The member, as a JSON pointer.</param>
    /// <param name="message">What is wrong, with the value, and what is allowed.</param>
    /// <param name="code">Its code.</param>
    /// <param name="type">Last part of the problem's type.</param>
    public static RefusedRequestException Refusal(string pointer, string message, string code = Code, string type = "validation") =>
        ProblemPlace.Refusal(Title, [new ProblemPlace(pointer, code, message)], type);

    // $.headers[0].name and $['a.b'], as System.Text.Json writes places.
    internal static string PointerOf(string? path)
    {
        var pointer = new StringBuilder();
        for (var at = 1; path is not null && at < path.Length;)
        {
            var quoted = path.AsSpan(at).StartsWith("['", StringComparison.Ordinal);
            var from = at + (quoted ? 2 : 1);
            var to = quoted ? path.IndexOf("']", from, StringComparison.Ordinal) : path[at] == '[' ? path.IndexOf(']', from) : path.AsSpan(from).IndexOfAny('.', '[') is >= 0 and var length ? from + length : path.Length;
            to = to < 0 ? path.Length : to;
            pointer.Append(JsonPointer.Step(path[from..to]));
            at = to + (quoted ? 2 : path[at] == '[' ? 1 : 0);
        }

        return pointer.ToString();
    }

    // The place stands beside it.
    private static string Sentence(string message) => message.IndexOf(" Path: ", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;
}
