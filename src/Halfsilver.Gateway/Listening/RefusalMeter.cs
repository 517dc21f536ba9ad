using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>Requests of one entry point that began no journey: their bytes were no request, or there were too many.</summary>
internal sealed class RefusalMeter(MetricRegistry registry, string entryPoint)
{
    private readonly Counter[] _byFault = [.. Enum.GetValues<WireFault>()
        .Select(fault => registry.Counter(MetricCatalogue.RequestsRefused, entryPoint, SnakeCase.Of(fault.ToString())))];

    private readonly Counter _tooMany = registry.Counter(MetricCatalogue.RequestsRefused, entryPoint, "max_requests");
    private readonly Counter _noDescriptor = registry.Counter(MetricCatalogue.ConnectionsRefused, entryPoint, "no_descriptor");
    private readonly Counter _connections = registry.Counter(MetricCatalogue.ConnectionsRefused, entryPoint, "max_connections");

    /// <summary>As many requests were under way as allowed.</summary>
    public void TooMany() => _tooMany.Add();

    /// <summary>The process had no descriptor to spare for another client.</summary>
    public void NoDescriptor() => _noDescriptor.Add();

    /// <summary>As many connections were open as allowed.</summary>
    public void TooManyConnections() => _connections.Add();

    public void Refused(WireFault fault) => _byFault[(int)fault].Add();
}
