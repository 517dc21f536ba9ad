using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Journey;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>Makes one answer of what several calls said.</summary>
internal static class MergedAnswer
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static OwnAnswer Of(FanOutService service, CallPart[] parts)
    {
        var good = parts.Count(static part => part.Members is not null);
        var complete = good == parts.Length;
        var constant = service.Constant is { } members && IsDue(members.When, complete) ? members : null;
        if ((good == 0 && constant is null) || !(complete || service.AllowPartial))
        {
            return ProblemAnswer.Of(
                service.FailureStatus,
                "No answer",
                good == 0 ? "None of the calls that make up this answer was answered in time and well." : "Not all calls that make up this answer were answered in time and well.",
                ProblemAnswer.NextId(),
                service.CompleteField is { } told ? [(told, "false")] : []);
        }

        var merged = new JsonObject();
        foreach (var part in parts)
        {
            foreach (var name in part.Members?.Select(static member => member.Key).ToArray() ?? [])
            {
                // A node has one parent: it moves.
                var value = part.Members![name];
                part.Members.Remove(name);
                merged[name] = value;
            }
        }

        // Parsed anew for each answer: a node has one parent.
        foreach (var (name, value) in constant is null ? [] : JsonNode.Parse(constant.Members)!.AsObject().ToArray())
        {
            merged[name] = value?.DeepClone();
        }

        var (type, body) = service.Output switch
        {
            FanOutOutput.Collection => ("application/json", (merged["collection"] as JsonArray ?? []).ToJsonString(s_plain)),
            FanOutOutput.Text => ("text/plain; charset=utf-8", merged["content"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : ""),
            _ => ("application/json", merged.ToJsonString(s_plain)),
        };
        (string, string)[] fields = service.CompleteField is { } field ? [("Content-Type", type), (field, complete ? "true" : "false")] : [("Content-Type", type)];
        return OwnAnswer.Create(200, "OK", fields, Encoding.UTF8.GetBytes(body));
    }

    private static bool IsDue(ConstantWhen when, bool complete) => when switch
    {
        ConstantWhen.Complete => complete,
        ConstantWhen.Incomplete => !complete,
        _ => true,
    };
}
