using System.Text.Json;
using Halfsilver.Gateway.Tests.Fakes;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

public sealed class DiffTests : IDisposable
{
    private readonly TempFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task Differences_are_told_a_line_each_and_are_2_only_when_asked(bool asked, int code)
    {
        var shell = new Shell();
        string[] flags = asked ? ["--exit-code"] : [];

        Assert.Equal(code, await shell.RunAsync(["diff", Before, After, .. flags]));

        Assert.Equal(
            ["~ routes.orders.mirrors.copy.percent  25 → 30", "+ routes.orders.mirrors.copy.headers.remove  [ authorization ]", "2 changes"],
            shell.Data.Split(Environment.NewLine)[..^1]);
        Assert.Empty(shell.Messages);
    }

    [Fact]
    public async Task Equal_files_are_0_with_a_word()
    {
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync("diff", Before, Before, "--exit-code"));

        Assert.Equal($"no semantic difference{Environment.NewLine}", shell.Data);
    }

    [Fact]
    public async Task Json_is_one_document_with_every_change()
    {
        var shell = new Shell();

        Assert.Equal(2, await shell.RunAsync("diff", Before, After, "--exit-code", "-o", "json"));

        var answer = JsonDocument.Parse(shell.Data).RootElement;
        Assert.Equal(2, answer.GetProperty("count").GetInt32());
        var change = answer.GetProperty("changes")[0];
        Assert.Equal("routes.orders.mirrors.copy.percent", change.GetProperty("path").GetString());
        Assert.Equal("changed", change.GetProperty("kind").GetString());
        Assert.Equal(25, change.GetProperty("before").GetInt32());
        Assert.Equal(30, change.GetProperty("after").GetInt32());
    }

    [Fact]
    public async Task A_directory_and_standard_input_are_compared_too()
    {
        var directory = Directory.CreateDirectory(Path.Combine(_files.Root, "dir")).FullName;
        File.WriteAllText(Path.Combine(directory, "a.yaml"), TempFiles.Shop);
        var shell = new Shell { Input = TempFiles.Shop };

        Assert.Equal(0, await shell.RunAsync("diff", directory, "-", "--exit-code"));
    }

    [Fact]
    public async Task A_file_that_is_not_valid_is_78_with_its_notices()
    {
        var shell = new Shell();

        Assert.Equal(78, await shell.RunAsync("diff", Before, _files.Write("c.yaml", "version: 1\nrouts: {}\n")));

        Assert.Contains("c.yaml:2:1", shell.Messages, StringComparison.Ordinal);
        Assert.Empty(shell.Data);
    }

    [Theory]
    [InlineData("running", 64, "cannot be compared yet")]
    [InlineData("r57", 64, "cannot be compared yet")]
    [InlineData("rabbit", 78, "there is no such file")]
    public async Task A_revision_is_wrong_usage_and_another_name_a_file_that_is_missing(string name, int code, string message)
    {
        var shell = new Shell();

        Assert.Equal(code, await shell.RunAsync("diff", Before, name));

        Assert.Contains(message, shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_name_alone_is_wrong_usage() => Assert.Equal(64, await new Shell().RunAsync("diff", Before));

    private string Before => _files.Write("a.yaml", TempFiles.Shop);

    private string After => _files.Write("b.yaml", TempFiles.Shop.Replace("percent: 25", "percent: 30, headers: { remove: [ authorization ] }", StringComparison.Ordinal));
}
