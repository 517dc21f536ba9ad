using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class PromTextTests
{
    private const string Page =
        """
        # HELP copies_total Copies sent.
        # TYPE copies_total counter
        copies_total{mirror="v2",odd="a\"b\\c\nd"} 3
        copies_total{mirror="v3"} 4 1700000000000

        # HELP up Whether it is up.
        # TYPE up gauge
        up 1.5e1
        limit{} +Inf

        """;

    [Fact]
    public void Names_labels_and_values_are_read()
    {
        var page = PromText.Parse(Page);
        Assert.Equal(4, page.Samples.Count);
        Assert.Equal(15, page.Value("up"));
        Assert.Equal(4, page.Value("copies_total", ("mirror", "v3")));
        Assert.Equal("a\"b\\c\nd", page.Samples[0].Labels["odd"]);
        Assert.Equal(double.PositiveInfinity, page.Value("limit"));
        Assert.Equal(("counter", "Copies sent."), (page.Types["copies_total"], page.Helps["copies_total"]));
    }

    [Fact]
    public void Sums_run_over_what_fits_and_a_value_must_be_alone()
    {
        var page = PromText.Parse(Page);
        Assert.Equal(7, page.Sum("copies_total"));
        Assert.Equal(0, page.Sum("copies_total", ("mirror", "v9")));
        Assert.Throws<InvalidOperationException>(() => page.Value("copies_total"));
        Assert.Throws<InvalidOperationException>(() => page.Value("nothing"));
    }

    [Theory]
    [InlineData("up")]
    [InlineData("up one")]
    [InlineData("up{a=\"1} 1")]
    [InlineData("up{a=1} 1")]
    [InlineData("up{a=\"1\",a=\"2\"} 1")]
    [InlineData("up{a=\"\\x\"} 1")]
    [InlineData("{a=\"1\"} 1")]
    public void A_wrong_line_is_refused(string line) => Assert.Throws<FormatException>(() => PromText.Parse(line));

    [Fact]
    public async Task The_real_tool_tells_a_good_page_from_a_bad_one()
    {
        Assert.SkipUnless(Promtool.Available, "promtool is not installed");
        Assert.Empty(await Promtool.CheckAsync("# HELP up Whether it is up.\n# TYPE up gauge\nup 1\n"));
        Assert.NotEmpty(await Promtool.CheckAsync("up one\n"));
    }
}
