using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Errors as Kong writes them: a message, and for objects the number and name of the rule that was broken.</summary>
internal sealed class KongManner : IErrorManner
{
    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ErrorAnswer error)
    {
        var (code, name) = error.Type switch
        {
            "validation" => (2, "schema violation"),
            "foreign-key" or "referenced" => (4, "foreign key violation"),
            "unique" => (5, "unique constraint violation"),
            "not-found" => (6, "not found"),
            "offset" => (7, "invalid offset"),
            "size" => (9, "invalid size"),
            "elsewhere" => (12, "operation unsupported"),
            var other => (0, other),
        };
        var body = new JsonObject { ["message"] = Message(error, code), ["name"] = name };
        if (code > 0)
        {
            body["code"] = code;
        }

        if (!error.Errors.IsEmpty)
        {
            body["fields"] = Fields(error.Errors);
        }

        return StrictJson.WriteAsync(context, body, error.Status);
    }

    private static string Message(ErrorAnswer error, int code) => code switch
    {
        2 => $"{(error.Errors.Length > 1 ? $"{error.Errors.Length} schema violations" : "schema violation")} ({error.Detail})",
        6 => "Not found",
        _ => error.Detail,
    };

    // Places in lists become the list's: its message is the first of them.
    private static JsonObject Fields(ImmutableArray<ProblemPlace> errors)
    {
        var fields = new JsonObject();
        foreach (var error in errors)
        {
            var steps = error.Pointer.Split('/').Skip(1).Where(step => !step.All(char.IsAsciiDigit)).DefaultIfEmpty("@entity").ToList();
            var at = fields;
            foreach (var step in steps.SkipLast(1))
            {
                at = at[step] as JsonObject ?? (JsonObject)(at[step] = new JsonObject());
            }

            at[steps[^1]] ??= error.Message;
        }

        return fields;
    }
}
