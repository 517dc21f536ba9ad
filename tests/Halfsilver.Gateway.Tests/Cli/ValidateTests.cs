using System.Text.Json;
using Halfsilver.Gateway.Tests.Fakes;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

public sealed class ValidateTests : IDisposable
{
    private readonly TempFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_valid_file_is_0_and_one_line()
    {
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync("validate", _files.Write("a.yaml", TempFiles.Shop)));

        Assert.StartsWith("valid · 1 route, 2 services", shell.Data.Split('\n')[^2], StringComparison.Ordinal);
        Assert.Empty(shell.Messages);
    }

    [Fact]
    public async Task A_wrong_file_is_78_with_file_line_column_and_a_suggestion()
    {
        var shell = new Shell();
        var path = _files.Write("a.yaml", TempFiles.Shop.Replace("service: v2, percent: 25", "service: v22, percent: 250", StringComparison.Ordinal));

        Assert.Equal(78, await shell.RunAsync("validate", path));

        Assert.Contains($"{path}:14:", shell.Data, StringComparison.Ordinal);
        Assert.Contains("error", shell.Data, StringComparison.Ordinal);
        Assert.Contains("not valid · ", shell.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_document_with_every_notice()
    {
        var shell = new Shell();
        var path = _files.Write("a.yaml", TempFiles.Shop.Replace("percent: 25", "percent: 250, colour: red", StringComparison.Ordinal));

        Assert.Equal(78, await shell.RunAsync("validate", path, "-o", "json"));

        var answer = JsonDocument.Parse(shell.Data).RootElement;
        Assert.False(answer.GetProperty("valid").GetBoolean());
        Assert.Equal(2, answer.GetProperty("errors").GetInt32());
        Assert.Equal(2, answer.GetProperty("notices").GetArrayLength());
        var notice = answer.GetProperty("notices")[0];
        Assert.Equal("error", notice.GetProperty("level").GetString());
        Assert.Equal(14, notice.GetProperty("line").GetInt32());
        Assert.StartsWith("HS", notice.GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_tells_how_much_was_read_and_how_long_it_took()
    {
        var shell = new Shell();
        Assert.Equal(0, await shell.RunAsync("validate", _files.Write("a.yaml", TempFiles.Shop), "-o", "json"));

        var answer = JsonDocument.Parse(shell.Data).RootElement;
        Assert.True(answer.GetProperty("valid").GetBoolean());
        Assert.Equal(1, answer.GetProperty("routes").GetInt32());
        Assert.Equal(2, answer.GetProperty("services").GetInt32());
        Assert.InRange(answer.GetProperty("milliseconds").GetDouble(), 0, 60_000);
    }

    [Fact]
    public async Task Json_names_what_was_probably_meant_as_the_text_does()
    {
        var shell = new Shell();
        var path = _files.Write("a.yaml", TempFiles.Shop.Replace("percent: 25", "precent: 25", StringComparison.Ordinal));

        Assert.Equal(78, await shell.RunAsync("validate", path, "-o", "json"));

        Assert.Contains(
            JsonDocument.Parse(shell.Data).RootElement.GetProperty("notices").EnumerateArray(),
            notice => notice.TryGetProperty("suggestion", out var meant) && meant.GetString() == "percent");
    }

    [Fact]
    public async Task A_dash_reads_standard_input()
    {
        var shell = new Shell { Input = "version: 1\nrouts: {}\n" };

        Assert.Equal(78, await shell.RunAsync("validate", "-"));

        Assert.Contains("<stdin>:2:1", shell.Data, StringComparison.Ordinal);
        Assert.Contains("routes", shell.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_are_one_configuration_and_a_name_in_two_of_them_is_an_error()
    {
        var shell = new Shell();
        var (one, two) = (_files.Write("a.yaml", TempFiles.Shop), _files.Write("b.yaml", TempFiles.Shop));

        Assert.Equal(78, await shell.RunAsync("validate", one, two));

        Assert.Contains("routes[orders]: is in several files", shell.Data, StringComparison.Ordinal);
        Assert.Contains("services[v1]: is in several files", shell.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_means_its_files()
    {
        var shell = new Shell();
        _files.Write("a.yaml", TempFiles.Shop);
        _files.Write("notes.txt", "not configuration");

        Assert.Equal(0, await shell.RunAsync("validate", _files.Root));
    }

    [Theory]
    [InlineData("validate /nowhere/a.yaml", 78, "/nowhere/a.yaml: there is no such file")]
    [InlineData("validate - --dialect cobol", 64, "--dialect: 'cobol' is not known")]
    public async Task What_cannot_be_read_is_told(string line, int code, string message)
    {
        var shell = new Shell();

        Assert.Equal(code, await shell.RunAsync(line.Split(' ')));

        Assert.Contains(message, shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_with_a_file_needs_no_gateway_and_names_route_and_mirror()
    {
        var shell = new Shell();
        var path = _files.Write("a.yaml", TempFiles.Shop);

        Assert.Equal(0, await shell.RunAsync("explain", "GET", "http://shop.test/orders/7", "-c", path));

        Assert.Contains("route orders  yes: path lies under /orders", shell.Data, StringComparison.Ordinal);
        Assert.Contains("mirror copy → v2  copied for 25% of such requests", shell.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "http://shop.test/orders/7", "not copied: method POST is none of GET, HEAD, OPTIONS")]
    [InlineData("GET", "http://shop.test/other", "no route matches: answered with 404")]
    [InlineData("GET", "http://shop.test/other", "route orders  no: not true that path lies under /orders")]
    [InlineData("G T", "http://shop.test/orders", "refused before any route")]
    public async Task Explain_says_why_not(string method, string url, string expected)
    {
        var shell = new Shell();

        await shell.RunAsync("explain", method, url, "-c", _files.Write("a.yaml", TempFiles.Shop));

        Assert.Contains(expected, shell.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_with_a_wrong_file_is_78_and_shows_the_notices_as_messages()
    {
        var shell = new Shell();

        Assert.Equal(78, await shell.RunAsync("explain", "GET", "http://a/", "-c", _files.Write("a.yaml", "version: 9\n")));

        Assert.Contains("a.yaml:1:", shell.Messages, StringComparison.Ordinal);
        Assert.Empty(shell.Data);
    }
}
