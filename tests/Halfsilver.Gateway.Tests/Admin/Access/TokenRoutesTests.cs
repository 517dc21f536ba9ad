using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

public sealed class TokenRoutesTests
{
    [Fact]
    public async Task A_token_is_made_shown_once_used_and_taken_back()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);

        var (made, body) = await PostAsync(admin, tokens.Admin, """{"name":"scraper","role":"viewer","expires":"2999-01-01T00:00:00Z"}""");
        var text = body.GetProperty("token").GetString()!;
        using var list = await admin.AskAsync("GET", "/api/v1/tokens", tokens.Admin);
        var listed = await list.Content.ReadAsStringAsync();
        using var used = await admin.AskAsync("GET", "/api/v1/me", text);
        using var gone = await admin.AskAsync("DELETE", "/api/v1/tokens/scraper", tokens.Admin);
        using var after = await admin.AskAsync("GET", "/api/v1/me", text);
        using var again = await admin.AskAsync("DELETE", "/api/v1/tokens/scraper", tokens.Admin);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains("scraper", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(text, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(TokenText.Hash(text), listed, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"name":"a"}""", 400)]
    [InlineData("""{"name":"a","role":"emperor"}""", 400)]
    [InlineData("""{"name":"a","role":7}""", 400)]
    [InlineData("""{"name":"a b","role":"viewer"}""", 400)]
    [InlineData("""{"name":"a","role":"viewer","expires":"2001-01-01T00:00:00Z"}""", 400)]
    [InlineData("""{"name":"a","role":"viewer","rolle":"admin"}""", 400)]
    [InlineData("""{"name":"looks","role":"viewer"}""", 409)]
    public async Task A_token_that_is_not_described_is_not_made(string json, int status)
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);

        var (answer, _) = await PostAsync(admin, tokens.Admin, json);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(3, tokens.Book.Tokens.Length);
    }

    [Fact]
    public async Task Where_no_tokens_are_kept_that_is_said()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, body) = await admin.SendAsync(HttpMethod.Get, "/api/v1/tokens");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("--data-dir", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_is_told_who_they_are()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var guarded = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);
        await using var open = await AdminUnderTest.StartAsync();

        using var known = await guarded.AskAsync("GET", "/api/v1/me", tokens.Operator);
        using var anybody = await open.AskAsync("GET", "/api/v1/me", token: null);

        Assert.Equal("""{"name":"operates","role":"operator","by":"token"}""", await known.Content.ReadAsStringAsync());
        Assert.Equal("""{"name":"anonymous","role":"admin","by":"anonymous"}""", await anybody.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Whoever_logged_in_is_the_one_who_pressed_the_switch_whatever_they_say()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);

        var (_, _) = await admin.SendAsync(HttpMethod.Post, "/api/v1/kill-switch", """{"actor":"rules"}""", ("Authorization", $"Bearer {tokens.Operator}"));
        var (_, _) = await admin.SendAsync(HttpMethod.Delete, "/api/v1/kill-switch", null, ("Authorization", $"Bearer {tokens.Operator}"));

        Assert.Equal(["engage all 'no reason given' by operates (rules)", "release all by operates"], admin.Gateway.Asked);
    }

    [Fact]
    public async Task A_stream_ends_when_its_readers_token_is_revoked()
    {
        var time = new FakeTime { FiresOnThreadPool = true };
        using var tokens = await Tokens.MakeAsync(time);
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory, time: time);
        using var answer = await admin.AskAsync("GET", "/api/v1/events", tokens.Viewer);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await Bound.Eventually(() => admin.Gateway.Taps == 1, "the tap");
        await time.WaitForTimersAsync();

        await tokens.Book.RevokeAsync("looks", CancellationToken.None);
        time.Advance(Halfsilver.Gateway.Admin.EventStreams.Heartbeat);

        using var reader = new StreamReader(stream);
        Assert.Equal(": connected\n\n", await Bound.Within(reader.ReadToEndAsync(), Bound.Usual, "the end of the stream"));
        await Bound.Eventually(() => admin.Gateway.Taps == 0, "the end of the tap");
    }

    private static async Task<(HttpResponseMessage Answer, JsonElement Body)> PostAsync(AdminUnderTest admin, string token, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tokens") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        var answer = await admin.Client.SendAsync(request);
        return (answer, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
