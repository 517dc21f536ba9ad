using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// A request that Kestrel has read (HTTP/2), made an exchange like any other: its head is written down as an HTTP/1.1 head and read
/// by the same strict parser, so that nothing gets in through this door that the other refuses.
/// </summary>
internal static class HttpContextFront
{
    public static async Task RunAsync(HttpContext context, LiveEntryPoint entryPoint, Instance instance)
    {
        var head = new RequestHead();
        var answer = new HttpContextAnswer(context);
        var limits = entryPoint.Limits;
        var fault = Read(context, head, entryPoint, limits);
        if (fault != WireFault.None)
        {
            entryPoint.Refused(fault);
            await RefusedAnswer.Of(RefusedAnswer.StatusOf(fault)).SendAsync(answer, HttpMethods.IsHead(context.Request.Method));
            return;
        }

        KestrelLimits.FreeOfBodyRate(context);
        var body = new HttpContextBody(context.Request, head);
        var connection = context.Connection;
        var remote = connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort) : null;
        var exchange = new Exchange(head, body, answer, Client.Of(remote, entryPoint.Certificates is not null), instance);
        using var gone = context.RequestAborted.UnsafeRegister(static state => ((Exchange)state!).ClientGone(), exchange);
        exchange.Begin(instance.Wheel.Timestamp, entryPoint.TrustedProxies);
        try
        {
            await entryPoint.ServeAsync(exchange);
        }
        finally
        {
            entryPoint.Served();
        }

        if (exchange.Splice is { } splice)
        {
            await splice.RunAsync(new HttpContextStream(context, answer.Accepted!), limits.UpgradeIdleTimeout);
        }
    }

    private static WireFault Read(HttpContext context, RequestHead head, LiveEntryPoint entryPoint, ConnectionLimits limits)
    {
        if (Http2Head.Write(context.Request, out var fault) is not { } buffer)
        {
            return fault;
        }

        if (buffer.Length > limits.MaxHeadBytes)
        {
            return WireFault.HeadTooLarge;
        }

        fault = RequestParser.Parse(head, buffer, buffer.Length, limits.MaxFields);
        return fault == WireFault.None && entryPoint.Paths == PathPolicy.Strict && PathSafety.IsAmbiguous(head.Path)
            ? WireFault.BadTarget
            : fault;
    }
}
