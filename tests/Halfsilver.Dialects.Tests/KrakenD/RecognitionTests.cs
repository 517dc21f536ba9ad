using Xunit;

namespace Halfsilver.Dialects.Tests.KrakenD;

public sealed class RecognitionTests
{
    [Theory]
    [InlineData("""{ "version": 3, "endpoints": [] }""")]
    [InlineData("""{"$schema":"https://www.krakend.io/schema/krakend.json","version":3}""")]
    [InlineData("""{ "extra_config": {}, "endpoints": [{ "endpoint": "/a", "backend": [] }], "version": 3 }""")]
    [InlineData("version: 3\nendpoints:\n- endpoint: /a\n")]
    [InlineData("""{ "version": 2, "endpoints": [{ "endpoint": "/a", "backend": [{}] }] }""")]
    [InlineData("""{ "endpoint": "/a", "backend": [{}] }""")]
    [InlineData("""{ "backend": [{ "host": ["http://a"] }], "endpoint": "/a" }""")]
    [InlineData("endpoint: /a\nbackend:\n  - host: [ http://a ]\n")]
    [InlineData("""{ "extra_config": { "proxy": { "shadow": true } } }""")]
    public void A_file_of_KrakenD_is_known_by_what_it_holds(string text) => Assert.Equal("krakend", Dialect(text));

    [Theory]
    [InlineData("version: 1\nservices: {}\n")]
    [InlineData("version: 1\nservices:\n  a: { endpoints: [ http://a ] }\n")]
    [InlineData("http:\n  services:\n    a: { mirroring: { service: b } }\n")]
    [InlineData("apiVersion: v1\nkind: Endpoints\nbackend:\n- a\nendpoint: /x\n")]
    [InlineData("_format_version: \"3.0\"\nservices: []\n")]
    [InlineData("version: 3\nservices: []\n")]
    [InlineData("")]
    public void A_file_of_anybody_else_is_not(string text) => Assert.NotEqual("krakend", Dialect(text));

    private static string Dialect(string text) => DialectBook.Group([new DialectText("file", text)])[0].Dialect.Name;
}
