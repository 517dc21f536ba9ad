using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Steps;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>
/// Forwards to an endpoint of a service. A second endpoint or connection is tried once, and only if not one byte of the
/// request was accepted, or the method is idempotent; and only if the body can be sent from its first byte.
/// </summary>
internal sealed class ForwardLeaf(Upstream upstream, LegTemplate template, ForwardLimits limits, PrimaryMeter meter, PrimaryLog log) : Leaf
{
    public override bool IsWell => upstream.IsWell;

    [AsyncMethodBuilder(typeof(StepBuilder))]
    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        if (exchange.Body.Length > limits.MaxBodyBytes)
        {
            await FailAsync(exchange, CallResult.BodyTooLarge, endpoint: null);
            return;
        }

        if (exchange.IsClientGone)
        {
            // Whoever resets faster than this is served costs the service no connection, neither a new one nor a kept one.
            await FailAsync(exchange, CallResult.ClientGone, endpoint: null);
            return;
        }

        Endpoint? failed = null;
        for (var last = false; ; last = true)
        {
            var endpoint = upstream.Balancer.Choose(exchange.Facts, not: failed);
            if (endpoint is null)
            {
                await FailAsync(exchange, CallResult.NoEndpoint, endpoint);
                return;
            }

            // In this method and not in one of its own: whatever waits for the answer is woken one step earlier.
            var started = BeginTry(exchange, endpoint);
            var connection = last ? null : endpoint.Pool.Take();
            var kept = connection is not null;
            var result = CallResult.Answered;
            if (connection is null)
            {
                (connection, result) = await Dial.OpenAsync(endpoint, exchange.Instance.Wheel, limits.Connect);
            }

            if (connection is not null)
            {
                result = await PrimaryCall.RunAsync(exchange, endpoint, connection, template, limits);
            }

            EndTry(exchange, endpoint, result, kept, started);
            if (result == CallResult.Answered || (result == CallResult.Yielded && TryYield(exchange, "status", exchange.Yielded.Status)))
            {
                return;
            }

            // The answer was passed over, and meanwhile the body has grown beyond what can be sent again.
            result = result == CallResult.Yielded ? CallResult.Closed : result;

            if (last || !MayTryAgain(exchange, result))
            {
                await FailAsync(exchange, result, endpoint);
                return;
            }

            exchange.Body.Rewind();
            failed = endpoint;
        }
    }

    private long BeginTry(Exchange exchange, Endpoint endpoint)
    {
        endpoint.Begin();
        exchange.Span?.BeginTry(exchange.Head, upstream.Service.Name, endpoint.Address.Host, endpoint.Address.Port, endpoint.Address.Tls);
        return exchange.Instance.Time.GetTimestamp();
    }

    private void EndTry(Exchange exchange, Endpoint endpoint, CallResult result, bool kept, long started)
    {
        endpoint.End();
        var answered = result is CallResult.Answered or CallResult.Yielded;
        var status = result == CallResult.Yielded ? exchange.Yielded.Status : exchange.Answer.Status;
        exchange.Span?.EndTry(status, answered ? null : SnakeCase.Of(result.ToString()));
        if (answered)
        {
            endpoint.Answered(status);
            meter.Answered(status, exchange.Instance.Time.GetTimestamp() - started - exchange.HeldTicks);
            return;
        }

        meter.Failed();
        if (IsEndpoints(result, kept))
        {
            endpoint.Failed();
        }
    }

    private static bool MayTryAgain(Exchange exchange, CallResult result) => !exchange.Answer.Started && !exchange.IsClientGone && result switch
    {
        CallResult.Dns or CallResult.Forbidden or CallResult.Connect or CallResult.ConnectTimeout or CallResult.Tls or CallResult.NotAccepted => exchange.Body.CanRewind,
        CallResult.Closed or CallResult.Reset => exchange.Body.CanRewind && IsIdempotent(exchange.Head.Method),
        _ => false,
    };

    // That a kept connection turns out to be closed says nothing about the endpoint.
    private static bool IsEndpoints(CallResult result, bool kept) => result switch
    {
        CallResult.NoDescriptor => false,
        CallResult.NotAccepted or CallResult.Closed or CallResult.Reset => !kept,
        _ => CallProblem.IsUpstreams(result),
    };

    /// <summary>Leaves the request to another leaf where one waits and can still answer.</summary>
    private static bool TryYield(Exchange exchange, string why, int status = 0, bool noEndpoint = false)
    {
        exchange.Yielded = exchange.MayYield ? new Yielding(why, status, noEndpoint) : default;
        return exchange.MayYield;
    }

    // A service that was not reached has not seen the request. What it broke off may be listed like any status.
    private static bool Leaves(Exchange exchange, CallResult result) =>
        result == CallResult.NoEndpoint || MayTryAgain(exchange, result)
        || (exchange.Yields is { } rule && CallProblem.IsUpstreams(result) && rule.Covers(CallProblem.StatusOf(result)));

    // RFC 9110 §9.2.2.
    private static bool IsIdempotent(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) || method.SequenceEqual("HEAD"u8) || method.SequenceEqual("OPTIONS"u8)
        || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8) || method.SequenceEqual("TRACE"u8);

    private async ValueTask FailAsync(Exchange exchange, CallResult result, Endpoint? endpoint)
    {
        if (exchange.Yields is not null && Leaves(exchange, result)
            && TryYield(exchange, SnakeCase.Of(result.ToString()), noEndpoint: result == CallResult.NoEndpoint))
        {
            return;
        }

        // The mirrors get what they were chosen for, whatever became of the primary.
        exchange.SendCopies();
        if (exchange.Answer.Started || exchange.IsClientGone)
        {
            exchange.Answer.Abort();
            return;
        }

        var requestId = ProblemAnswer.NextId();
        if (CallProblem.IsUpstreams(result))
        {
            log.Failed(upstream.Service.Name, endpoint, result, requestId);
        }

        await DrainAsync(exchange);
        await CallProblem.Of(result, requestId).SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }

    /// <summary>A small body still goes to the copies, and lets the connection live on.</summary>
    private async ValueTask DrainAsync(Exchange exchange)
    {
        if (exchange.Body.Length is >= 0 and <= ForwardLimits.DrainBytes && !exchange.Body.Ended)
        {
            await BodyPump.RunAsync(exchange, to: null, limits.MaxBodyBytes, limits.Answer);
        }
    }
}
