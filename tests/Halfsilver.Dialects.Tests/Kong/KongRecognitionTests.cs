using Xunit;

namespace Halfsilver.Dialects.Tests.Kong;

public sealed class KongRecognitionTests
{
    [Theory]
    [InlineData("_format_version: \"3.0\"\nservices: []\n")]
    [InlineData("# a comment\n_transform: true\n_format_version: '2.1'\n")]
    [InlineData("""{"_format_version":"3.0","services":[]}""")]
    [InlineData("""{ "services": [], "_format_version": "3.0" }""")]
    [InlineData("---\n\"_format_version\": \"1.1\"\n")]
    public void A_file_of_Kong_is_known_by_its_format(string text) => Assert.Equal("kong", Dialect(text));

    [Theory]
    [InlineData("version: 1\nservices:\n  a: { endpoints: [ http://a ] }\n")]
    [InlineData("version: 1\n# _format_version: 3\n")]
    [InlineData("""{ "version": 3, "endpoints": [] }""")]
    [InlineData("http:\n  services:\n    a: { mirroring: { service: b } }\n")]
    [InlineData("")]
    public void A_file_of_anybody_else_is_not(string text) => Assert.NotEqual("kong", Dialect(text));

    private static string Dialect(string text) => DialectBook.Group([new DialectText("file", text)])[0].Dialect.Name;
}
