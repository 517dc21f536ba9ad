using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

public sealed class JwtTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly JwtMaker _made;

    public JwtTests() => _made = new JwtMaker(_time.GetUtcNow());

    public void Dispose() => _made.Dispose();

    public static TheoryData<string> Forgeries =>
    [
        "none", "None", "none with the old signature", "another algorithm", "HS256 with the public key", "HS256 with the public key and its line end",
        "another key", "no signature", "changed claims", "expired", "not yet valid", "no expiry", "expiry as text", "expiry beyond all time", "negative expiry", "not-before as text",
        "another issuer", "issuer with a slash more", "no issuer", "another audience", "no audience", "audiences without ours", "critical extension", "another type", "key id as a number",
        "two algorithms", "two expiries", "header that is a list", "claims that are a list", "claims that are no JSON", "padding", "white space", "five parts", "two parts", "empty", "dots",
        "oversize", "garbage", "half a surrogate", "half a surrogate in the issuer", "deep claims",
    ];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_or_foreign_token_is_refused_by_a_key_of_RSA(string kind)
    {
        using var login = await LoginAsync(JwtAlgorithm.RS256);

        Assert.Null(Read(login, Forge(kind)));
        Assert.NotNull(Read(login, _made.Rs256()));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("another algorithm")]
    [InlineData("no signature")]
    [InlineData("changed claims")]
    public async Task A_forged_token_is_refused_by_a_shared_secret(string kind)
    {
        using var login = await LoginAsync(JwtAlgorithm.HS256);

        Assert.Null(Read(login, kind == "another algorithm" ? _made.Rs256() : Forge(kind)));
        Assert.Null(Read(login, _made.Hs256(secret: JwtMaker.Secret + "!")));
        Assert.NotNull(Read(login, _made.Hs256()));
    }

    [Fact]
    public async Task A_right_token_says_who_asks_and_what_they_may_do()
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(
            new AdminSettings { Jwt = JwtMaker.Settings() }, environment: _made.Environment(), time: _time);

        using var answer = await admin.AskAsync("GET", "/api/v1/me", _made.Rs256());
        var me = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("ada operator jwt", $"{me.GetProperty("name")} {me.GetProperty("role")} {me.GetProperty("by")}");
    }

    [Fact]
    public async Task A_forged_token_over_the_wire_is_401_and_its_answer_repeats_none_of_it()
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(
            new AdminSettings { Jwt = JwtMaker.Settings() }, environment: _made.Environment(), time: _time);
        var forged = Forge("HS256 with the public key");

        using var answer = await admin.AskAsync("POST", "/api/v1/kill-switch", forged);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(forged.Split('.')[1], await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(admin.Gateway.Asked);
    }

    [Theory]
    [InlineData("/api/v1/me", "urn:halfsilver:problem:token-expired")]
    [InlineData("/api/v1/gateway/routes", "\"code\":\"TOKEN_EXPIRED\"")]
    public async Task Whoever_shows_a_token_that_held_once_is_told_that_its_time_has_passed(string path, string told)
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(
            new AdminSettings { Jwt = JwtMaker.Settings() }, environment: _made.Environment(), time: _time);
        var expired = Forge("expired");

        using var answer = await admin.AskAsync("GET", path, expired);
        using var forged = await admin.AskAsync("GET", path, expired[..^4] + "AAAA");

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [answer.StatusCode, forged.StatusCode]);
        Assert.Contains(told, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("xpired", await forged.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Somebody_without_a_role_is_known_and_may_do_nothing()
    {
        await using var admin = await AdminUnderTest.StartGuardedAsync(
            new AdminSettings { Jwt = JwtMaker.Settings() }, environment: _made.Environment(), time: _time);

        using var answer = await admin.AskAsync("GET", "/api/v1/me", _made.Rs256(_made.Claims(("role", "emperor"))));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("admin", Role.Admin)]
    [InlineData("Admin", null)]
    [InlineData("viewer", Role.Viewer)]
    [InlineData("", null)]
    public async Task Roles_go_by_their_names(string value, Role? role)
    {
        using var login = await LoginAsync(JwtAlgorithm.RS256);

        Assert.Equal(role, Read(login, _made.Rs256(_made.Claims(("role", value))))!.Role);
    }

    [Fact]
    public async Task A_list_of_roles_counts_by_its_highest_and_names_are_mapped()
    {
        var settings = JwtMaker.Settings() with
        {
            RoleClaim = "groups",
            Roles = System.Collections.Immutable.ImmutableDictionary<string, Role>.Empty.Add("devs", Role.Viewer).Add("ops", Role.Operator),
        };
        using var login = await LoginAsync(JwtAlgorithm.RS256, settings);

        Assert.Equal(Role.Operator, Read(login, _made.Rs256(_made.Claims(("groups", new[] { "ops", "devs", "admin" }))))!.Role);
        Assert.Null(Read(login, _made.Rs256(_made.Claims(("groups", "admin"))))!.Role);
    }

    [Fact]
    public async Task Clocks_may_differ_by_the_skew_and_no_more()
    {
        using var login = await LoginAsync(JwtAlgorithm.RS256);

        Assert.NotNull(Read(login, _made.Rs256(_made.Claims(("exp", _made.At(TimeSpan.FromSeconds(-29)))))));
        Assert.Null(Read(login, _made.Rs256(_made.Claims(("exp", _made.At(TimeSpan.FromSeconds(-30)))))));
        Assert.NotNull(Read(login, _made.Rs256(_made.Claims(("nbf", _made.At(TimeSpan.FromSeconds(30)))))));
        Assert.Null(Read(login, _made.Rs256(_made.Claims(("nbf", _made.At(TimeSpan.FromSeconds(31)))))));
    }

    [Fact]
    public async Task A_key_with_an_id_takes_tokens_that_name_it_or_none()
    {
        var settings = JwtMaker.Settings() with { Keys = [new JwtKey(JwtAlgorithm.RS256, new SecretSource(Env: "JWT_KEY")) { Id = "one" }] };
        using var login = await LoginAsync(JwtAlgorithm.RS256, settings);

        Assert.NotNull(Read(login, _made.Rs256(header: """{"alg":"RS256","kid":"one"}""")));
        Assert.NotNull(Read(login, _made.Rs256()));
        Assert.Null(Read(login, _made.Rs256(header: """{"alg":"RS256","kid":"two"}""")));
    }

    [Fact]
    public async Task Several_audiences_may_hold_ours_and_the_name_is_one_short_line()
    {
        using var login = await LoginAsync(JwtAlgorithm.RS256);

        var caller = Read(login, _made.Rs256(_made.Claims(("aud", new[] { "other", JwtMaker.Audience }), ("sub", "a\nb" + new string('c', 500)))))!;

        Assert.StartsWith("abc", caller.Name, StringComparison.Ordinal);
        Assert.Equal(128, caller.Name.Length);
    }

    [Theory]
    [InlineData("a short secret", JwtAlgorithm.HS256, "14 bytes")]
    [InlineData("", JwtAlgorithm.HS256, "empty or not there")]
    [InlineData("no pem", JwtAlgorithm.RS256, "cannot be used")]
    [InlineData("public", JwtAlgorithm.HS256, "PEM is no secret")]
    [InlineData("private", JwtAlgorithm.RS256, "private key")]
    [InlineData("small", JwtAlgorithm.RS256, "1024 bits")]
    [InlineData("elliptic", JwtAlgorithm.RS256, "cannot be used")]
    public async Task A_key_that_is_weak_or_of_another_kind_does_not_start_and_is_not_shown(string key, JwtAlgorithm algorithm, string reason)
    {
        using var small = RSA.Create(1_024);
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = key switch
        {
            "public" => _made.PublicPem,
            "private" => _made.Rsa.ExportPkcs8PrivateKeyPem(),
            "small" => small.ExportSubjectPublicKeyInfoPem(),
            "elliptic" => elliptic.ExportSubjectPublicKeyInfoPem(),
            _ => key,
        };

        var refused = await Assert.ThrowsAsync<AccessRefusedException>(() => Login.BeginAsync(
            new AdminSettings { Jwt = JwtMaker.Settings(algorithm) }, null, asked: false, new Dictionary<string, string>(StringComparer.Ordinal) { ["JWT_KEY"] = text }, _time, CancellationToken.None));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !refused.ToString().Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_gives_its_key()
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=issuer", _made.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(_time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(1));
        using var login = await Login.BeginAsync(
            new AdminSettings { Jwt = JwtMaker.Settings() }, null, asked: false,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JWT_KEY"] = certificate.ExportCertificatePem() }, _time, CancellationToken.None);

        Assert.NotNull(Read(login, _made.Rs256()));
    }

    [Fact]
    public async Task A_thousand_damaged_tokens_are_refused_without_a_fault()
    {
        using var login = await LoginAsync(JwtAlgorithm.RS256);
        var good = _made.Rs256();
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var damaged = new StringBuilder(good);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (char)random.Next(32, 127);
            if (damaged.ToString() != good && !SameSignature(damaged.ToString(), good))
                Assert.Null(Read(login, damaged.ToString()));
        }
    }

    // The last letter of a part has bits that mean nothing.
    private static bool SameSignature(string one, string other) =>
        one.LastIndexOf('.') == other.LastIndexOf('.') && one[..(one.LastIndexOf('.') + 1)] == other[..(other.LastIndexOf('.') + 1)] && one[..^1] == other[..^1];

    private string Forge(string kind) => kind switch
    {
        "none" => $"{JwtMaker.Encoded("""{"alg":"none"}""")}.{JwtMaker.Encoded(JsonSerializer.Serialize(_made.Claims()))}.",
        "None" => JwtMaker.Signed("""{"alg":"None"}""", JsonSerializer.Serialize(_made.Claims()), _ => [1]),
        "none with the old signature" => $"{JwtMaker.Encoded("""{"alg":"none"}""")}.{_made.Rs256().Split('.')[1]}.{_made.Rs256().Split('.')[2]}",
        "another algorithm" => _made.Rs256(header: """{"alg":"RS512"}"""),
        "HS256 with the public key" => _made.Hs256(secret: _made.PublicPem),
        "HS256 with the public key and its line end" => _made.Hs256(secret: _made.PublicPem + "\n"),
        "another key" => Other(),
        "no signature" => _made.Rs256()[..(_made.Rs256().LastIndexOf('.') + 1)],
        "changed claims" => $"{_made.Rs256().Split('.')[0]}.{JwtMaker.Encoded(JsonSerializer.Serialize(_made.Claims(("role", "admin"))))}.{_made.Rs256().Split('.')[2]}",
        "expired" => With("exp", _made.At(TimeSpan.FromMinutes(-1))),
        "not yet valid" => With("nbf", _made.At(TimeSpan.FromMinutes(1))),
        "no expiry" => With("exp", null),
        "expiry as text" => With("exp", "9999999999"),
        "expiry beyond all time" => With("exp", 1e300),
        "negative expiry" => With("exp", -1),
        "not-before as text" => With("nbf", "0"),
        "another issuer" => With("iss", "https://evil.example"),
        "issuer with a slash more" => With("iss", JwtMaker.Issuer + "/"),
        "no issuer" => With("iss", null),
        "another audience" => With("aud", "other"),
        "no audience" => With("aud", null),
        "audiences without ours" => With("aud", new[] { "other", "halfsilver2" }),
        "critical extension" => _made.Rs256(header: """{"alg":"RS256","crit":["b64"],"b64":false}"""),
        "another type" => _made.Rs256(header: """{"alg":"RS256","typ":"dpop+jwt"}"""),
        "key id as a number" => _made.Rs256(header: """{"alg":"RS256","kid":1}"""),
        "two algorithms" => _made.Rs256(header: """{"alg":"HS256","alg":"RS256"}"""),
        "two expiries" => Raw($$"""{"iss":"{{JwtMaker.Issuer}}","aud":"halfsilver","role":"admin","exp":1,"exp":9999999999}"""),
        "header that is a list" => _made.Rs256(header: """["RS256"]"""),
        "claims that are a list" => Raw("[]"),
        "claims that are no JSON" => Raw("role=admin"),
        "padding" => _made.Rs256() + "=",
        "white space" => _made.Rs256().Insert(5, " "),
        "five parts" => _made.Rs256() + ".a.b",
        "two parts" => "a.b",
        "empty" => "",
        "dots" => "..",
        "oversize" => With("sub", new string('a', JwtReader.MaxLength)),
        "garbage" => new string('é', 100),
        "half a surrogate" => _made.Rs256(header: """{"alg":"RS256","kid":"\ud800","typ":"\ud800"}"""),
        "half a surrogate in the issuer" => Raw("""{"iss":"\ud800","aud":"halfsilver","role":"admin","exp":9999999999}"""),
        "deep claims" => Raw($$"""{"iss":"{{JwtMaker.Issuer}}","aud":"halfsilver","role":"admin","exp":9999999999,"x":{{new string('[', 40)}}{{new string(']', 40)}}}"""),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown"),
    };

    private string With(string name, object? value) => _made.Rs256(_made.Claims((name, value)));

    private string Raw(string claims) =>
        JwtMaker.Signed("""{"alg":"RS256"}""", claims, text => _made.Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private string Other()
    {
        using var other = new JwtMaker(_time.GetUtcNow());
        return other.Rs256();
    }

    private Task<Login> LoginAsync(JwtAlgorithm algorithm, JwtSettings? settings = null) => Login.BeginAsync(
        new AdminSettings { Jwt = settings ?? JwtMaker.Settings(algorithm) }, null, asked: false, _made.Environment(algorithm), _time, CancellationToken.None);

    private static Caller? Read(Login login, string token) => Tokens.Check(login, $"Bearer {token}").Caller;
}
