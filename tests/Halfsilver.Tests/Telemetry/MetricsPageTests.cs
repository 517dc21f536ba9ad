using System.Diagnostics;
using System.Reflection;
using Halfsilver.Planning;
using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class MetricsPageTests
{
    private readonly MetricRegistry _registry = new(new FakeClock());

    [Fact]
    public void A_family_is_written_with_help_type_and_its_samples_together()
    {
        _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok").Add(2);
        _registry.Gauge(MetricCatalogue.BufferedBytes, () => 0.5);
        _registry.Counter(MetricCatalogue.ConfigReloads, "file", "refused");

        Assert.Equal(
            """
            # HELP halfsilver_config_reloads_total Configurations read, by source and result.
            # TYPE halfsilver_config_reloads_total counter
            halfsilver_config_reloads_total{source="file",result="ok"} 2
            halfsilver_config_reloads_total{source="file",result="refused"} 0
            # HELP halfsilver_mirror_buffered_bytes Bytes that all copies hold.
            # TYPE halfsilver_mirror_buffered_bytes gauge
            halfsilver_mirror_buffered_bytes 0.5

            """,
            Page.Of(_registry));
    }

    [Fact]
    public void Another_system_s_name_sums_over_the_labels_that_it_does_not_have()
    {
        _registry.Counter(MetricCatalogue.MirrorRequests, "r", "shadow", "one").Add(2);
        _registry.Counter(MetricCatalogue.MirrorRequests, "r", "shadow", "two").Add(3);
        _registry.Counter(MetricCatalogue.MirrorRequests, "s", "shadow", "one").Add(4);
        Assert.DoesNotContain("vrata", Page.Of(_registry), StringComparison.Ordinal);

        _registry.Aliases = MetricAlias.For([MetricNames.Vrata]);

        Assert.Equal(
            ["""vrata_mirror_requests_total{route="r",destination="shadow"} 5""", """vrata_mirror_requests_total{route="s",destination="shadow"} 4"""],
            Page.Samples(_registry)[3..]);
        Assert.Contains("# TYPE vrata_mirror_requests_total counter\n", Page.Of(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_system_s_labels_are_those_of_ours_or_made_of_them()
    {
        _registry.Counter(MetricCatalogue.Requests, "r", "GET", "204").Add(3);
        _registry.Counter(MetricCatalogue.Requests, "r", "GET", "000").Add(1);
        _registry.Counter(MetricCatalogue.PrimaryRequests, "r", "a", "2xx").Add(3);
        _registry.Counter(MetricCatalogue.PrimaryRequests, "s", "a", "2xx").Add(4);

        _registry.Aliases = MetricAlias.For([MetricNames.Vrata]);

        Assert.Equal(
            [
                """vrata_route_requests_total{route="r",method="GET",status_code="204",status_class="2xx"} 3""",
                """vrata_route_requests_total{route="r",method="GET",status_code="000",status_class="none"} 1""",
                """vrata_destination_requests_total{destination="a",status_class="2xx"} 7""",
            ],
            Page.Samples(_registry)[4..]);
    }

    [Fact]
    public void Another_system_s_times_are_ours_together()
    {
        _registry.Histogram(MetricCatalogue.PrimaryDuration, "r", "a").Record(TimeSpan.FromMilliseconds(2));
        _registry.Histogram(MetricCatalogue.PrimaryDuration, "s", "a").Record(TimeSpan.FromSeconds(11));

        _registry.Aliases = MetricAlias.For([MetricNames.Vrata]);

        var samples = Page.Samples(_registry).Where(line => line.StartsWith("vrata_", StringComparison.Ordinal)).ToList();
        Assert.Equal("""vrata_destination_duration_seconds_bucket{destination="a",le="0.001"} 0""", samples[0]);
        Assert.Equal("""vrata_destination_duration_seconds_bucket{destination="a",le="0.0025"} 1""", samples[1]);
        Assert.Equal(["""vrata_destination_duration_seconds_sum{destination="a"} 11.002""", """vrata_destination_duration_seconds_count{destination="a"} 2"""], samples[^2..]);
        Assert.Contains("# TYPE vrata_destination_duration_seconds histogram\n", Page.Of(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_system_s_name_without_numbers_is_not_on_the_page()
    {
        _registry.Aliases = MetricAlias.For([MetricNames.Vrata]);
        Assert.Equal("", Page.Of(_registry));
    }

    [Fact]
    public void Histograms_are_cumulative_and_end_with_infinity()
    {
        var histogram = _registry.Histogram(MetricCatalogue.RequestDuration, "r");
        histogram.Record(TimeSpan.FromMilliseconds(1));
        histogram.Record(TimeSpan.FromMilliseconds(2));
        histogram.Record(TimeSpan.FromSeconds(11));

        var samples = Page.Samples(_registry);
        Assert.Equal("""halfsilver_request_duration_seconds_bucket{route="r",le="0.001"} 1""", samples[0]);
        Assert.Equal("""halfsilver_request_duration_seconds_bucket{route="r",le="0.0025"} 2""", samples[1]);
        Assert.Equal("""halfsilver_request_duration_seconds_bucket{route="r",le="10"} 2""", samples[^4]);
        Assert.Equal("""halfsilver_request_duration_seconds_bucket{route="r",le="+Inf"} 3""", samples[^3]);
        Assert.Equal("""halfsilver_request_duration_seconds_sum{route="r"} 11.003""", samples[^2]);
        Assert.Equal("""halfsilver_request_duration_seconds_count{route="r"} 3""", samples[^1]);
    }

    [Fact]
    public void A_name_cannot_break_out_of_its_label()
    {
        _registry.Gauge(MetricCatalogue.KillSwitch, () => 1, "a\"} 9\nevil 1\\");

        Assert.Equal(["""halfsilver_kill_switch{scope="a\"} 9\nevil 1\\"} 1"""], Page.Samples(_registry));
    }

    [Fact]
    public void Numbers_that_are_none_are_spelled_as_the_format_wants()
    {
        _registry.Gauge(MetricCatalogue.KillSwitch, () => double.NaN, "nan");
        _registry.Gauge(MetricCatalogue.KillSwitch, () => double.PositiveInfinity, "more");
        _registry.Gauge(MetricCatalogue.KillSwitch, () => double.NegativeInfinity, "less");

        Assert.Equal(["NaN", "+Inf", "-Inf"], Page.Samples(_registry).Select(line => line.Split(' ')[1]));
    }

    [Fact]
    public void The_catalogue_lists_every_family_once_and_the_page_can_write_each()
    {
        var fields = typeof(MetricCatalogue).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(MetricFamily)).Select(field => ((MetricFamily)field.GetValue(null)!).Name);
        var page = Page.Of(Page.WithEverything(new FakeClock())).Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line["# TYPE ".Length..]);

        Assert.Equal(fields.Order(StringComparer.Ordinal), MetricCatalogue.All.Select(family => family.Name).Order(StringComparer.Ordinal));
        Assert.Equal(MetricCatalogue.All.Select(family => $"{family.Name} {family.TypeName}"), page);
        Assert.Equal(MetricCatalogue.All.Length, MetricCatalogue.All.Select(family => family.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_process_describes_itself()
    {
        ProcessMetrics.Register(_registry, "1.2.3", "abc");

        var samples = Page.Samples(_registry);
        Assert.Contains(samples, line => line.StartsWith("""halfsilver_build_info{version="1.2.3",commit="abc",dotnet="10.""", StringComparison.Ordinal));
        Assert.True(Value(samples, "process_cpu_seconds_total") > 0);
        Assert.True(Value(samples, "process_resident_memory_bytes") > 1_000_000);
        Assert.True(Value(samples, "process_start_time_seconds") > 1_700_000_000);
        if (OperatingSystem.IsLinux())
        {
            Assert.True(Value(samples, "process_open_fds") > 3);
        }
    }

    [Fact]
    public void The_reference_lists_exactly_the_catalogue()
    {
        var path = Path.Combine(Root(), "docs", "reference", "metrics.md");
        if (Environment.GetEnvironmentVariable("HALFSILVER_UPDATE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, MetricCatalogue.Markdown());
        }

        Assert.Equal(MetricCatalogue.Markdown(), File.ReadAllText(path));
    }

    [Fact]
    public async Task Prometheus_own_linter_has_nothing_to_say()
    {
        const string promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(promtool), "promtool is not installed.");
        var registry = Page.WithEverything(new FakeClock());
        ProcessMetrics.Register(registry, "1.2.3", "abc");
        registry.Gauge(MetricCatalogue.KillSwitch, () => 1, "quote\" back\\slash\nline é");

        using var process = Process.Start(new ProcessStartInfo(promtool, "check metrics")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(Page.Of(registry));
        process.StandardInput.Close();
        var remarks = await process.StandardError.ReadToEndAsync() + await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("", remarks);
        Assert.Equal(0, process.ExitCode);
    }

    private static double Value(string[] samples, string name) =>
        double.Parse(samples.Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1]);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Halfsilver.slnx")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
