using Halfsilver.Planning;
using Halfsilver.Telemetry;

namespace Halfsilver.Journey;

/// <summary>A route as the request path reads it.</summary>
internal sealed class CompiledRoute(Route route, Node node, RouteMeter meter)
{
    public Route Route { get; } = route;

    public Node Node { get; } = node;

    public RouteMeter Meter { get; } = meter;
}
