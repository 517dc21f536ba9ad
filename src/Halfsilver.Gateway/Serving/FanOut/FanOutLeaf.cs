using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Journey;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>Answers with what several calls say, merged. What is not there in time, or no good, is left out.</summary>
internal sealed class FanOutLeaf(FanOutService service, CompiledCall[] all) : Leaf
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        exchange.SendCopies();
        var body = exchange.KeepBody(service.MaxBufferedBody, must: true);
        var pumped = await BodyPump.RunAsync(exchange, to: null, maxBytes: null, Timeout.InfiniteTimeSpan);
        if (pumped != PumpResult.Done)
        {
            await RefuseAsync(exchange, pumped);
            return;
        }

        var calls = new FanOutCalls();
        calls.Arm(exchange.Instance.Wheel, service.Timeout);
        var parts = exchange.Attach(calls)
            ? service.Sequential ? await OneByOneAsync(exchange, calls, body) : await AllAtOnceAsync(exchange, calls, body)
            : [];
        calls.Disarm();
        exchange.Detach();
        calls.Close();
        if (exchange.IsClientGone)
        {
            exchange.Answer.Abort();
            return;
        }

        var answer = Merge(parts);
        if (exchange.AwaitsCopies)
        {
            await exchange.AwaitCopiesAsync(answer.Head);
        }

        await answer.SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }

    private async Task<JsonObject?[]> AllAtOnceAsync(Exchange exchange, FanOutCalls calls, KeptBody body)
    {
        var running = Array.ConvertAll(all, call => call.RunAsync(exchange, calls, body, service.MaxAnswerBytes));
        await Task.WhenAny(Task.WhenAll(running), calls.Over);
        var parts = new JsonObject?[running.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = running[i].IsCompleted ? await running[i] : null;
        }

        return parts;
    }

    private async Task<JsonObject?[]> OneByOneAsync(Exchange exchange, FanOutCalls calls, KeptBody body)
    {
        var parts = new JsonObject?[all.Length];
        for (var i = 0; i < parts.Length && !calls.Over.IsCompleted; i++)
        {
            var running = all[i].RunAsync(exchange, calls, body, service.MaxAnswerBytes);
            await Task.WhenAny(running, calls.Over);
            parts[i] = running.IsCompleted ? await running : null;
        }

        return parts;
    }

    private OwnAnswer Merge(JsonObject?[] parts)
    {
        var good = parts.Count(static part => part is not null);
        if (good == 0)
        {
            return ProblemAnswer.Of(
                service.FailureStatus, "No answer", "None of the calls that make up this answer was answered in time and well.", ProblemAnswer.NextId());
        }

        var merged = new JsonObject();
        foreach (var part in parts)
        {
            foreach (var (name, value) in part ?? [])
            {
                merged[name] = value?.DeepClone();
            }
        }

        (string, string)[] complete = service.CompleteField is { } field ? [(field, good == parts.Length ? "true" : "false")] : [];
        return OwnAnswer.Create(
            200, "OK", [("Content-Type", "application/json"), .. complete], Encoding.UTF8.GetBytes(merged.ToJsonString(s_plain)));
    }

    private static async ValueTask RefuseAsync(Exchange exchange, PumpResult why)
    {
        var result = why switch
        {
            PumpResult.TooLarge => CallResult.BodyTooLarge,
            PumpResult.Malformed => CallResult.BodyMalformed,
            PumpResult.TooSlow => CallResult.BodyTooSlow,
            _ => CallResult.ClientGone,
        };
        if (result == CallResult.ClientGone || exchange.IsClientGone)
        {
            exchange.Answer.Abort();
            return;
        }

        await CallProblem.Of(result, ProblemAnswer.NextId()).SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }
}
