namespace Halfsilver.Gateway.Serving;

/// <summary>What a route and its service allow a forwarded request.</summary>
/// <param name="Connect">To open a connection.</param>
/// <param name="Answer">From the end of the request to the end of the answer's head.</param>
/// <param name="Idle">For a kept connection.</param>
/// <param name="MaxBodyBytes">Of the request; null for no limit.</param>
internal sealed record ForwardLimits(TimeSpan Connect, TimeSpan Answer, TimeSpan Idle, long? MaxBodyBytes)
{
    /// <summary>Of a body nobody waits for any more, what is still read to keep the connection: one receive's worth.</summary>
    public const int DrainBytes = 64 * 1024;
}
