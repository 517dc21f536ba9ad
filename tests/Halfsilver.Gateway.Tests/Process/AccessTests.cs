using System.Net;
using System.Runtime.Versioning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

[UnsupportedOSPlatform("windows")]
public sealed class AccessTests
{
    [Fact]
    public async Task The_first_start_says_where_its_token_is_and_never_what_it_is()
    {
        await using var gateway = await GatewayProcess.StartAsync(Yaml);
        var token = (await File.ReadAllTextAsync(gateway.TokenFile)).Trim();
        using var stranger = new HttpClient { BaseAddress = new Uri($"http://{gateway.Admin}") };
        using var refused = await stranger.GetAsync(new Uri("/metrics", UriKind.Relative));
        using var well = await stranger.GetAsync(new Uri("/readyz", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
        Assert.Contains("halfsilver_", await gateway.PageAsync(), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(gateway.TokenFile));
        var said = gateway.Process.Errors.Lines.Concat(gateway.Process.Output.Lines).ToArray();
        Assert.Contains(said, line => line.Contains("a first token was written to", StringComparison.Ordinal) && line.Contains(gateway.TokenFile, StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_beside_it_takes_a_token_in_and_out()
    {
        await using var gateway = await GatewayProcess.StartAsync(Yaml);
        var folder = Path.GetDirectoryName(gateway.TokenFile)!;

        var made = await RunningProcess.RunAsync(GatewayProcess.Executable, ["token", "create", "--role", "viewer", "--name", "scraper", "--data-dir", folder]);
        using var scraper = new HttpClient { BaseAddress = new Uri($"http://{gateway.Admin}") };
        scraper.DefaultRequestHeaders.Authorization = new("Bearer", made.Output.Trim());
        using var before = await scraper.GetAsync(new Uri("/metrics", UriKind.Relative));
        var revoked = await RunningProcess.RunAsync(GatewayProcess.Executable, ["token", "revoke", "scraper", "--data-dir", folder]);
        using var after = await scraper.GetAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Equal((0, 0), (made.ExitCode, revoked.ExitCode));
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    private const string Yaml = """
        version: 1
        entryPoints: { web: { listen: "127.0.0.1:0" } }
        services: { v1: { endpoints: [ "http://127.0.0.1:1" ] } }
        routes: { all: { service: v1 } }
        """;
}
