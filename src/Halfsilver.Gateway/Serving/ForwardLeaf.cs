using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>
/// Forwards to an endpoint of a service. A second endpoint or connection is tried once, and only if not one byte of the
/// request was accepted, or the method is idempotent and no byte of the body was taken from the client.
/// </summary>
internal sealed class ForwardLeaf(Upstream upstream, LegTemplate template, ForwardLimits limits, PrimaryMeter meter, PrimaryLog log) : Leaf
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        if (exchange.Body.Length > limits.MaxBodyBytes)
        {
            await FailAsync(exchange, CallResult.BodyTooLarge, endpoint: null);
            return;
        }

        Endpoint? failed = null;
        for (var last = false; ; last = true)
        {
            var endpoint = upstream.Balancer.Choose(not: failed);
            if (endpoint is null)
            {
                await FailAsync(exchange, CallResult.NoEndpoint, endpoint);
                return;
            }

            var result = await TryAsync(exchange, endpoint, fresh: last);
            if (result == CallResult.Answered)
            {
                return;
            }

            if (last || !MayTryAgain(exchange, result))
            {
                await FailAsync(exchange, result, endpoint);
                return;
            }

            failed = endpoint;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CallResult> TryAsync(Exchange exchange, Endpoint endpoint, bool fresh)
    {
        var started = exchange.Instance.Time.GetTimestamp();
        endpoint.Begin();
        exchange.Span?.BeginTry(exchange.Head, upstream.Service.Name, endpoint.Address.Host, endpoint.Address.Port, endpoint.Address.Tls);
        var connection = fresh ? null : endpoint.Pool.Take();
        var result = CallResult.Answered;
        if (connection is null)
        {
            (connection, result) = await Dial.OpenAsync(endpoint, exchange.Instance.Wheel, limits.Connect);
        }

        if (connection is not null)
        {
            result = await PrimaryCall.RunAsync(exchange, endpoint, connection, template, limits);
        }

        endpoint.End();
        exchange.Span?.EndTry(exchange.Answer.Status, result == CallResult.Answered ? null : SnakeCase.Of(result.ToString()));
        if (result == CallResult.Answered)
        {
            meter.Answered(exchange.Answer.Status, exchange.Instance.Time.GetTimestamp() - started - exchange.HeldTicks);
        }
        else
        {
            meter.Failed();
        }

        return result;
    }

    private static bool MayTryAgain(Exchange exchange, CallResult result) => !exchange.Answer.Started && !exchange.IsClientGone && result switch
    {
        CallResult.Dns or CallResult.Connect or CallResult.ConnectTimeout or CallResult.Tls or CallResult.NotAccepted => exchange.Body.Taken == 0,
        CallResult.Closed or CallResult.Reset => exchange.Body.Taken == 0 && IsIdempotent(exchange.Head.Method),
        _ => false,
    };

    // RFC 9110 §9.2.2.
    private static bool IsIdempotent(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) || method.SequenceEqual("HEAD"u8) || method.SequenceEqual("OPTIONS"u8)
        || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8) || method.SequenceEqual("TRACE"u8);

    private async ValueTask FailAsync(Exchange exchange, CallResult result, Endpoint? endpoint)
    {
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
