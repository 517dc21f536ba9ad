using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Tests.Admin.Access;

/// <summary>Makes JSON Web Tokens, right ones and forged ones.</summary>
internal sealed class JwtMaker : IDisposable
{
    public const string Secret = "0123456789abcdef0123456789abcdef";
    public const string Issuer = "https://login.example.com";
    public const string Audience = "halfsilver";

    private readonly DateTimeOffset _now;

    public JwtMaker(DateTimeOffset? now = null) => _now = now ?? TimeProvider.System.GetUtcNow();

    public RSA Rsa { get; } = RSA.Create(2_048);

    public string PublicPem => Rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>Settings that take tokens signed with this RSA key, which stands in the variable JWT_KEY.</summary>
    public static JwtSettings Settings(JwtAlgorithm algorithm = JwtAlgorithm.RS256) => new()
    {
        Issuer = Issuer,
        Audience = Audience,
        Keys = [new JwtKey(algorithm, new SecretSource(Env: "JWT_KEY"))],
    };

    public Dictionary<string, string> Environment(JwtAlgorithm algorithm = JwtAlgorithm.RS256) =>
        new(StringComparer.Ordinal) { ["JWT_KEY"] = algorithm is JwtAlgorithm.RS256 ? PublicPem : Secret };

    /// <summary>Claims that are right, but for what the change says; null takes a claim out.</summary>
    public Dictionary<string, object?> Claims(params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "ada",
            ["role"] = "operator",
            ["exp"] = At(TimeSpan.FromMinutes(5)),
            ["nbf"] = At(TimeSpan.FromMinutes(-1)),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                claims.Remove(name);
            else
                claims[name] = value;
        }

        return claims;
    }

    public long At(TimeSpan fromNow) => (_now + fromNow).ToUnixTimeSeconds();

    public string Rs256(Dictionary<string, object?>? claims = null, string header = """{"alg":"RS256","typ":"JWT"}""") =>
        Signed(header, JsonSerializer.Serialize(claims ?? Claims()), text => Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string Hs256(Dictionary<string, object?>? claims = null, string secret = Secret, string header = """{"alg":"HS256","typ":"JWT"}""") =>
        Signed(header, JsonSerializer.Serialize(claims ?? Claims()), text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));

    public static string Signed(string header, string claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Encoded(header)}.{Encoded(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public void Dispose() => Rsa.Dispose();
}
