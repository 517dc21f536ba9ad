using System.Runtime.Versioning;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Http;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

[UnsupportedOSPlatform("windows")]
public sealed class LoginTests : IDisposable
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    private readonly TempFiles _files = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Without_anything_to_log_in_with_everybody_is_an_admin()
    {
        using var login = await BeginAsync(new AdminSettings(), directory: null);

        Assert.True(login.IsOpen);
        Assert.Equal(Role.Admin, Tokens.Check(login, null).Caller!.Role);
    }

    [Fact]
    public async Task The_first_start_writes_a_token_for_its_owner_alone_and_the_next_ones_do_not()
    {
        using var login = await BeginAsync(new AdminSettings(), _files.Root);
        var token = (await File.ReadAllTextAsync(Path.Combine(_files.Root, "admin-token"))).TrimEnd('\n');

        Assert.True(login.MadeFirst);
        Assert.Matches("^hs_[A-Za-z0-9_-]{43}$", token);
        Assert.Equal((Role.Admin, "first"), (Tokens.Check(login, $"Bearer {token}").Caller!.Role!.Value, Tokens.Check(login, $"Bearer {token}").Caller!.Name));
        foreach (var name in new[] { "admin-token", "tokens.json" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_files.Root, name)));
        Assert.DoesNotContain(token[3..], await File.ReadAllTextAsync(Path.Combine(_files.Root, "tokens.json")), StringComparison.Ordinal);
        using var again = await BeginAsync(new AdminSettings(), _files.Root);
        Assert.False(again.MadeFirst);
        Assert.Equal(token, (await File.ReadAllTextAsync(Path.Combine(_files.Root, "admin-token"))).TrimEnd('\n'));
    }

    [Fact]
    public async Task A_directory_that_is_made_is_its_owners_alone()
    {
        using var login = await BeginAsync(new AdminSettings(), Path.Combine(_files.Root, "a"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_files.Root, "a")));
    }

    [Fact]
    public async Task The_word_open_lets_everybody_in_though_there_are_tokens()
    {
        using var tokens = await Tokens.MakeAsync();
        using var login = await BeginAsync(new AdminSettings { Access = AdminAccess.Open }, tokens.Directory);

        Assert.Equal(Role.Admin, Tokens.Check(login, null).Caller!.Role);
    }

    [Fact]
    public async Task A_login_that_is_required_and_impossible_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<AccessRefusedException>(() => BeginAsync(new AdminSettings { Access = AdminAccess.Required }, directory: null));

        Assert.Contains("admin.auth", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_directory_that_was_asked_for_must_be_written_and_one_that_is_only_usual_need_not(bool asked)
    {
        // A file stands where the directory would be.
        var begin = Login.BeginAsync(new AdminSettings(), _files.Write("taken", ""), asked, None, _time, CancellationToken.None);

        if (asked)
            await Assert.ThrowsAsync<AccessRefusedException>(() => begin);
        else
            Assert.True((await begin).IsOpen);
    }

    [Fact]
    public async Task Tokens_of_the_plan_are_known_by_their_hashes()
    {
        var token = TokenText.Create();
        var settings = new AdminSettings { Tokens = [new AdminToken("ops", Role.Operator, new SecretSource(File: _files.Write("hash", TokenText.Hash(token).ToUpperInvariant() + "\n")))] };
        using var login = await BeginAsync(settings, Path.Combine(_files.Root, "data"));

        Assert.Equal(("ops", Role.Operator), (Tokens.Check(login, $"bearer {token}").Caller!.Name, Tokens.Check(login, $"bearer {token}").Caller!.Role!.Value));
        Assert.False(File.Exists(Path.Combine(_files.Root, "data", "admin-token")));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_hash_that_is_none_does_not_start(string hash)
    {
        var settings = new AdminSettings { Tokens = [new AdminToken("ops", Role.Operator, new SecretSource(Env: "HASH"))] };

        await Assert.ThrowsAsync<AccessRefusedException>(() => Login.BeginAsync(
            settings, null, asked: false, new Dictionary<string, string>(StringComparer.Ordinal) { ["HASH"] = hash }, _time, CancellationToken.None));
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("hs_")]
    [InlineData("Bearer hs_")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer hs_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Whatever_else_is_shown_counts_for_nothing(string field)
    {
        using var tokens = await Tokens.MakeAsync(_time);
        using var login = await BeginAsync(new AdminSettings(), tokens.Directory);

        Assert.Equal(LoginOutcome.Refused, Tokens.Check(login, field).Outcome);
    }

    [Fact]
    public async Task Two_logins_in_one_request_are_none()
    {
        using var tokens = await Tokens.MakeAsync(_time);
        using var login = await BeginAsync(new AdminSettings(), tokens.Directory);
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = new(["Bearer " + tokens.Viewer, "Bearer " + tokens.Admin]);

        Assert.Equal(LoginOutcome.Refused, login.Check(context).Outcome);
    }

    [Fact]
    public async Task A_revoked_token_and_one_whose_time_is_over_let_nobody_in()
    {
        using var tokens = await Tokens.MakeAsync(_time);
        var brief = await tokens.NewAsync("brief", Role.Viewer, _time.GetUtcNow().AddHours(1));
        using var login = await BeginAsync(new AdminSettings(), tokens.Directory);
        Assert.NotNull(Tokens.Check(login, $"Bearer {brief}").Caller);
        Assert.NotNull(Tokens.Check(login, $"Bearer {tokens.Operator}").Caller);

        _time.Advance(TimeSpan.FromHours(1));
        // As another process does it, beside a gateway that runs.
        Assert.NotNull(await new TokenBook(tokens.Directory, _time).RevokeAsync("operates", CancellationToken.None));

        Assert.Null(Tokens.Check(login, $"Bearer {brief}").Caller);
        Assert.Null(Tokens.Check(login, $"Bearer {tokens.Operator}").Caller);
        Assert.NotNull(Tokens.Check(login, $"Bearer {tokens.Viewer}").Caller);
    }

    private Task<Login> BeginAsync(AdminSettings settings, string? directory) =>
        Login.BeginAsync(settings, directory, asked: true, None, _time, CancellationToken.None);
}
