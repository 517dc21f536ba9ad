using System.Diagnostics;
using System.Globalization;

namespace Halfsilver.Telemetry;

/// <summary>What the page says of the process itself. Everything is read when the page is written.</summary>
internal static class ProcessMetrics
{
    private const string Descriptors = "/proc/self/fd";

    /// <param name="registry">Where the series go.</param>
    /// <param name="version">Version of the product.</param>
    /// <param name="commit">Commit of the build; empty if unknown.</param>
    public static void Register(MetricRegistry registry, string version, string commit)
    {
        registry.Gauge(MetricCatalogue.BuildInfo, () => 1, version, commit, Environment.Version.ToString());
        if (!OperatingSystem.IsIOS() && !OperatingSystem.IsTvOS() && !OperatingSystem.IsBrowser())
        {
            registry.Gauge(MetricCatalogue.ProcessCpu, () => Environment.CpuUsage.TotalTime.TotalSeconds);
        }

        registry.Gauge(MetricCatalogue.ProcessResident, () => Environment.WorkingSet);
        using (var self = Process.GetCurrentProcess())
        {
            var start = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
            registry.Gauge(MetricCatalogue.ProcessStart, () => start);
        }

        if (Directory.Exists(Descriptors))
        {
            registry.Gauge(MetricCatalogue.ProcessDescriptors, () => Directory.EnumerateFileSystemEntries(Descriptors).Count());
        }

        registry.Gauge(MetricCatalogue.GcHeap, () => GC.GetGCMemoryInfo().HeapSizeBytes);
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            var one = generation;
            registry.Gauge(MetricCatalogue.GcCollections, () => GC.CollectionCount(one), one.ToString(CultureInfo.InvariantCulture));
        }
    }
}
