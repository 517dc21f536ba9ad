using System.Buffers;
using System.Text;
using Halfsilver.Telemetry;

namespace Halfsilver.Tests.Telemetry;

/// <summary>The metrics page as tests read it.</summary>
internal static class Page
{
    public static string Of(MetricRegistry registry)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricsPage.Write(output, registry);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string[] Samples(MetricRegistry registry) =>
        [.. Of(registry).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];

    /// <summary>One series of every family in the catalogue.</summary>
    public static MetricRegistry WithEverything(TimeProvider time)
    {
        var registry = new MetricRegistry(time);
        foreach (var family in MetricCatalogue.All)
        {
            string[] labels = [.. family.Labels.Select(label => label + "-value")];
            switch (family.Type)
            {
                case MetricType.Counter:
                    registry.Counter(family, labels).Add();
                    break;
                case MetricType.Gauge:
                    registry.Gauge(family, () => 1.5, labels);
                    break;
                default:
                    registry.Histogram(family, labels).Record(TimeSpan.FromMilliseconds(3));
                    break;
            }
        }

        return registry;
    }
}
