using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>What an endpoint says about all of its backends.</summary>
/// <param name="Endpoint">The endpoint as it was read.</param>
/// <param name="Path">Its path.</param>
/// <param name="Method">Its method.</param>
/// <param name="Timeout">Time for the whole answer.</param>
internal sealed record EndpointFacts(MapItem Endpoint, EndpointPath Path, string Method, TimeSpan Timeout)
{
    /// <summary>What clients are sent, in KrakenD's words.</summary>
    public required string Output { get; init; }

    /// <summary>Whether the backends are called one after the other.</summary>
    public required bool Sequential { get; init; }

    /// <summary>How many times each is called at once.</summary>
    public required int Calls { get; init; }

    /// <summary>Whether the answer is passed on as it comes.</summary>
    public bool Passes => Output == "no-op";
}
