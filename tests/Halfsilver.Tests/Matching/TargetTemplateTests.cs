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

    [Theory]
    [InlineData("/v1/{user:id}", "/v1/7")]
    [InlineData("/{user:a.b}-{id}?x={user:a.b}", "/%C3%A9%2F-3?x=%C3%A9%2F")]
    public void Values_of_earlier_answers_are_filled_in_encoded(string template, string expected)
    {
        var compiled = TargetTemplate.Compile(template, new PathTemplateRule("/u/{id}"), "here", [], ["user"])!;

        Assert.Equal(expected, Encoding.ASCII.GetString(compiled.Fill("/u/3"u8, (call, way) => call == "user" ? way == "id" ? "7" : "\u00E9/" : null)!));
    }

    [Fact]
    public void Without_the_value_there_is_no_path_to_call()
    {
        var compiled = TargetTemplate.Compile("/v1/{user:id}", new PathTemplateRule("/u/{id}"), "here", [], ["user"])!;

        Assert.Null(compiled.Fill("/u/3"u8, (_, _) => null));
        Assert.Null(compiled.Fill("/u/3"u8, (_, _) => ""));
        Assert.Null(compiled.Fill("/u/3"u8));
    }

    [Theory]
    [InlineData("/{other:id}")]
    [InlineData("/{user:}")]
    [InlineData("/{:id}")]
    public void A_value_of_a_call_that_is_not_there_by_then_is_a_problem(string template)
    {
        var problems = new List<Problem>();

        Assert.Null(TargetTemplate.Compile(template, new PathTemplateRule("/u/{id}"), "here", problems, ["user"]));
        Assert.Equal("here", Assert.Single(problems).Path);
    }

    [Fact]
    public void A_route_that_matched_by_something_else_has_no_path_to_call()
    {
        var rule = new OneOf([new PathTemplateRule("/u/{id}"), new PathPrefixRule("/other")]);

        Assert.Null(TargetTemplate.Compile("/v1/{id}", rule, "here", [])!.Fill("/other/7/8"u8));
    }
}
