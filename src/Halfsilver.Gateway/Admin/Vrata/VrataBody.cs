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
        var item = await JsonBody.ObjectWithoutNullsAsync(context);
        Secrets(item);
        Refuse(kind, VrataObjects.Check(kind.List, item.ToJsonString()), $"{kind.List}[0]");
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

    /// <summary>Ends the request where something stops the plan.</summary>
    /// <param name="kind">What the object is.</param>
    /// <param name="notices">What there is to say.</param>
    /// <param name="at">Where the object stands.</param>
    /// <exception cref="RefusedRequestException">Something does.</exception>
    public static void Refuse(VrataKind kind, ImmutableArray<Notice> notices, string at)
    {
        ImmutableArray<ProblemPlace> places = [.. notices.Where(notice => notice.StopsThePlan).Select(notice => Place(notice, at))];
        if (!places.IsEmpty)
        {
            throw places.All(place => place.Code is Codes.NotHere or Codes.NotYet)
                ? Unsupported(places[0].InWords(), places)
                : ProblemPlace.Refusal($"The {kind.Word} is not valid", places);
        }
    }

    /// <summary>The answer to what is not done here.</summary>
    public static RefusedRequestException Unsupported(string what, ImmutableArray<ProblemPlace>? errors = null) =>
        new(501, "unsupported-feature", "This is not done here", what) { Errors = errors };

    private static RefusedRequestException Unsupported(ProblemPlace place) => Unsupported(place.InWords(), [place]);

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
            throw JsonBody.Refusal("/id", $"is no id; 1 to {MaxIdLength} letters without control characters and slashes", "HS0013");
        }

        item.Insert(0, "id", id);
        return item;
    }

    private static void Middleware(JsonObject item)
    {
        var type = item.FirstOrDefault(member => member.Key.Equals("type", StringComparison.OrdinalIgnoreCase)).Value?.ToString();
        if (type is null)
        {
            throw JsonBody.Refusal("/type", $"is missing; one of {string.Join(", ", s_done)}", "HS0011");
        }

        if (!s_done.Contains(type, StringComparer.Ordinal))
        {
            throw Unsupported($"/type: middlewares of the type '{AdminText.Line(type, "")}' are not done here; there are: {string.Join(", ", s_done)}", [new ProblemPlace("/type", Codes.NotHere, "is not done here")]);
        }
    }

    // The plan is kept as text, in revisions too, and this API shows what it was given: no place for a key.
    private static void Secrets(JsonObject item)
    {
        foreach (var node in JsonBody.All(item).Where(node => node.GetValueKind() == JsonValueKind.String))
        {
            var text = node.GetValue<string>();
            if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            {
                throw Unsupported(new ProblemPlace(JsonPointer.Of(node), Codes.NotHere, "keys are not kept by this API; name the key's file"));
            }

            if (text.Contains("{{secret:", StringComparison.Ordinal))
            {
                throw Unsupported(new ProblemPlace(JsonPointer.Of(node), Codes.NotHere, "secrets are not kept here, so none can be named"));
            }
        }
    }
}
