using System.Collections.Frozen;
using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>What a client is told whose bytes are no request. The connection ends with it.</summary>
internal static class RefusedAnswer
{
    private static readonly FrozenDictionary<int, OwnAnswer> s_answers = new Dictionary<int, OwnAnswer>
    {
        [400] = Create(400, "Bad Request", "The request is not valid HTTP/1.1, or two readers could read it differently."),
        [408] = Create(408, "Request Timeout", "The request's head came too slowly."),
        [431] = Create(431, "Request Header Fields Too Large", "The request's head is larger than allowed."),
        [505] = Create(505, "HTTP Version Not Supported", "Only HTTP/1.0 and HTTP/1.1 are spoken here."),
    }.ToFrozenDictionary();

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
        await s_answers[status].SendAsync(answer, toHead: false);
    }

    private static OwnAnswer Create(int status, string reason, string detail) =>
        ProblemAnswer.Of(status, reason, detail, requestId: "none");
}
