using Halfsilver.Journey;

namespace Halfsilver.Gateway.Serving;

/// <summary>What a client is told when a primary could not answer.</summary>
internal static class CallProblem
{
    public static OwnAnswer Of(CallResult result, string requestId)
    {
        var (status, title, detail) = Words(result);
        return ProblemAnswer.Of(status, title, detail, requestId);
    }

    /// <summary>The status it is told.</summary>
    public static int StatusOf(CallResult result) => Words(result).Status;

    /// <summary>Whether the fault lies behind the gateway, not with the client.</summary>
    public static bool IsUpstreams(CallResult result) =>
        result is not (CallResult.ClientGone or CallResult.BodyMalformed or CallResult.BodyTooSlow or CallResult.BodyTooLarge);

    private static (int Status, string Title, string Detail) Words(CallResult result) => result switch
    {
        CallResult.NoEndpoint => (503, "Service unavailable", "The service has no endpoint."),
        CallResult.NoDescriptor => (503, "Service unavailable", "The gateway has no descriptor to spare."),
        CallResult.Dns => (502, "Bad gateway", "The service's name does not resolve."),
        CallResult.Forbidden => (502, "Bad gateway", "The service's address is none that this gateway dials."),
        CallResult.Connect => (502, "Bad gateway", "The service cannot be reached."),
        CallResult.ConnectTimeout => (504, "Gateway timeout", "The service could not be reached in time."),
        CallResult.Tls => (502, "Bad gateway", "The TLS handshake with the service failed."),
        CallResult.TimedOut => (504, "Gateway timeout", "The service did not answer in time."),
        CallResult.Protocol => (502, "Bad gateway", "The service's answer is not valid HTTP."),
        CallResult.HeadTooLarge => (502, "Bad gateway", "The head of the service's answer is too large."),
        CallResult.BodyMalformed => (400, "Bad request", "The request's body is not valid HTTP."),
        CallResult.BodyTooSlow => (408, "Request timeout", "The request's body came too slowly."),
        CallResult.BodyTooLarge => (413, "Content too large", "The request's body is larger than this route takes."),
        _ => (502, "Bad gateway", "The service closed the connection before it answered."),
    };
}
