using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Matching;
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
        var buffer = HttpContextHead.Write(context.Request, out var length);
        var head = new RequestHead();
        var answer = new HttpContextAnswer(context);
        var fault = RequestParser.Parse(head, buffer, length, entryPoint.Limits.MaxFields);
        if (fault != WireFault.None || (entryPoint.Paths == PathPolicy.Strict && PathSafety.IsAmbiguous(head.Path)))
        {
            entryPoint.Refused(fault == WireFault.None ? WireFault.BadTarget : fault);
            context.Response.StatusCode = RefusedAnswer.StatusOf(fault);
            return;
        }

        var body = new HttpContextBody(context.Request, head);
        var connection = context.Connection;
        var remote = connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort) : null;
        var exchange = new Exchange(head, body, answer, Client.Of(remote, context.Request.IsHttps), instance);
        using var gone = context.RequestAborted.UnsafeRegister(static state => ((Exchange)state!).ClientGone(), exchange);
        exchange.Begin(instance.Wheel.Timestamp, entryPoint.TrustedProxies);
        await entryPoint.Journey.RunAsync(exchange, entryPoint.Routes);
    }
}
