using System.Globalization;

using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Yaml;

public sealed class CoreScalarTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    [InlineData("0x1F", 31)]
    [InlineData("0o17", 15)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Integers_are_those_of_the_core_schema(string text, long value) => Assert.Equal(value, CoreScalar.Integer(text));

    [Theory]
    [InlineData("1_000")]
    [InlineData("1:30")]
    [InlineData("9223372036854775808")]
    [InlineData("0x8000000000000000")]
    [InlineData("0o7777777777777777777777777")]
    [InlineData("0b1")]
    [InlineData("")]
    [InlineData("1\n")]
    public void Other_texts_are_no_integers(string text) => Assert.Null(CoreScalar.Integer(text));

    [Theory]
    [InlineData("0.25", "0.25")]
    [InlineData(".5", "0.5")]
    [InlineData("1e2", "100")]
    [InlineData("1.10", "1.10")]
    public void Numbers_are_exact(string text, string value) => Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), CoreScalar.Number(text));

    [Theory]
    [InlineData("yes")]
    [InlineData("on")]
    [InlineData("no")]
    [InlineData("1/400")]
    [InlineData("10%")]
    public void Words_of_older_yaml_are_texts(string text)
    {
        Assert.Null(CoreScalar.Bool(text));
        Assert.True(CoreScalar.IsText(text));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("NULL")]
    [InlineData("~")]
    [InlineData("1")]
    [InlineData("1.5")]
    [InlineData("")]
    public void Words_and_numbers_of_the_core_schema_are_no_texts(string text) => Assert.False(CoreScalar.IsText(text));
}
