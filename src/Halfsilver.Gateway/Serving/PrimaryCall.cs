using System.Buffers;
using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Steps;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>One try at a primary over one connection: head, copies, body, answer. Owns the connection until it ends.</summary>
internal static class PrimaryCall
{
    // An upstream that sends interim answers without end is no upstream.
    private const int MaxInterim = 16;

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public static async ValueTask<CallResult> RunAsync(
        Exchange exchange, Endpoint endpoint, WireConnection connection, LegTemplate template, ForwardLimits limits)
    {
        if (!exchange.Attach(connection))
        {
            connection.Retire();
            return CallResult.ClientGone;
        }

        var (head, length) = Render(exchange, endpoint, template);
        var ahead = exchange.Body.AtHand;
        var sending = ahead.IsEmpty ? connection.SendAsync(head.AsMemory(0, length)) : connection.SendAsync(head.AsMemory(0, length), ahead);
        if (ahead.IsEmpty || sending.IsCompleted)
        {
            var sent = await sending;
            ArrayPool<byte>.Shared.Return(head);
            head = null;
            if (sent < 0)
            {
                return Give(exchange, connection, CallResult.NotAccepted);
            }

            sending = new ValueTask<int>(sent);
        }

        exchange.SendCopies(seen: true);
        exchange.PrimaryAnswers = false;
        Task<PumpResult>? pump = null;
        if (exchange.Body.Framing != BodyFraming.None)
        {
            var pumping = PumpAsync(exchange, connection, limits, ahead.IsEmpty ? default : new HeadSend(sending, length + ahead.Length), head);
            if (pumping.IsCompleted)
            {
                var pumped = await pumping;
                if (pumped is not (PumpResult.Done or PumpResult.UpstreamGone))
                {
                    return Give(exchange, connection, Told(pumped));
                }
            }
            else
            {
                // The answer may come before the body has ended: both go on side by side.
                pump = pumping.AsTask();
            }
        }
        else
        {
            connection.Arm(connection.Wheel, limits.Answer);
        }

        var result = await AnswerRelay.RunAsync(exchange, connection, MaxInterim);
        if (pump is not null)
        {
            var pumped = await EndPumpAsync(exchange, connection, pump, result, limits);
            result = result == CallResult.Answered || pumped is PumpResult.Done or PumpResult.UpstreamGone or PumpResult.Canceled
                ? result
                : Told(pumped);
        }

        if (result == CallResult.Upgraded)
        {
            exchange.Splice = new Splice(exchange, connection, endpoint);
            return CallResult.Answered;
        }

        if (result is not (CallResult.Answered or CallResult.Yielded))
        {
            return Give(exchange, connection, result);
        }

        if (exchange.Detach() && exchange.Body.Ended && connection.Answers.CanBeKept)
        {
            endpoint.Pool.Keep(connection, limits.Idle);
        }
        else
        {
            connection.Retire();
        }

        return result;
    }

    private static (byte[] Buffer, int Length) Render(Exchange exchange, Endpoint endpoint, LegTemplate template)
    {
        var facts = new LegFacts
        {
            ClientAddress = exchange.Client.AddressText.Span,
            Https = exchange.Client.Https,
            TrustsPeer = exchange.TrustsPeer,
            Path = template.MakePath(exchange.Head),
            EndpointAuthority = endpoint.Authority.Span,
            Framing = exchange.Body.Framing,
            ContentLength = exchange.Body.Length,
            Upgrade = exchange.AsksUpgrade,
            TraceParent = exchange.Span is { } span ? span.Parent.Span : default,
        };
        var buffer = ArrayPool<byte>.Shared.Rent(HeadWriter.Measure(exchange.Head, template, in facts));
        return (buffer, HeadWriter.Write(exchange.Head, template, in facts, buffer));
    }

    /// <summary>Pumps; an end that the primary cannot survive closes its connection, which wakes whoever waits for the answer.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<PumpResult> PumpAsync(
        Exchange exchange, WireConnection connection, ForwardLimits limits, HeadSend ahead, byte[]? head)
    {
        var result = await BodyPump.RunAsync(exchange, connection, limits.MaxBodyBytes, limits.Answer, ahead);
        if (head is not null)
        {
            ArrayPool<byte>.Shared.Return(head);
        }

        if (result is PumpResult.Done or PumpResult.UpstreamGone)
        {
            // Who takes no more may still have said why, but is not waited for without end. The head may come at this very moment on another thread, which has then called off what was armed before.
            connection.Arm(connection.Wheel, limits.Answer);
            if (exchange.PrimaryAnswers)
            {
                connection.Disarm();
            }
        }
        else if (result != PumpResult.Canceled)
        {
            connection.Close();
        }

        return result;
    }

    /// <summary>The answer has ended. A short rest of the body is let through, a long one is nobody's business any more.</summary>
    private static async ValueTask<PumpResult> EndPumpAsync(
        Exchange exchange, WireConnection connection, Task<PumpResult> pump, CallResult result, ForwardLimits limits)
    {
        var body = exchange.Body;
        var shortRest = result == CallResult.Answered && (body.Ended || (body.Length >= 0 && body.Length - body.Taken <= ForwardLimits.DrainBytes));
        if (!pump.IsCompleted && result == CallResult.Yielded)
        {
            // Whoever answers instead wants the rest of the body: it is not to be canceled.
            connection.Close();
        }
        else if (!pump.IsCompleted && !shortRest)
        {
            body.CancelRead();
            connection.Close();
        }
        else if (!pump.IsCompleted)
        {
            // The head of the answer has called off what bounded the send that is under way.
            connection.Arm(connection.Wheel, limits.Answer);
        }

        var pumped = await pump;
        if (result != CallResult.Answered)
        {
            // Another try, or whoever empties the client's connection, reads on.
            body.Resume();
        }

        return pumped;
    }

    private static CallResult Give(Exchange exchange, WireConnection connection, CallResult result)
    {
        var detached = exchange.Detach();
        connection.Retire();
        return detached || !exchange.IsClientGone ? result : CallResult.ClientGone;
    }

    private static CallResult Told(PumpResult result) => result switch
    {
        PumpResult.Malformed => CallResult.BodyMalformed,
        PumpResult.TooSlow => CallResult.BodyTooSlow,
        PumpResult.TooLarge => CallResult.BodyTooLarge,
        _ => CallResult.ClientGone,
    };
}
