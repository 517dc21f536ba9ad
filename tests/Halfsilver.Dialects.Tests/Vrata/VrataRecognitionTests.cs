using Xunit;

namespace Halfsilver.Dialects.Tests.Vrata;

public sealed class VrataRecognitionTests
{
    [Theory]
    [InlineData("""{ "forward": { "destinations": [{ "destinationId": "<primary>", "weight": 100 }] } }""")]
    [InlineData("""{ "listeners": [], "routes": [], "groups": [], "destinations": [], "middlewares": [] }""")]
    [InlineData("""{ "id": "1", "name": "first", "snapshot": { "destinations": [], "routes": [] } }""")]
    [InlineData("routes:\n- name: a\n  directResponse:\n    status: 200\n")]
    [InlineData("destinations:\n- id: a\nlisteners:\n- port: 80\n")]
    [InlineData("routes:\n- forward:\n    mirror:\n      destinationId: b\n")]
    public void A_file_of_Vrata_is_known_by_what_it_holds(string text) => Assert.Equal("vrata", Dialect(text));

    [Theory]
    [InlineData("version: 1\nservices: {}\n")]
    [InlineData("http:\n  services:\n    a: { mirroring: { service: b } }\n")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: { name: destinationId }\n")]
    [InlineData("_format_version: \"3.0\"\nservices: []\nroutes: []\n")]
    [InlineData("""{ "version": 3, "endpoints": [{ "endpoint": "/a", "backend": [] }] }""")]
    [InlineData("")]
    public void A_file_of_anybody_else_is_not(string text) => Assert.NotEqual("vrata", Dialect(text));

    private static string Dialect(string text) => DialectBook.Group([new DialectText("file", text)])[0].Dialect.Name;
}
