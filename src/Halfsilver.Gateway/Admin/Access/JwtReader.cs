using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>
/// Reads JSON Web Tokens (RFC 7519) as RFC 8725 advises: the algorithm is the key's and never the token's choice, all claims that
/// say who, for whom and until when are needed, and whatever is unusual is refused.
/// </summary>
internal sealed class JwtReader(JwtSettings settings, JwtKeyRing keys, TimeProvider time)
{
    /// <summary>Characters of a token at most.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>The reason of a token that held once: who can show it knows that already.</summary>
    public const string HasExpired = "has expired";

    private const int MaxNameLength = 128;
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };
    private static readonly ImmutableDictionary<string, Role> s_byName = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [KeyValuePair.Create("viewer", Role.Viewer), KeyValuePair.Create("operator", Role.Operator), KeyValuePair.Create("admin", Role.Admin)]);

    /// <summary>Whose token this is; null with a reason, in words that tell nothing secret, where it does not count.</summary>
    public Caller? Read(string token, out string why)
    {
        why = "";
        if (token.Length > MaxLength)
            return No("is too long", out why);
        if (token.Split('.', 4) is not [var head, var claims, var signature] || Bytes(signature) is not { } signed)
            return No("is no signed JWT", out why);
        if (!Header(head, out var algorithm, out var id))
            return No("has a header that is not accepted", out why);
        if (!keys.HasSigned(algorithm, id, Encoding.ASCII.GetBytes($"{head}.{claims}"), signed))
            return No("is signed by nobody that is known", out why);
        // What it says counts for nothing before this line.
        if (Parse(claims) is not { } body)
            return No("has claims that cannot be read", out why);
        using (body)
            return Checked(body.RootElement, out why);
    }

    private Caller? Checked(JsonElement claims, out string why)
    {
        why = "";
        var now = time.GetUtcNow();
        if (Text(claims, "iss") != settings.Issuer)
            return No("has another issuer", out why);
        if (!Values(claims, "aud").Contains(settings.Audience, StringComparer.Ordinal))
            return No("is for another audience", out why);
        if (!Instant(claims, "exp", out var expires) || expires is not { } end)
            return No("does not say until when it holds", out why);
        if (now >= end + settings.Skew)
            return No(HasExpired, out why);
        if (!Instant(claims, "nbf", out var begins) || now < begins - settings.Skew)
            return No("does not hold yet", out why);
        return new Caller(Name(claims), RoleOf(claims), null) { Kind = CallerKind.Jwt, Until = end };
    }

    private Role? RoleOf(JsonElement claims)
    {
        var roles = settings.Roles.IsEmpty ? s_byName : settings.Roles;
        Role? highest = null;
        foreach (var value in Values(claims, settings.RoleClaim))
        {
            if (roles.TryGetValue(value, out var role) && !(highest >= role))
                highest = role;
        }

        return highest;
    }

    private static bool Header(string part, out JwtAlgorithm algorithm, out string? id)
    {
        (algorithm, id) = (default, null);
        using var header = Parse(part);
        if (header is null)
            return false;
        var fields = header.RootElement;
        // An extension that has to be understood (RFC 7515 §4.1.11) is not.
        if (fields.TryGetProperty("crit", out _))
            return false;
        if (fields.TryGetProperty("typ", out var type)
            && !(Text(type)?.ToUpperInvariant() is "JWT" or "AT+JWT"))
            return false;
        if (fields.TryGetProperty("kid", out var key) && key.ValueKind is not JsonValueKind.String)
            return false;
        id = Text(fields, "kid");
        (algorithm, var known) = Text(fields, "alg") switch
        {
            "HS256" => (JwtAlgorithm.HS256, true),
            "RS256" => (JwtAlgorithm.RS256, true),
            _ => (default, false),
        };
        return known;
    }

    private static string Name(JsonElement claims)
    {
        var subject = Text(claims, "sub") ?? "";
        var line = string.Concat(subject.Where(letter => !char.IsControl(letter))).Trim();
        return line.Length is 0 ? "jwt" : line[..Math.Min(line.Length, MaxNameLength)];
    }

    private static JsonDocument? Parse(string part)
    {
        if (Bytes(part) is not { } bytes)
            return null;
        try
        {
            var document = JsonDocument.Parse(bytes, s_strict);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The decoder also takes padding and white space, which RFC 7515 §2 forbids.
    private static byte[]? Bytes(string part)
    {
        if (part.Length == 0 || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            return null;
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8.
            return null;
        }
    }

    private static IEnumerable<string> Values(JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out var value))
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(Text).OfType<string>()],
            _ => Text(value) is { } text ? [text] : [],
        };
    }

    // False where it is there and no time; true with null where it is not there.
    private static bool Instant(JsonElement claims, string name, out DateTimeOffset? instant)
    {
        instant = null;
        if (!claims.TryGetProperty(name, out var value))
            return true;
        // To the year 9999; decimals are allowed.
        if (value.ValueKind is not JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is not (>= 0 and < 253_402_000_000))
            return false;
        instant = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }

    private static Caller? No(string reason, out string why)
    {
        why = reason;
        return null;
    }
}
