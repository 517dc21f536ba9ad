using Halfsilver.Dialects.Yarp;

using Xunit;

namespace Halfsilver.Dialects.Tests.Yarp;

public sealed class YarpRecognitionTests
{
    [Theory]
    [InlineData("""{ "ReverseProxy": { "Routes": {}, "Clusters": {} } }""")]
    [InlineData("""{ "Logging": {}, "reverseProxy": { "clusters": { "a": {} } } }""")]
    [InlineData("{\n  // settings\n  \"ReverseProxy\": {\n    /* all */ \"Routes\": {}\n  }\n}\n")]
    [InlineData("""{ "Routes": { "a": { "ClusterId": "b" } }, "Clusters": { "b": {} } }""")]
    public void A_file_of_YARP_is_known_by_what_it_holds(string text) => Assert.Equal("yarp", Dialect(text));

    [Theory]
    [InlineData("""{ "Logging": {}, "AllowedHosts": "*" }""")]
    [InlineData("""{ "routes": [{ "clusterId": "a" }], "clusters": [] }""")]
    [InlineData("""{ "version": 3, "endpoints": [{ "endpoint": "/ReverseProxy", "backend": [] }] }""")]
    [InlineData("version: 1\nservices: {}\nroutes: {}\n")]
    [InlineData("")]
    public void A_file_of_anybody_else_is_not(string text) => Assert.NotEqual("yarp", Dialect(text));

    [Theory]
    [InlineData("{ } // a", "{ }     ")]
    [InlineData("a /* b\nc */ d", "a     \n     d")]
    [InlineData("{ \"a\": \"http://b/*c*/\" }", "{ \"a\": \"http://b/*c*/\" }")]
    [InlineData("\"a\\\"//\" //", "\"a\\\"//\"   ")]
    [InlineData("/* a", "    ")]
    [InlineData("\"a\n//b", "\"a\n   ")]
    [InlineData("/", "/")]
    public void Comments_are_blanked_and_all_else_stays_in_its_place(string text, string blank) => Assert.Equal(blank, JsonComments.Blank(text));

    private static string Dialect(string text) => DialectBook.Group([new DialectText("file", text)])[0].Dialect.Name;
}
