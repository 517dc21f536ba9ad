using System.Text.Json;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Cli;
using Halfsilver.Gateway.Tests.Admin;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

public sealed class TokenVerbTests : IDisposable
{
    private readonly TempFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_token_made_beside_a_running_gateway_counts_at_once_until_it_is_revoked()
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), _files.Root);
        var (create, list, revoke) = (new Shell(), new Shell(), new Shell());

        Assert.Equal(0, await create.RunAsync("token", "create", "--role", "operator", "--name", "ci", "--data-dir", _files.Root));
        var token = create.Data.TrimEnd();
        using var used = await admin.AskAsync("POST", "/-/reload", token);
        Assert.Equal(0, await list.RunAsync("token", "list", "--data-dir", _files.Root));
        Assert.Equal(0, await revoke.RunAsync("token", "revoke", token[..11], "--data-dir", _files.Root));
        using var after = await admin.AskAsync("POST", "/-/reload", token);

        Assert.Equal(200, (int)used.StatusCode);
        Assert.Contains("ci", list.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(token, list.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(token, create.Messages, StringComparison.Ordinal);
        Assert.Contains("ci", revoke.Messages, StringComparison.Ordinal);
        Assert.Equal(401, (int)after.StatusCode);
    }

    [Fact]
    public async Task A_token_without_a_name_gets_one_and_may_end()
    {
        var time = new FakeTime();
        var (first, second, list) = (new Shell { Time = time }, new Shell { Time = time }, new Shell { Time = time });

        Assert.Equal(0, await first.RunAsync("token", "create", "--role", "viewer", "--expires", "90d", "--data-dir", _files.Root, "-o", "json"));
        Assert.Equal(0, await second.RunAsync("token", "create", "--role", "viewer", "--data-dir", _files.Root));
        time.Advance(TimeSpan.FromDays(91));
        Assert.Equal(0, await list.RunAsync("token", "list", "--data-dir", _files.Root));

        var made = JsonDocument.Parse(first.Data).RootElement;
        Assert.Equal("viewer-1", made.GetProperty("name").GetString());
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), made.GetProperty("expires").GetDateTimeOffset());
        Assert.Contains("viewer-2", second.Messages, StringComparison.Ordinal);
        Assert.Contains("2026-04-01 (over)", list.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "token", "create")]
    [InlineData(64, "token", "create", "--role", "emperor")]
    [InlineData(64, "token", "revoke")]
    [InlineData(64, "token")]
    [InlineData(1, "token", "create", "--role", "viewer", "--name", "a b")]
    [InlineData(1, "token", "revoke", "nobody")]
    public async Task What_cannot_be_done_says_so(int code, params string[] line)
    {
        var shell = new Shell();
        shell.Environment["XDG_STATE_HOME"] = _files.Root;

        Assert.Equal(code, await shell.RunAsync(line));

        Assert.NotEmpty(shell.Messages);
        Assert.Empty(shell.Data);
    }

    [Fact]
    public async Task Without_a_home_the_directory_has_to_be_named()
    {
        var shell = new Shell();

        Assert.Equal(64, await shell.RunAsync("token", "list"));

        Assert.Contains("--data-dir", shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_same_machine_commands_find_the_first_token_by_themselves()
    {
        var data = Path.Combine(_files.Root, "halfsilver");
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), data);
        var (found, missing) = (new Shell(), new Shell());
        found.Environment["XDG_STATE_HOME"] = _files.Root;

        Assert.Equal(0, await found.RunAsync("kill", "--admin", Url(admin)));
        Assert.Equal(77, await missing.RunAsync("kill", "--admin", Url(admin)));

        Assert.Contains("by first (", Assert.Single(admin.Gateway.Asked), StringComparison.Ordinal);
        Assert.Contains("--token-file", missing.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_named_by_a_flag_before_a_variable()
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), _files.Root);
        var good = (await File.ReadAllTextAsync(Path.Combine(_files.Root, "admin-token"))).Trim();
        var (flag, variable, named) = (new Shell(), new Shell(), new Shell());
        flag.Environment["HALFSILVER_TOKEN"] = TokenText.Create();
        variable.Environment["HALFSILVER_TOKEN"] = good;
        variable.Environment["HALFSILVER_TOKEN_FILE"] = "/nowhere";
        named.Environment["HALFSILVER_TOKEN_FILE"] = Path.Combine(_files.Root, "admin-token");

        Assert.Equal(0, await flag.RunAsync("kill", "--admin", Url(admin), "--token-file", Path.Combine(_files.Root, "admin-token")));
        Assert.Equal(0, await variable.RunAsync("kill", "--admin", Url(admin)));
        Assert.Equal(0, await named.RunAsync("kill", "--admin", Url(admin)));
    }

    [Fact]
    public async Task A_wrong_token_is_77_and_is_not_repeated()
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), _files.Root);
        var shell = new Shell();
        var wrong = shell.Environment["HALFSILVER_TOKEN"] = TokenText.Create();

        Assert.Equal(77, await shell.RunAsync("resume", "--admin", Url(admin)));

        Assert.DoesNotContain(wrong, shell.Messages, StringComparison.Ordinal);
        Assert.Contains("does not accept the token", shell.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("sp ace")]
    public async Task What_is_no_token_is_not_sent_and_not_repeated(string token)
    {
        var shell = new Shell();
        shell.Environment["HALFSILVER_TOKEN"] = token;

        Assert.Equal(64, await shell.RunAsync("kill", "--admin", "http://127.0.0.1:1"));

        Assert.DoesNotContain(token, shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said()
    {
        var shell = new Shell();

        Assert.Equal(64, await shell.RunAsync("kill", "--admin", "http://127.0.0.1:1", "--token-file", "/nowhere/token"));
    }

    [Theory]
    [InlineData("http://127.0.0.2:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://LOCALHOST", true)]
    [InlineData("http://10.1.2.3:8080", false)]
    [InlineData("http://localhost.example:8080", false)]
    [InlineData("https://127.0.0.1.example", false)]
    public void A_token_that_nobody_named_goes_to_this_machine_alone(string gateway, bool sent)
    {
        Directory.CreateDirectory(Path.Combine(_files.Root, "halfsilver"));
        File.WriteAllText(Path.Combine(_files.Root, "halfsilver", "admin-token"), "hs_secret\n");

        Assert.Equal(sent ? "hs_secret" : null, ShownToken.Usual(new Uri(gateway), new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_STATE_HOME"] = _files.Root }));
    }

    private static string Url(AdminUnderTest admin) => $"http://127.0.0.1:{admin.Address.Port}";
}
