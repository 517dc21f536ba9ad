using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

/// <summary>From where the admin side can be reached, by what names, and what of it is told.</summary>
public sealed class ReachTests
{
    [Fact]
    public async Task Beyond_loopback_a_login_alone_is_not_enough_and_neither_is_TLS()
    {
        using var tokens = await Tokens.MakeAsync();

        var clear = await Assert.ThrowsAsync<AdminRefusedException>(() => AdminUnderTest.StartGuardedAsync(Everywhere, tokens.Directory));
        var open = await Assert.ThrowsAsync<AdminRefusedException>(() => AdminUnderTest.StartGuardedAsync(Everywhere with { Tls = new ListenTls() }));

        Assert.Contains("in clear text", clear.Message, StringComparison.Ordinal);
        Assert.Contains("nobody has to log in", open.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_loopback_TLS_and_a_login_are_enough()
    {
        using var tokens = await Tokens.MakeAsync();
        using var certificates = new CertificateFolder();
        await using var admin = await AdminUnderTest.StartGuardedAsync(
            Everywhere with { Tls = new ListenTls { Certificates = [certificates.Write("ops", "ops.test")] } }, tokens.Directory, handler: Trusting(certificates.Root));

        using var known = await admin.AskAsync("GET", "/api/v1/status", tokens.Viewer);
        using var stranger = await admin.AskAsync("GET", "/api/v1/status", token: null);

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Fact]
    public async Task The_switch_for_clear_text_still_asks_for_a_login()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(Everywhere with { Insecure = true }, tokens.Directory);

        using var stranger = await admin.AskAsync("GET", "/api/v1/status", token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_does_not_start() =>
        await Assert.ThrowsAsync<AccessRefusedException>(() => AdminUnderTest.StartGuardedAsync(
            new AdminSettings { Tls = new ListenTls { Certificates = [new CertificateFiles("/nowhere.crt", "/nowhere.key")] } }));

    [Theory]
    [InlineData("ops.example.com", 200)]
    [InlineData("OPS.example.com:8443", 200)]
    [InlineData("localhost", 200)]
    [InlineData("rebound.example", 421)]
    [InlineData("x.ops.example.com", 421)]
    [InlineData("ops.example.com.evil.example", 421)]
    public async Task Only_names_of_this_machine_and_those_that_are_listed_are_served(string host, int status)
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings { Hosts = ["ops.example.com"] });

        using var answer = await admin.AskAsync("GET", "/healthz", token: null, ("Host", host));

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("https://ops.example.com", 200)]
    [InlineData("https://OPS.example.com", 200)]
    [InlineData("http://ops.example.com", 403)]
    [InlineData("https://ops.example.com:8443", 403)]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    public async Task Only_pages_of_listed_origins_may_change_something_and_only_with_a_token(string origin, int status)
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings { Origins = ["https://ops.example.com"] }, tokens.Directory);

        using var known = await admin.AskAsync("POST", "/api/v1/kill-switch", tokens.Operator, ("Origin", origin), ("Sec-Fetch-Site", "cross-site"));
        using var stranger = await admin.AskAsync("POST", "/api/v1/kill-switch", token: null, ("Origin", origin));

        Assert.Equal(status, (int)known.StatusCode);
        Assert.Equal(status == 200 ? 401 : 403, (int)stranger.StatusCode);
    }

    [Fact]
    public async Task No_answer_and_no_line_of_the_log_holds_a_token()
    {
        using var tokens = await Tokens.MakeAsync();
        using var log = new LogCapture();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory, logger: log);
        var wrong = TokenText.Create();
        var answers = new List<string>();

        foreach (var (method, path, token) in new[]
        {
            ("GET", "/api/v1/status", wrong), ("POST", "/api/v1/tokens", tokens.Viewer), ("GET", "/api/v1/me", tokens.Viewer), ("GET", "/api/v1/tokens", tokens.Admin),
            ("POST", "/api/v1/tokens", tokens.Admin), ("DELETE", "/api/v1/tokens/nobody", tokens.Admin), ("DELETE", "/api/v1/tokens/" + tokens.Viewer, tokens.Admin),
        })
        {
            using var answer = await admin.AskAsync(method, path, token);
            answers.Add(answer.Headers + await answer.Content.ReadAsStringAsync());
        }

        string[] secrets = [wrong, tokens.Viewer, tokens.Admin];
        // What names the path may name what the caller wrote into it, and nothing else does.
        Assert.All(answers.Take(6), answer => Assert.DoesNotContain(secrets, secret => answer.Contains(secret[TokenText.PrefixLength..], StringComparison.Ordinal)));
        var lines = log.Lines;
        Assert.Contains(lines, line => line.Event == "admin.login_failed");
        Assert.Contains(lines, line => line.Event == "admin.forbidden");
        Assert.Contains(lines, line => line.Event == "admin.token_revoked");
        Assert.All(lines, line => Assert.DoesNotContain(secrets, secret => line.Text.Contains(secret[TokenText.PrefixLength..], StringComparison.Ordinal)));
    }

    private static AdminSettings Everywhere => new() { Listen = "0.0.0.0:0" };

    private static SocketsHttpHandler Trusting(X509Certificate2 root) => new()
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            TargetHost = "ops.test",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };
}
