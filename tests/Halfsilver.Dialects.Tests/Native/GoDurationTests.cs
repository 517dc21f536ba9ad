using Halfsilver.Dialects.Shapes;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("150ms", 150)]
    [InlineData("1.5s", 1500)]
    [InlineData(".5s", 500)]
    [InlineData("1h2m3s4ms", 3_723_004)]
    [InlineData("+2s", 2000)]
    [InlineData("2s1s", 3000)]
    [InlineData("1000us", 1)]
    [InlineData("1000µs", 1)]
    [InlineData("1000000ns", 1)]
    public void A_duration_is_read_as_Go_reads_it(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GoDurations.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("1S")]
    [InlineData("99999999999999h")]
    public void What_Go_does_not_read_or_cannot_wait_for_is_none(string text) => Assert.Null(GoDurations.Parse(text));
}
