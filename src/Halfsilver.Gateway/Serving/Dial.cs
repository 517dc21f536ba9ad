using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>Opens a connection to an endpoint.</summary>
internal static class Dial
{
    public static async ValueTask<(WireConnection? Connection, CallResult Result)> OpenAsync(
        Endpoint endpoint, DeadlineWheel wheel, TimeSpan timeout)
    {
        var (connection, result) = await endpoint.ConnectAsync(wheel, timeout);
        return (connection, result switch
        {
            DialResult.Connected => CallResult.Answered,
            DialResult.Dns => CallResult.Dns,
            DialResult.Forbidden => CallResult.Forbidden,
            DialResult.TimedOut => CallResult.ConnectTimeout,
            DialResult.NoDescriptor => CallResult.NoDescriptor,
            DialResult.Tls => CallResult.Tls,
            _ => CallResult.Connect,
        });
    }
}
