using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>Requests of one entry point whose bytes were no request, by fault.</summary>
internal sealed class RefusalMeter(MetricRegistry registry, string entryPoint)
{
    private readonly Counter[] _byFault = [.. Enum.GetValues<WireFault>()
        .Select(fault => registry.Counter(MetricCatalogue.RequestsRefused, entryPoint, SnakeCase.Of(fault.ToString())))];

    public void Refused(WireFault fault) => _byFault[(int)fault].Add();
}
