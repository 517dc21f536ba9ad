using System.Buffers;
using Halfsilver.Journey;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Serving;

/// <summary>Answers with the metrics page.</summary>
internal sealed class MetricsLeaf(MetricRegistry registry) : Leaf
{
    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        exchange.SendCopies();
        await LocalBody.ReadAsync(exchange);

        // Writing the page takes longer than a request may hold a socket's thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var page = new ArrayBufferWriter<byte>(16 * 1024);
        MetricsPage.Write(page, registry);
        var answer = OwnAnswer.Create(200, "OK", [("Content-Type", MetricsPage.ContentType)], page.WrittenSpan.ToArray());
        await answer.SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }
}
