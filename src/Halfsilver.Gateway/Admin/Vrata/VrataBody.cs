using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Vrata;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Bodies of requests that carry one of Vrata's objects.</summary>
internal static class VrataBody
{
    private const int MaxIdLength = 200;

    private static readonly string[] s_done = ["headers", "accessLog"];

    /// <summary>Reads the object and checks its form; its id is in it afterwards.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="id">The id of the path; null where the body may name one.</param>
    /// <exception cref="RefusedRequestException">It is not right, or needs what is not done here.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context, VrataKind kind, string? id)
    {
        var item = await ObjectBody.ReadAsync(context);
        Secrets(item, "");
        var at = $"{kind.List}[0]";
        var faults = VrataObjects.Check(kind.List, item.ToJsonString()).Where(notice => notice.StopsThePlan).ToImmutableArray();
        if (!faults.IsEmpty)
        {
            ImmutableArray<ProblemPlace> places = [.. faults.Select(fault => Place(fault, at))];
            var what = places[0].Pointer.Length == 0 ? places[0].Message : $"{places[0].Pointer}: {places[0].Message}";
            throw IsUnsupported(faults)
                ? Unsupported(what, places)
                : new RefusedRequestException(400, "validation", $"The {kind.Word} is not valid", what) { Errors = places };
        }

        if (kind == VrataKind.Middlewares)
        {
            Middleware(item);
        }

        return Named(item, id);
    }

    /// <summary>A notice about an object by its place in the body that was sent.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="at">Where the object stands, as <c>routes[2]</c>.</param>
    public static ProblemPlace Place(Notice notice, string at)
    {
        var path = notice.Path.StartsWith(at, StringComparison.Ordinal) ? notice.Path[at.Length..] : notice.Path;
        return ProblemPlace.From(notice with { Path = path, Line = 0 });
    }

    /// <summary>Whether what is wrong is only that it is not done here.</summary>
    public static bool IsUnsupported(ImmutableArray<Notice> faults) => faults.All(fault => fault.Code is Codes.NotHere or Codes.NotYet);

    /// <summary>The answer to what is not done here.</summary>
    public static RefusedRequestException Unsupported(string what, ImmutableArray<ProblemPlace>? errors = null) =>
        new(501, "unsupported-feature", "This is not done here", what) { Errors = errors };

    private static JsonObject Named(JsonObject item, string? id)
    {
        // Keys are compared without case, as there; from here on it is "id".
        foreach (var name in item.Select(member => member.Key).Where(name => name.Equals("id", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            id ??= item[name]!.ToString();
            item.Remove(name);
        }

        id = id is { Length: > 0 } ? id : Guid.NewGuid().ToString();
        if (id.Length > MaxIdLength || id.Any(letter => char.IsControl(letter) || letter == '/'))
        {
            throw ObjectBody.Refusal("/id", $"is no id; 1 to {MaxIdLength} letters without control characters and slashes", "HS0013");
        }

        item.Insert(0, "id", id);
        return item;
    }

    private static void Middleware(JsonObject item)
    {
        var type = item.FirstOrDefault(member => member.Key.Equals("type", StringComparison.OrdinalIgnoreCase)).Value?.ToString();
        if (type is null)
        {
            throw ObjectBody.Refusal("/type", $"is missing; one of {string.Join(", ", s_done)}", "HS0011");
        }

        if (!s_done.Contains(type, StringComparer.Ordinal))
        {
            throw Unsupported($"/type: middlewares of the type '{AdminText.Line(type, "")}' are not done here; there are: {string.Join(", ", s_done)}", [new ProblemPlace("/type", Codes.NotHere, "is not done here")]);
        }
    }

    // The plan is kept as text, in revisions too, and this API shows what it was given: no place for a key.
    private static void Secrets(JsonNode? node, string pointer)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map)
                {
                    Secrets(value, pointer + JsonPointer.Step(key));
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    Secrets(list[i], $"{pointer}/{i}");
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = value.GetValue<string>();
                if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
                {
                    throw Unsupported($"{pointer}: keys are not kept by this API; name the key's file", [new ProblemPlace(pointer, Codes.NotHere, "keys are not kept by this API; name the key's file")]);
                }

                if (text.Contains("{{secret:", StringComparison.Ordinal))
                {
                    throw Unsupported($"{pointer}: secrets are not kept here, so none can be named", [new ProblemPlace(pointer, Codes.NotHere, "secrets are not kept here, so none can be named")]);
                }

                break;
        }
    }
}
