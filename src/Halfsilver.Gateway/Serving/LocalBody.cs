using Halfsilver.Journey;

namespace Halfsilver.Gateway.Serving;

/// <summary>The body of a request that the gateway answers itself: read for the copies' sake, or left.</summary>
internal static class LocalBody
{
    /// <summary>Reads a body that copies wait for, or one short enough to keep the connection alive.</summary>
    public static async ValueTask ReadAsync(Exchange exchange)
    {
        var body = exchange.Body;
        if (!body.Ended && (exchange.Tee is not null || body.Length is >= 0 and <= ForwardLimits.DrainBytes))
        {
            await BodyPump.RunAsync(exchange, to: null, maxBytes: null, Timeout.InfiniteTimeSpan);
        }
    }
}
