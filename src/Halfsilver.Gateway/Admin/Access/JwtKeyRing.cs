using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>The keys that may sign JSON Web Tokens, each for one algorithm.</summary>
internal sealed class JwtKeyRing : IDisposable
{
    private const int LeastSecretBytes = 32;
    private const int LeastRsaBits = 2_048;

    private readonly ImmutableArray<SigningKey> _keys;

    private JwtKeyRing(ImmutableArray<SigningKey> keys) => _keys = keys;

    /// <summary>Reads the plan's keys.</summary>
    /// <exception cref="AccessRefusedException">A key is not there, too weak, or not what its algorithm takes.</exception>
    public static JwtKeyRing Read(JwtSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        var keys = ImmutableArray.CreateBuilder<SigningKey>();
        for (var i = 0; i < settings.Keys.Length; i++)
        {
            var (key, place) = (settings.Keys[i], $"admin.jwt.keys[{i}].from");
            var text = Secrets.Read(key.From, place, environment);
            keys.Add(key.Algorithm is JwtAlgorithm.HS256 ? new SigningKey(key.Id, Secret(text, place), null) : new SigningKey(key.Id, null, Public(text, place)));
        }

        return new JwtKeyRing(keys.ToImmutable());
    }

    /// <summary>Whether one of the keys that a token may be signed with has signed this text.</summary>
    /// <param name="algorithm">What the token says; only keys of the very same count.</param>
    /// <param name="id">What the token says; null where it says nothing.</param>
    /// <param name="signed">The text.</param>
    /// <param name="signature">Its signature.</param>
    public bool HasSigned(JwtAlgorithm algorithm, string? id, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        foreach (var key in _keys)
        {
            if (key.Algorithm == algorithm && (id is null || key.Id is null || key.Id == id) && key.HasSigned(signed, signature))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys)
            key.Rsa?.Dispose();
    }

    private static byte[] Secret(string text, string place)
    {
        // A public key is no secret: whoever has it could sign.
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal))
            throw new AccessRefusedException($"{place}: PEM is no secret for HS256; use algorithm: RS256, or random text of {LeastSecretBytes} bytes or more");
        var secret = Encoding.UTF8.GetBytes(text);
        return secret.Length >= LeastSecretBytes
            ? secret
            : throw new AccessRefusedException($"{place}: the secret has {secret.Length} bytes; HS256 takes {LeastSecretBytes} or more");
    }

    private static RSA Public(string text, string place)
    {
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new AccessRefusedException($"{place}: a private key does not belong here; give the public key, or the certificate");
        var rsa = RSA.Create();
        try
        {
            if (text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            {
                using var certificate = X509Certificate2.CreateFromPem(text);
                using var key = certificate.GetRSAPublicKey() ?? throw new CryptographicException("the certificate's key is no RSA key");
                rsa.ImportParameters(key.ExportParameters(includePrivateParameters: false));
            }
            else
            {
                rsa.ImportFromPem(text);
            }

            if (rsa.KeySize < LeastRsaBits)
                throw new CryptographicException($"the key has {rsa.KeySize} bits; RS256 takes {LeastRsaBits} or more");
            return rsa;
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw new AccessRefusedException($"{place}: cannot be used for RS256: {unusable.Message}", unusable);
        }
    }

    private sealed record SigningKey(string? Id, byte[]? Secret, RSA? Rsa)
    {
        public JwtAlgorithm Algorithm => Rsa is null ? JwtAlgorithm.HS256 : JwtAlgorithm.RS256;

        public bool HasSigned(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
        {
            if (Secret is not null)
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Secret, signed), signature);

            // Nothing promises that one key may verify on two threads at once.
            lock (Rsa!)
                return Rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }
}
