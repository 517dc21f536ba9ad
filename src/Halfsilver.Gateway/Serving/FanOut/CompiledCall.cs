using System.Buffers;
using System.Text.Json.Nodes;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Teeing;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>A call as the request path reads it: an exchange of its own, whose answer is collected.</summary>
/// <param name="Record">What people wrote.</param>
/// <param name="Head">Its head.</param>
/// <param name="Node">Who answers it.</param>
/// <param name="Redirects">Which redirects are followed.</param>
/// <param name="Shape">What is made of the answer.</param>
/// <param name="MaxAnswerBytes">Of an answer that is collected.</param>
internal sealed record CompiledCall(FanOutCall Record, CallHead Head, Node Node, OwnRedirects Redirects, AnswerShape Shape, long MaxAnswerBytes)
{
    private const int MaxFields = 1_000;

    /// <summary>Calls, as many times at once as the record says; the first good answer, or the last one's fault when none was good.</summary>
    public async Task<CallPart> RunAsync(Exchange exchange, FanOutCalls calls, KeptBody body, AnswerValue? answers = null)
    {
        if (Record.Race == 1)
        {
            return await OnceAsync(exchange, calls, body, legs: null, new CallLine(answers));
        }

        var legs = new List<Exchange>(Record.Race);
        var racing = new List<Task<CallPart>>(Record.Race);
        for (var i = 0; i < Record.Race; i++)
        {
            racing.Add(OnceAsync(exchange, calls, body, legs, new CallLine(answers)));
        }

        var part = default(CallPart);
        while (part.Members is null && racing.Count > 0)
        {
            var first = await Task.WhenAny(racing);
            racing.Remove(first);
            part = await first;
        }

        // Those that have ended do not mind.
        foreach (var leg in legs)
        {
            leg.ClientGone();
        }

        return part;
    }

    /// <summary>Calls once, and the client has the answer as it comes; false when there was no path to call.</summary>
    public async Task<bool> PassAsync(Exchange exchange, FanOutCalls calls, KeptBody body)
    {
        var line = default(CallLine);
        for (var left = Redirects.Most; ; left--)
        {
            var answer = new PassedAnswer(exchange.Answer, head => Follow(head, left, ref line));
            if (!await CallAsync(exchange, calls, body, answer, passes: true, legs: null, line))
            {
                return false;
            }

            if (!answer.IsFollowed)
            {
                return true;
            }
        }
    }

    private bool Follow(AnswerHead head, int left, ref CallLine line)
    {
        if (left == 0 || Redirects.Next(head, line) is not { } next)
        {
            return false;
        }

        line = next;
        return true;
    }

    private async Task<CallPart> OnceAsync(Exchange exchange, FanOutCalls calls, KeptBody body, List<Exchange>? legs, CallLine line)
    {
        for (var left = Redirects.Most; ; left--)
        {
            using var answer = new CapturedAnswer(MaxAnswerBytes, head => Follow(head, left, ref line));
            if (!await CallAsync(exchange, calls, body, answer, passes: false, legs, line))
            {
                return new CallPart(null, "no path to call");
            }

            if (!answer.IsFollowed)
            {
                return await PartAsync(answer);
            }
        }
    }

    private async Task<CallPart> PartAsync(CapturedAnswer answer)
    {
        if (answer.Started && !IsGood(answer.Status))
        {
            return new CallPart(null, $"status {answer.Status}");
        }

        if (!answer.IsWhole)
        {
            return new CallPart(null, answer.IsTooLong ? "answer too long" : answer.IsEncoded ? "answer encoded" : "no whole answer");
        }

        // Reading JSON takes its time: not on a thread that others' sockets wait for.
        return await Task.Run(() => Shape.Of(answer.Body)) is { } members ? new CallPart(members, null) : new CallPart(null, "answer not of its encoding");
    }

    private bool IsGood(int status) => Record.Statuses is { } good ? good.Contains(status) : status is >= 200 and < 300;

    private async Task<bool> CallAsync(Exchange exchange, FanOutCalls calls, KeptBody body, AnswerSink answer, bool passes, List<Exchange>? legs, CallLine line)
    {
        var replay = body.Replay(empty: line.AsGet);
        var buffer = Head.Write(exchange.Head, replay.Length, line, out var length);
        var head = new RequestHead();
        var parsed = buffer is not null && RequestParser.Parse(head, buffer, length, MaxFields) == WireFault.None;
        if (parsed)
        {
            var leg = new Exchange(head, replay, answer, exchange.Client, exchange.Instance);
            leg.BeginFor(exchange, passes);
            legs?.Add(leg);
            calls.Add(leg);
            await Leaf.Of(Node).AnswerAsync(leg);
            leg.End(TeeCut.Body, elapsed: 0);
        }

        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        replay.Release();
        return parsed;
    }
}

/// <summary>What one call came to.</summary>
/// <param name="Members">The members to merge; null when the call failed.</param>
/// <param name="Fault">Why it failed, in words; null when it did not.</param>
internal readonly record struct CallPart(JsonObject? Members, string? Fault);
