using System.Runtime.Versioning;
using System.Text.Json;
using Halfsilver.Gateway.Tests.Fakes;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

[UnsupportedOSPlatform("windows")]
public sealed class ConvertTests : IDisposable
{
    private const string Traefik = """
        http:
          routers:
            app: { rule: "Host(`app.test`)", service: app }
          services:
            app: { mirroring: { service: v1, mirrors: [ { name: v2, percent: 10 } ] } }
            v1: { loadBalancer: { servers: [ { url: "http://127.0.0.1:7001" } ] } }
            v2: { loadBalancer: { servers: [ { url: "http://127.0.0.1:7002" } ] } }
        """;

    private readonly TempFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_file_of_another_system_becomes_a_native_one_that_means_the_same()
    {
        var shell = new Shell();
        var (from, to) = (_files.Write("traefik.yml", Traefik), Path.Combine(_files.Root, "out", "halfsilver.yaml"));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);

        Assert.Equal(0, await shell.RunAsync("convert", from, "-O", to));

        Assert.Contains($"read 1 file as traefik · 1 route, 3 services, 1 mirror", shell.Messages, StringComparison.Ordinal);
        Assert.Contains($"wrote {to}", shell.Messages, StringComparison.Ordinal);
        Assert.Empty(shell.Data);
        Assert.Contains("only: { methods: all }", File.ReadAllText(to), StringComparison.Ordinal);
        var diff = new Shell();
        Assert.Equal(0, await diff.RunAsync("diff", from, to, "--exit-code"));
        Assert.Equal($"no semantic difference{Environment.NewLine}", diff.Data);
    }

    [Fact]
    public async Task Without_a_file_to_write_the_text_alone_goes_to_standard_output_and_reads_again()
    {
        var first = new Shell { Input = Traefik };
        Assert.Equal(0, await first.RunAsync("convert", "-", "--from", "traefik"));
        var second = new Shell { Input = first.Data };

        Assert.Equal(0, await second.RunAsync("convert", "-", "-q"));

        Assert.StartsWith("version: 1\n", first.Data, StringComparison.Ordinal);
        Assert.Equal(first.Data, second.Data);
        Assert.Empty(second.Messages);
    }

    [Fact]
    public async Task Json_is_the_same_file_in_other_letters()
    {
        var path = _files.Write("a.yaml", TempFiles.Shop);
        var shell = new Shell();
        Assert.Equal(0, await shell.RunAsync("convert", path, "--to", "json"));

        Assert.Equal(25, JsonDocument.Parse(shell.Data).RootElement.GetProperty("routes").GetProperty("orders").GetProperty("mirrors").GetProperty("copy").GetProperty("percent").GetInt32());
        var diff = new Shell { Input = shell.Data };
        Assert.Equal(0, await diff.RunAsync("diff", path, "-", "--exit-code"));
    }

    [Fact]
    public async Task A_directory_of_several_files_becomes_one_file()
    {
        _files.Write("a.yaml", TempFiles.Shop);
        _files.Write("b.yaml", "version: 1\nservices: { more: { host: more.test, port: 80 } }\n");
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync("convert", _files.Root));

        Assert.Contains("read 2 files as native", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("more: { host: more.test, port: 80 }", shell.Data, StringComparison.Ordinal);
        Assert.Contains("orders:", shell.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_writes_nothing_where_something_is_lost_and_ends_with_2()
    {
        var (lossy, target) = (_files.Write("traefik.yml", Lossy), Path.Combine(_files.Root, "out.yaml"));
        var shell = new Shell();

        Assert.Equal(2, await shell.RunAsync("convert", lossy, "--strict", "-O", target));

        Assert.False(File.Exists(target));
        Assert.Contains("not all of it is exact (--strict); nothing is written", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("compress", shell.Messages, StringComparison.Ordinal);
        Assert.Equal(0, await new Shell().RunAsync("convert", lossy, "-O", target));
        Assert.True(File.Exists(target));
        Assert.Equal(0, await new Shell().RunAsync("convert", target, "--strict"));
    }

    [Fact]
    public async Task A_report_names_each_place_under_what_became_of_it()
    {
        var report = Path.Combine(_files.Root, "report.md");
        var file = _files.Write("traefik.yml", Lossy);

        Assert.Equal(0, await new Shell().RunAsync("convert", file, "--report", report));

        var page = File.ReadAllText(report);
        Assert.StartsWith("# Conversion report\n\nread 1 file as traefik", page, StringComparison.Ordinal);
        Assert.Contains("## Approximated", page, StringComparison.Ordinal);
        Assert.Contains($"| {file}:", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_valid_is_78_writes_nothing_and_leaves_the_old_file_as_it_was()
    {
        var target = _files.Write("out.yaml", "old\n");
        var report = Path.Combine(_files.Root, "report.md");
        var shell = new Shell { Input = TempFiles.Shop.Replace("service: v1", "service: v9", StringComparison.Ordinal) };

        Assert.Equal(78, await shell.RunAsync("convert", "-", "-O", target, "--report", report));

        Assert.Equal("old\n", File.ReadAllText(target));
        Assert.Contains("<stdin>:12:14", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("nothing is written", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("## Rejected", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Empty(shell.Data);
    }

    [Fact]
    public async Task A_file_is_replaced_as_a_whole_and_its_mode_kept_and_nothing_else_stays_behind()
    {
        var target = _files.Write("out.yaml", "old\n");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        var link = Path.Combine(_files.Root, "link.yaml");
        File.CreateSymbolicLink(link, target);

        Assert.Equal(0, await new Shell { Input = TempFiles.Shop }.RunAsync("convert", "-", "-O", link));

        Assert.StartsWith("version: 1\n", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(target, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite, File.GetUnixFileMode(target));
        Assert.Equal(2, Directory.GetFiles(_files.Root).Length);
    }

    [Fact]
    public async Task A_target_that_cannot_be_written_is_1_and_leaves_nothing_behind()
    {
        var shell = new Shell { Input = TempFiles.Shop };
        var directory = Path.Combine(_files.Root, "taken");
        Directory.CreateDirectory(directory);

        Assert.Equal(1, await shell.RunAsync("convert", "-", "-O", directory));

        Assert.Contains("taken: ", shell.Messages, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_files.Root));
        Assert.Equal(1, await new Shell { Input = TempFiles.Shop }.RunAsync("convert", "-", "-O", Path.Combine(_files.Root, "nowhere", "out.yaml")));
    }

    [Fact]
    public async Task A_private_key_in_the_text_is_the_owners_alone()
    {
        var target = Path.Combine(_files.Root, "out.yaml");
        var input = TempFiles.Shop.Replace("listen: \"127.0.0.1:0\" }\nadmin", """listen: "127.0.0.1:0", tls: { certificate: { file: a.crt, keyFile: "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n" } } }""" + "\nadmin", StringComparison.Ordinal);

        Assert.Equal(0, await new Shell { Input = input }.RunAsync("convert", "-", "-O", target));

        Assert.Contains("keyFile: |\n", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
    }

    [Fact]
    public async Task Json_output_has_counts_notices_and_the_text()
    {
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync("convert", _files.Write("traefik.yml", Lossy), "-o", "json", "-q"));

        var answer = JsonDocument.Parse(shell.Data).RootElement;
        Assert.True(answer.GetProperty("valid").GetBoolean());
        Assert.True(answer.GetProperty("approximated").GetInt32() > 0);
        Assert.Equal(0, answer.GetProperty("rejected").GetInt32());
        Assert.StartsWith("version: 1\n", answer.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains(answer.GetProperty("notices").EnumerateArray(), notice => notice.GetProperty("kind").GetString() == "approximated");
    }

    [Fact]
    public async Task A_plan_that_needs_another_admin_address_is_converted_all_the_same()
    {
        var shell = new Shell { Input = """{ "version": 3, "port": 8080, "host": [ "http://a.test" ], "endpoints": [ { "endpoint": "/a", "backend": [ { "url_pattern": "/a" } ] } ] }""" };
        Assert.Equal(0, await shell.RunAsync("convert", "-"));

        Assert.Contains("listen: \":8080\"", shell.Data, StringComparison.Ordinal);
        var validate = new Shell { Input = shell.Data };
        Assert.Equal(78, await validate.RunAsync("validate", "-"));
        Assert.Contains("port is the admin side's too", validate.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("convert - --from cobol", 64, "'cobol' is not known")]
    [InlineData("convert - --to cobol", 64, "cobol")]
    [InlineData("convert", 64, "")]
    [InlineData("convert /nowhere/a.yaml", 78, "there is no such file")]
    public async Task What_cannot_be_asked_is_told(string line, int code, string message)
    {
        var shell = new Shell();

        Assert.Equal(code, await shell.RunAsync(line.Split(' ')));

        Assert.Contains(message, shell.Messages, StringComparison.Ordinal);
    }

    private const string Lossy = """
        http:
          routers:
            app: { rule: "Host(`app.test`)", service: v1, middlewares: [ pack ] }
          middlewares:
            pack: { compress: {} }
          services:
            v1: { loadBalancer: { servers: [ { url: "http://127.0.0.1:7001" } ] } }
        """;
}
