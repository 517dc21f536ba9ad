using System.Runtime.CompilerServices;
using Halfsilver.Matching;
using Halfsilver.Steps;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>
/// One request's way. Step 1, listening, stands before it: a front has read a head and begun the exchange. Capturing,
/// comparing and recording will stand behind it.
/// </summary>
internal sealed class Journey(Instance instance, RouteMeter unmatched)
{
    [AsyncMethodBuilder(typeof(StepBuilder))]
    public async ValueTask RunAsync(Exchange exchange, RouteTable<CompiledRoute> routes)
    {
        exchange.Span = RequestSpan.Begin(instance.Tracing, exchange.Head, exchange.Client.Https);
        exchange.Span?.Client(exchange.Client.AddressText.Span);

        // 2 · Match: an index narrows the routes, then rules decide.
        var route = routes.Find(exchange.Facts);
        if (route is null)
        {
            await AnswerAsync(exchange, 404, "No route", "No route matches this request.");
            Count(exchange, unmatched, Elapsed(exchange));
            return;
        }

        // 3 · Sample: from the head alone; a request that no mirror wants pays nothing further.
        exchange.Route = route;
        exchange.Span?.Matched(route.Route.Name);
        var leaf = Walk(exchange, route.Node);

        // 4 · Tee: only where a copy wants the body.
        exchange.OpenTee();

        // 5 · Send copies and 6 · Primary: the primary's head first, then the copies, then the answer.
        if (exchange.Head.Form == TargetForm.Authority)
        {
            await AnswerAsync(exchange, 501, "Not implemented", "This gateway opens no tunnels.");
        }
        else
        {
            await leaf.AnswerAsync(exchange);
        }

        exchange.SendCopies();
        var elapsed = Elapsed(exchange);
        exchange.End(exchange.IsClientGone ? TeeCut.ClientAbort : TeeCut.Body, elapsed);
        Count(exchange, route.Meter, elapsed);
    }

    private Leaf Walk(Exchange exchange, Node node)
    {
        while (true)
        {
            switch (node)
            {
                case MirroringNode mirroring:
                    Sample(exchange, mirroring.Mirrors);
                    node = mirroring.Next;
                    break;
                case SplitNode split:
                    node = split.Next();
                    break;
                default:
                    return (Leaf)node;
            }
        }
    }

    private void Sample(Exchange exchange, MirrorBranch[] branches)
    {
        var head = exchange.Head;
        var loops = head.Find(FieldKind.Halfsilver) >= 0 || ViaMark.Names(head, instance.IdBytes.Span);
        var upgrade = exchange.AsksUpgrade || head.Form == TargetForm.Authority;
        foreach (var branch in branches)
        {
            Sample(exchange, branch, loops, upgrade);
        }
    }

    private static void Sample(Exchange exchange, MirrorBranch branch, bool loops, bool upgrade, bool offered = true)
    {
        if (branch.Mirror.Choose(exchange.Facts, loops, upgrade, out var sampled, offered))
        {
            exchange.Choose(branch.Mirror);
            foreach (var nested in branch.Nested)
            {
                Sample(exchange, nested, loops: false, upgrade);
            }
        }

        foreach (var baseline in branch.Baselines)
        {
            Sample(exchange, baseline, loops, upgrade, sampled);
        }
    }

    private static async ValueTask AnswerAsync(Exchange exchange, int status, string title, string detail) =>
        await ProblemAnswer.Of(status, title, detail, ProblemAnswer.NextId())
            .SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));

    private long Elapsed(Exchange exchange) => instance.Time.GetTimestamp() - exchange.StartedAt;

    private static void Count(Exchange exchange, RouteMeter meter, long elapsed)
    {
        meter.Answered(MethodLabel.IndexOf(exchange.Head.Method), exchange.Answer.Status, elapsed);
        exchange.Span?.End(exchange.Answer.Status);
    }
}
