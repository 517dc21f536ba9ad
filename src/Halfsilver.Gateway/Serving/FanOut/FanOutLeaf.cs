using System.Text.Json.Nodes;
using Halfsilver.Journey;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>Answers with what several calls say, merged. What is not there in time, or no good, is left out.</summary>
internal sealed class FanOutLeaf(FanOutService service, FanOutLimits limits, CompiledCall[] all, PrimaryLog log) : Leaf
{
    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        exchange.SendCopies();
        var body = exchange.KeepBody(limits.BodyBytes, must: true);
        var pumped = await BodyPump.RunAsync(exchange, to: null, maxBytes: null, Timeout.InfiniteTimeSpan);
        if (pumped != PumpResult.Done)
        {
            await RefuseAsync(exchange, pumped);
            return;
        }

        var calls = new FanOutCalls();
        calls.Arm(exchange.Instance.Wheel, limits.Time);
        var parts = exchange.Attach(calls) ? await CallAsync(exchange, calls, body) : [];
        calls.Disarm();
        exchange.Detach();
        calls.Close();
        if (exchange.Answer.Started)
        {
            return;
        }

        if (exchange.IsClientGone)
        {
            exchange.Answer.Abort();
            return;
        }

        var answer = MergedAnswer.Of(service, parts);
        if (exchange.AwaitsCopies)
        {
            await exchange.AwaitCopiesAsync(answer.Head);
        }

        await answer.SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }

    private async Task<CallPart[]> CallAsync(Exchange exchange, FanOutCalls calls, KeptBody body)
    {
        if (service.Output == FanOutOutput.Raw)
        {
            // Who passes an answer on has to be over before the exchange is; its end is not far once the calls are.
            await all[0].PassAsync(exchange, calls, body);
            return [];
        }

        var parts = service.Sequential ? await OneByOneAsync(exchange, calls, body) : await AllAtOnceAsync(exchange, calls, body);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Fault is { } fault && !exchange.IsClientGone)
            {
                log.LeftOut(service.Name, all[i].Record.Name, fault);
            }
        }

        return parts;
    }

    private async Task<CallPart[]> AllAtOnceAsync(Exchange exchange, FanOutCalls calls, KeptBody body)
    {
        var running = Array.ConvertAll(all, call => call.RunAsync(exchange, calls, body));
        await Task.WhenAny(Task.WhenAll(running), calls.Over);
        var parts = new CallPart[running.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = await EndedAsync(running[i]);
        }

        return parts;
    }

    private async Task<CallPart[]> OneByOneAsync(Exchange exchange, FanOutCalls calls, KeptBody body)
    {
        var parts = new CallPart[all.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var running = all[i].RunAsync(exchange, calls, body, (call, way) => ValueOf(parts, call, way));
            await Task.WhenAny(running, calls.Over);
            parts[i] = await EndedAsync(running);
            if (parts[i].Members is null)
            {
                break;
            }
        }

        return parts;
    }

    private string? ValueOf(CallPart[] parts, string call, string way)
    {
        var at = Array.FindIndex(all, one => one.Record.Name == call);
        JsonNode? value = at < 0 ? null : parts[at].Members;
        foreach (var name in way.Split('.'))
        {
            value = (value as JsonObject)?[name];
        }

        return value switch
        {
            JsonValue single => single.ToString(),
            JsonArray items when items.All(static item => item is JsonValue) => string.Join(',', items),
            _ => null,
        };
    }

    // What goes on after the end is of no use any more, and closes by itself.
    private static async ValueTask<CallPart> EndedAsync(Task<CallPart> running) =>
        running.IsCompleted ? await running : new CallPart(null, "no answer in time");

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
