using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>What a client is told whose bytes are no request. The connection ends with it.</summary>
internal static class RefusedAnswer
{
    public static int StatusOf(WireFault fault) => fault switch
    {
        WireFault.HeadTooLarge or WireFault.TooManyFields => 431,
        WireFault.BadVersion => 505,
        _ => 400,
    };

    public static async ValueTask SendAsync(Http1Answer answer, RequestHead head, int status)
    {
        head.Reset([], 0);
        answer.Begin(head, keepAlive: false);
        await Of(status).SendAsync(answer, toHead: false);
    }

    /// <summary>For a request that came when there were as many as allowed.</summary>
    public static OwnAnswer Busy() => ProblemAnswer.Of(
        503, "Service unavailable", "The gateway has as many requests under way as it takes.", ProblemAnswer.NextId(), retryAfter: 1);

    /// <summary>The answer, with an id of its own.</summary>
    public static OwnAnswer Of(int status)
    {
        var (title, detail) = status switch
        {
            408 => ("Request timeout", "The request's head came too slowly."),
            431 => ("Request header fields too large", "The request's head is larger than allowed."),
            505 => ("HTTP version not supported", "Only HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken here."),
            _ => ("Bad request", "The request is not valid HTTP, or two readers could read it differently."),
        };
        return ProblemAnswer.Of(status, title, detail, ProblemAnswer.NextId());
    }
}
