using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>The admin side of a gateway: where it listens, and who may do what there.</summary>
public sealed record AdminSettings
{
    /// <summary><c>host:port</c> of API, metrics and health. Default <c>127.0.0.1:8080</c>.</summary>
    public string Listen { get; init; } = "127.0.0.1:8080";

    /// <summary>Whether a listener beyond loopback may start in clear text, or although nobody has to log in. Default false.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether callers have to log in. Default <see cref="AdminAccess.Auto"/>.</summary>
    public AdminAccess Access { get; init; }

    /// <summary>Whether <c>/metrics</c> answers everybody who reaches it. Default false: it takes a viewer.</summary>
    public bool OpenMetrics { get; init; }

    /// <summary>Tokens that are accepted beside those of the data directory. Default none.</summary>
    public ImmutableArray<AdminToken> Tokens { get; init; } = [];

    /// <summary>JSON Web Tokens that are accepted. Default none.</summary>
    public JwtSettings? Jwt { get; init; }

    /// <summary>Host names that requests may name, beside addresses and <c>localhost</c>. Default none.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Origins whose pages may change something, beside the admin side's own, as <c>https://ops.example.com</c>. Default none.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];

    /// <summary>TLS; null, the default, for clear text.</summary>
    public ListenTls? Tls { get; init; }
}

/// <summary>Whether callers of the admin side have to log in.</summary>
public enum AdminAccess
{
    /// <summary>They have to where tokens can be kept or are configured: with a data directory, with tokens or with JWT.</summary>
    Auto,

    /// <summary>They have to; a gateway that cannot let anybody in does not start.</summary>
    Required,

    /// <summary>Everybody who reaches the listener may do everything.</summary>
    Open,
}

/// <summary>What a caller of the admin side may do; each role may do what those before it may.</summary>
public enum Role
{
    /// <summary>Look.</summary>
    Viewer,

    /// <summary>Stop and resume mirroring, and have the files read again.</summary>
    Operator,

    /// <summary>Change the plan, and say who else may come in.</summary>
    Admin,
}

/// <summary>A token that is accepted, known by its hash.</summary>
/// <param name="Name">Its holder in logs and answers.</param>
/// <param name="Role">What it may do.</param>
/// <param name="HashFrom">Where the SHA-256 of its text stands, as 64 hexadecimal digits.</param>
public sealed record AdminToken(string Name, Role Role, SecretSource HashFrom);

/// <summary>Where a value stands that is in no file of the plan: exactly one of the two is set.</summary>
/// <param name="Env">A variable of the process.</param>
/// <param name="File">A file whose whole content it is; one line end behind it does not count.</param>
public sealed record SecretSource(string? Env = null, string? File = null)
{
    /// <inheritdoc/>
    public override string ToString() => Env is not null ? $"variable {Env}" : $"file {File}";
}

/// <summary>JSON Web Tokens (RFC 7519) that the admin side accepts.</summary>
public sealed record JwtSettings
{
    /// <summary>Who issues them: <c>iss</c>, compared exactly.</summary>
    public required string Issuer { get; init; }

    /// <summary>Whom they are for: <c>aud</c> is this or contains it.</summary>
    public required string Audience { get; init; }

    /// <summary>Keys that sign them, 1 to 16. A key takes its own algorithm only, whatever a token says.</summary>
    public required ImmutableArray<JwtKey> Keys { get; init; }

    /// <summary>The claim that holds the role, or a list of them. Default <c>role</c>.</summary>
    public string RoleClaim { get; init; } = "role";

    /// <summary>Roles by the claim's values. Default none: <c>viewer</c>, <c>operator</c> and <c>admin</c> by their names.</summary>
    public ImmutableDictionary<string, Role> Roles { get; init; } = ImmutableDictionary<string, Role>.Empty;

    /// <summary>How far clocks may differ. Default 30 s; 0 s to 5 min.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A key that signs JSON Web Tokens.</summary>
/// <param name="Algorithm">The only algorithm it is for.</param>
/// <param name="From">Where it stands: for <see cref="JwtAlgorithm.HS256"/> the secret, for <see cref="JwtAlgorithm.RS256"/> the public key or certificate as PEM.</param>
public sealed record JwtKey(JwtAlgorithm Algorithm, SecretSource From)
{
    /// <summary>Its <c>kid</c>; null, the default, for tokens with any or none.</summary>
    public string? Id { get; init; }
}

/// <summary>How a JSON Web Token is signed.</summary>
public enum JwtAlgorithm
{
    /// <summary>HMAC with SHA-256; the secret has at least 32 bytes.</summary>
    HS256,

    /// <summary>RSA PKCS #1 with SHA-256; the key has at least 2,048 bits.</summary>
    RS256,
}
