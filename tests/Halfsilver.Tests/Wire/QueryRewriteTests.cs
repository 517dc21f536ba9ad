using Halfsilver.Planning;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>Changes to a query, and that they change nothing else.</summary>
public sealed class QueryRewriteTests
{
    [Theory]
    [InlineData("?a=1&debug=1&b=2", "?a=1&b=2")]
    [InlineData("?debug", "")]
    [InlineData("?debug=1&debug=2", "")]
    [InlineData("?%64ebug=1&a=%7e&c", "?a=%7e&c")]
    [InlineData("?Debug=1", "?Debug=1")]
    [InlineData("?debugger=1&xdebug", "?debugger=1&xdebug")]
    [InlineData("", "")]
    [InlineData("?", "?")]
    [InlineData("?a=b%2Bc+d&&e;f=%41&", "?a=b%2Bc+d&&e;f=%41&")]
    [InlineData("?&a", "?&a")]
    public void Parameters_are_taken_out_and_the_rest_stays_octet_by_octet(string query, string sent) =>
        Assert.Equal(sent, Query(query, new() { Remove = ["debug"] }));

    [Theory]
    [InlineData("", "?env=shadow")]
    [InlineData("?", "?env=shadow")]
    [InlineData("?a=1", "?a=1&env=shadow")]
    [InlineData("?a=1&env=live&b=2", "?a=1&env=shadow&b=2")]
    [InlineData("?env=1&a&env=2&%65nv", "?env=shadow&a")]
    public void A_set_parameter_stands_where_the_first_of_its_name_stood(string query, string sent) =>
        Assert.Equal(sent, Query(query, new() { Set = [new("env", "shadow")] }));

    [Theory]
    [InlineData("", "?via=a&via=b")]
    [InlineData("?via=0", "?via=0&via=a&via=b")]
    public void Added_parameters_come_last_and_take_nothing_away(string query, string sent) =>
        Assert.Equal(sent, Query(query, new() { Add = [new("via", "a"), new("via", "b")] }));

    [Theory]
    [InlineData("?a=1&b=2&a=%33", "?a=1&a=%33")]
    [InlineData("?%61=1&A=2", "?%61=1")]
    [InlineData("?b=2", "")]
    [InlineData("", "")]
    public void Only_parameters_that_pass_go_on(string query, string sent) => Assert.Equal(sent, Query(query, new() { Pass = ["a"] }));

    [Fact]
    public void An_empty_list_lets_no_parameter_through_and_set_ones_stand() =>
        Assert.Equal("?env=b", Query("?a=1&b=2", new() { Pass = [], Set = [new("env", "b")] }));

    [Fact]
    public void Values_are_encoded_so_that_they_arrive_as_they_are_written() =>
        Assert.Equal("?q=a%20b%26c%3Dd%2B%25%23%C3%A9/~&%20=", Query("", new() { Set = [new("q", "a b&c=d+%#\u00E9/~")], Add = [new(" ", "")] }));

    [Fact]
    public void Names_are_compared_as_applications_see_them() =>
        Assert.Equal("?c", Query("?a+b=1&a%20b&%C3%A9=2&c", new() { Remove = ["a b", "\u00E9"] }));

    [Fact]
    public void The_copys_changes_work_on_what_the_routes_made() =>
        Assert.Equal("?a=1&x=2&env=b", Query("?a=1", new() { Set = [new("x", "1")], Add = [new("y", "1")] }, new() { Set = [new("x", "2")], Add = [new("env", "b")], Remove = ["y"] }));

    [Fact]
    public void Path_and_fields_stay_as_they_came()
    {
        const string Rest = "Host: a\r\nX:  odd \r\n";
        var text = Leg.Write($"GET /%7e//x;y HTTP/1.1\r\n{Rest}\r\n", Compile(new() { Set = [new("a", "b")] }));
        Assert.StartsWith($"GET /%7e//x;y?a=b HTTP/1.1\r\n{Rest}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("CONNECT a:443 HTTP/1.1")]
    public void Targets_without_a_query_stay(string line) =>
        Assert.StartsWith(line + "\r\n", Leg.Write($"{line}\r\nHost: a:443\r\n\r\n", Compile(new() { Set = [new("a", "b")] })), StringComparison.Ordinal);

    private static LegTemplate Compile(QueryChanges route, QueryChanges? copy = null) =>
        LegTemplate.Compile(new() { Query = route }, copy is null ? null : new() { Query = copy }, HostRewrite.Preserve);

    private static string Query(string query, QueryChanges route, QueryChanges? copy = null)
    {
        var line = Leg.Write($"GET /p{query} HTTP/1.1\r\nHost: a\r\n\r\n", Compile(route, copy)).Split("\r\n")[0];
        Assert.StartsWith("GET /p", line, StringComparison.Ordinal);
        return line["GET /p".Length..^" HTTP/1.1".Length];
    }
}
