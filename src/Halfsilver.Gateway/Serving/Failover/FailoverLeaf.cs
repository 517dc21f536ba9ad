using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Steps;
using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.Failover;

/// <summary>Lets a service answer, and another one where the first leaves the request to it. What was read of the body by then is sent once more.</summary>
internal sealed class FailoverLeaf(FailoverService service, Node first, Node fallback, FailoverMeter meter, FailoverLog log) : Leaf
{
    private readonly YieldRule _rule = new(service.OnStatus);

    public override bool IsWell => first.IsWell || fallback.IsWell;

    [AsyncMethodBuilder(typeof(StepBuilder))]
    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        // Without statuses the first service leaves a request only while no byte of its body was taken.
        if (_rule.HasStatuses && exchange.Body is { Framing: not BodyFraming.None } and not KeptBody)
        {
            exchange.KeepBody(service.MaxBufferedBody, must: false);
        }

        var outer = exchange.Yields;
        exchange.Yields = _rule;
        await Of(first).AnswerAsync(exchange);
        exchange.Yields = outer;
        if (exchange.Yielded is not { Why: { } why } yielded)
        {
            return;
        }

        exchange.Yielded = default;
        Count(yielded);
        log.Used(service, why);
        exchange.RewindBody();
        await Of(fallback).AnswerAsync(exchange);
    }

    private void Count(Yielding yielded)
    {
        if (yielded.NoEndpoint)
        {
            meter.NoEndpoint();
        }
        else if (yielded.Status > 0)
        {
            meter.Status();
        }
        else
        {
            meter.Failed();
        }
    }
}
