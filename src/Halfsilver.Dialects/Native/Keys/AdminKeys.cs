using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of the admin side: its listener, and who may do what there.</summary>
internal static class AdminKeys
{
    private static readonly JwtSettings Jwts = new() { Issuer = "", Audience = "", Keys = [] };

    public static GroupShape Admin => field ??= new("admin", "The admin side: API, metrics and health.", () =>
    [
        new("listen", AdminListen, "Host and port of API, metrics and health. Beyond loopback only with tls and a login, or with insecure: true.") { Default = new AdminSettings().Listen },
        new("insecure", Bool, "Whether a listener beyond loopback may start in clear text, or although nobody has to log in.") { Default = false },
        new("access", new ChoiceShape("required", "open"), "Whether callers have to log in; open lets everybody who reaches the listener do everything.") { DefaultWords = "required with a data directory, with auth or with jwt; else open, on loopback" },
        new("openMetrics", Bool, "Whether /metrics answers without a login.") { Default = new AdminSettings().OpenMetrics, Sample = true },
        new("auth", Auth, "Tokens that are accepted beside those of the data directory."),
        new("jwt", Jwt, "JSON Web Tokens that are accepted."),
        new("hosts", new ListShape("host names", Host), "Names that requests may have as their Host, beside addresses and localhost.") { DefaultWords = "none" },
        new("origins", new ListShape("origins", Origin), "Origins whose pages may change something, beside the admin side's own.") { DefaultWords = "none" },
        new("tls", StoreKeys.ListenTls, "TLS, 1.2 or later, always with HTTP/1.1. An empty map makes a self-signed certificate at the start.") { DefaultWords = "clear text" },
        new("requireIfMatch", new BoolShape { LaterIf = true }, "Whether writes must name the revision they change.") { Default = false, Sample = false },
    ]);

    private static TextShape Origin { get; } = new(
        "web origin", @"^https?://[A-Za-z0-9_.\[\]:-]+$", "scheme, host and port as https://ops.example.com", ["https://ops.example.com"], ["", "ops.example.com", "https://a/b"]);

    private static GroupShape Auth => field ??= new("auth", "Who may log in at the admin side, beside the holders of the data directory's tokens.", () =>
    [
        new("tokens", new ListShape("tokens", Token), "Tokens that are accepted.") { Required = true },
    ]);

    private static GroupShape Token => field ??= new("token", "A token that is accepted.", () =>
    [
        new("name", Name, "Its name in logs and answers.") { Required = true, Sample = "ops" },
        new("role", RoleWord, "What it may do.") { Required = true },
        new("hashFrom", StoreKeys.Secret, "Where the SHA-256 of its text stands, 64 hexadecimal digits.") { Required = true },
    ]);

    private static ChoiceShape RoleWord { get; } = new("viewer", "operator", "admin");

    private static GroupShape Jwt => field ??= new("jwt", "JSON Web Tokens that the admin side accepts. All of iss, aud and exp are needed in them.", () =>
    [
        new("issuer", Text, "Who issues them: iss, exactly.") { Required = true, Sample = "https://login.example.com" },
        new("audience", Text, "Whom they are for: in aud.") { Required = true, Sample = "halfsilver" },
        new("keys", new ListShape("keys", JwtKey, least: 1) { AtMost = 16 }, "Keys that sign them.") { Required = true },
        new("roleClaim", Text, "The claim that holds a role, or a list of roles.") { Default = Jwts.RoleClaim, Sample = "groups" },
        new("roles", new NamedShape("roles by value of the claim", "^[^\\x00-\\x1f]{1,256}$", "any text", "platform-team", RoleWord), "What the claim's values mean.") { DefaultWords = "viewer, operator and admin mean themselves" },
        new("skew", Duration(TimeSpan.Zero, TimeSpan.FromMinutes(5)), "How far clocks may differ.") { Default = Notation.Text(Jwts.Skew) },
    ]);

    private static GroupShape JwtKey => field ??= new("jwtKey", "A key that signs JSON Web Tokens. It takes tokens of its own algorithm only.", () =>
    [
        new("id", Text, "Its kid; without, it is tried for all tokens.") { DefaultWords = "none", Sample = "2026-01" },
        new("algorithm", new ChoiceShape("RS256", "HS256"), "RS256: an RSA key of 2048 bits or more. HS256: a shared secret of 32 bytes or more.") { Required = true },
        new("from", StoreKeys.Secret, "Where it stands: the public key or certificate as PEM, or the secret.") { Required = true },
    ]);
}
