using Halfsilver.Journey;

namespace Halfsilver.Gateway.Serving;

/// <summary>Answers from the configuration.</summary>
internal sealed class DirectLeaf(OwnAnswer answer) : Leaf
{
    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        exchange.SendCopies();
        await LocalBody.ReadAsync(exchange);
        await answer.SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }
}
