using Halfsilver.Gateway.Cli;
using Halfsilver.Gateway.Cli.Stat;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

public sealed class StatTests
{
    private const string Labels = "route=\"shop\",destination=\"v2\",mirror=\"v2\"";

    /// <summary>A page after so many requests: 1 of 10 primaries is 500; 40% are copied, of which a quarter fails.</summary>
    internal static string Page(int requests) => $$"""
        # TYPE halfsilver_primary_requests_total counter
        halfsilver_primary_requests_total{route="shop",destination="v1",code_class="2xx"} {{requests * 9 / 10}}
        halfsilver_primary_requests_total{route="shop",destination="v1",code_class="5xx"} {{requests / 10}}
        halfsilver_primary_request_duration_seconds_bucket{route="shop",destination="v1",le="0.01"} {{requests / 2}}
        halfsilver_primary_request_duration_seconds_bucket{route="shop",destination="v1",le="0.05"} {{requests}}
        halfsilver_primary_request_duration_seconds_bucket{route="shop",destination="v1",le="+Inf"} {{requests}}
        halfsilver_mirror_matched_total{{{Labels}}} {{requests}}
        halfsilver_mirror_requests_total{{{Labels}}} {{requests * 4 / 10}}
        halfsilver_mirror_skipped_total{{{Labels}},reason="not_sampled"} {{requests * 5 / 10}}
        halfsilver_mirror_skipped_total{{{Labels}},reason="method"} {{requests / 10}}
        halfsilver_mirror_responses_total{{{Labels}},code_class="2xx"} {{requests * 3 / 10}}
        halfsilver_mirror_errors_total{{{Labels}},reason="connect"} {{requests / 10}}
        """;

    private static StatRow[] Rows(string before, string after) =>
        [.. StatReader.Rows(new Growth(MetricsPage.Parse(before), MetricsPage.Parse(after)), TimeSpan.FromSeconds(10))];

    [Fact]
    public void Rows_hold_what_happened_between_the_pages_primary_first()
    {
        var rows = Rows(Page(100), Page(300));

        Assert.Equal(new StatRow("shop", "primary", null, "v1", null, 90, 20, 10, 46, 49.2, null, null), Rounded(rows[0]));
        Assert.Equal(new StatRow("shop", "mirror", "v2", "v2", 40, 75, 8, null, null, null, 60, "not_sampled"), Rounded(rows[1]));
    }

    [Fact]
    public void Rows_line_up_as_a_table()
    {
        var lines = TextTable.Lines([StatRow.Heading, .. Rows(Page(100), Page(300)).Select(row => row.Cells())]).ToArray();

        Assert.Equal("ROUTE  ROLE       SERVICE  SENT   SUCCESS  RPS   P50   P95   P99   SKIPPED", lines[0]);
        Assert.Equal("shop   primary    v1       –      90.00%   20.0  10ms  46ms  49ms  –", lines[1]);
        Assert.Equal("shop   mirror v2  v2       40.0%  75.00%   8.0   –     –     –     60.0% not_sampled", lines[2]);
    }

    [Fact]
    public void A_window_in_which_nothing_happened_has_no_percentages()
    {
        var rows = Rows(Page(100), Page(100));

        Assert.All(rows, row => Assert.Equal(0, row.PerSecond));
        Assert.All(rows, row => Assert.Null(row.SuccessPercent));
        Assert.Null(rows[1].SentPercent);
    }

    [Fact]
    public void A_restarted_gateway_counts_from_nothing()
    {
        Assert.Equal(10, Rows(Page(1_000), Page(100))[0].PerSecond);
    }

    [Fact]
    public void A_quantile_beyond_the_last_bound_is_that_bound()
    {
        var page = MetricsPage.Parse("h_bucket{le=\"0.1\"} 0\nh_bucket{le=\"0.5\"} 0\nh_bucket{le=\"+Inf\"} 10\n");

        Assert.Equal(0.5, new Growth(MetricsPage.Parse(""), page).Quantile(0.5, "h", _ => true));
    }

    [Theory]
    [InlineData("a{b=\"x\\\"y\\\\z\\nw\",c=\"}\"} 1.5e3", "x\"y\\z\nw", "}", 1500)]
    [InlineData("a{b=\"1\",c=\"2\",} 7 1700000000000", "1", "2", 7)]
    [InlineData("a{b=\"\",c=\"{,}\"} +Inf", "", "{,}", double.PositiveInfinity)]
    public void Labels_and_numbers_are_read_as_they_are_escaped(string line, string b, string c, double value)
    {
        var sample = Assert.Single(MetricsPage.Parse($"# HELP a b\n{line}\n\n").Named("a"));

        Assert.Equal((b, c, value), (sample["b"], sample["c"], sample.Value));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a{b=\"x")]
    [InlineData("a{b} 1")]
    [InlineData("a{b=\"c\"} one")]
    [InlineData("<html>")]
    public void What_is_no_sample_is_left_out(string line) => Assert.Empty(MetricsPage.Parse(line).Named("a"));

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData("10m", 600_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("10", null)]
    [InlineData("-1s", null)]
    [InlineData("s", null)]
    [InlineData("99999999h", null)]
    public void A_duration_has_a_number_and_a_unit(string text, int? milliseconds) =>
        Assert.Equal(milliseconds is { } number ? TimeSpan.FromMilliseconds(number) : null, Durations.Parse(text));

    private static StatRow Rounded(StatRow row) => row with
    {
        SuccessPercent = Round(row.SuccessPercent),
        P50Ms = Round(row.P50Ms),
        P95Ms = Round(row.P95Ms),
        P99Ms = Round(row.P99Ms),
        SentPercent = Round(row.SentPercent),
        SkippedPercent = Round(row.SkippedPercent),
    };

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 6) : null;
}
