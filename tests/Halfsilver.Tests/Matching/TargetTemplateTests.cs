using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class TargetTemplateTests
{
    [Theory]
    [InlineData("/v1", "/u/7/a/b", "/v1")]
    [InlineData("/v1/{id}", "/u/a%2fB%7e;x=1/a", "/v1/a%2fB%7e;x=1")]
    [InlineData("/{id}/{id}-{id}.json", "/u/7", "/7/7-7.json")]
    [InlineData("/v1?u={id}&all", "/u/7", "/v1?u=7&all")]
    [InlineData("/f/{*rest}", "/u/7", "/f")]
    [InlineData("/f/{*rest}", "/u/7/", "/f/")]
    [InlineData("/f/{*rest}?x={id}", "/u/7/a//b%2Fc", "/f/a//b%2Fc?x=7")]
    [InlineData("/{*rest}", "/u/7", "/")]
    public void Parameters_are_filled_octet_by_octet(string template, string path, string expected)
    {
        var problems = new List<Problem>();
        var compiled = TargetTemplate.Compile(template, new PathTemplateRule("/u/{id}/{*rest}"), "here", problems);

        Assert.Empty(problems);
        Assert.Equal(expected, Encoding.ASCII.GetString(compiled!.Fill(Encoding.ASCII.GetBytes(path))!));
        Assert.Equal(template.Contains('?', StringComparison.Ordinal), compiled.HasQuery);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("")]
    [InlineData("/a b")]
    [InlineData("/a#b")]
    [InlineData("/é")]
    [InlineData("/%4")]
    [InlineData("/{id")]
    [InlineData("/id}")]
    [InlineData("/{}")]
    [InlineData("/x{*rest}")]
    [InlineData("/{other}")]
    [InlineData("/{*other}")]
    public void What_cannot_be_called_is_a_problem(string template)
    {
        var problems = new List<Problem>();

        Assert.Null(TargetTemplate.Compile(template, new PathTemplateRule("/u/{id}/{*rest}"), "here", problems));
        Assert.Equal("here", Assert.Single(problems).Path);
    }

    [Fact]
    public void A_route_that_matched_by_something_else_has_no_path_to_call()
    {
        var rule = new OneOf([new PathTemplateRule("/u/{id}"), new PathPrefixRule("/other")]);

        Assert.Null(TargetTemplate.Compile("/v1/{id}", rule, "here", [])!.Fill("/other/7/8"u8));
    }
}
