using System.Buffers;
using System.Text.Json.Nodes;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>A call as the request path reads it: an exchange of its own, whose answer is collected.</summary>
/// <param name="Record">What people wrote.</param>
/// <param name="Head">Its head.</param>
/// <param name="Node">Who answers it.</param>
/// <param name="Shape">What is made of the answer.</param>
internal sealed record CompiledCall(FanOutCall Record, CallHead Head, Node Node, AnswerShape Shape)
{
    private const int MaxFields = 1_000;

    /// <summary>Calls, as many times at once as the record says; the first good answer's members, or null when none was good.</summary>
    public async Task<JsonObject?> RunAsync(Exchange exchange, FanOutCalls calls, KeptBody body, long mostBytes)
    {
        if (Record.Race == 1)
        {
            return await OnceAsync(exchange, calls, body, mostBytes);
        }

        // The others go on until all is over, or until they have ended: theirs is the cost of asking several.
        var racing = new List<Task<JsonObject?>>();
        for (var i = 0; i < Record.Race; i++)
        {
            racing.Add(OnceAsync(exchange, calls, body, mostBytes));
        }

        while (racing.Count > 0)
        {
            var first = await Task.WhenAny(racing);
            racing.Remove(first);
            if (await first is { } good)
            {
                return good;
            }
        }

        return null;
    }

    private async Task<JsonObject?> OnceAsync(Exchange exchange, FanOutCalls calls, KeptBody body, long mostBytes)
    {
        var replay = body.Replay();
        var buffer = Head.Write(exchange.Head, replay.Length, out var length);
        var head = new RequestHead();
        using var answer = new CapturedAnswer(mostBytes);
        JsonObject? members = null;
        if (RequestParser.Parse(head, buffer, length, MaxFields) == WireFault.None)
        {
            var leg = new Exchange(head, replay, answer, exchange.Client, exchange.Instance);
            leg.Begin(exchange.Instance.Time.GetTimestamp(), TrustedProxies.None);
            leg.Span = exchange.Span?.Call(head);
            calls.Add(leg);
            await LeafOf(Node).AnswerAsync(leg);

            // Reading JSON takes its time: not on a thread that others' sockets wait for.
            members = answer.IsGood ? await Task.Run(() => Shape.Of(answer.Body)) : null;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        replay.Release();
        return members;
    }

    private static Leaf LeafOf(Node node)
    {
        while (node is SplitNode split)
        {
            node = split.Next();
        }

        return (Leaf)node;
    }
}
