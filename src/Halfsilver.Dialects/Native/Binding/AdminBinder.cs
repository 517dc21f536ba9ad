using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>The admin side, and who may do what there.</summary>
internal static class AdminBinder
{
    public static AdminSettings Bind(MapItem admin, AdminSettings usual) => new()
    {
        Listen = admin.Value("listen", usual.Listen),
        Insecure = admin.Value("insecure", false),
        Access = admin.Text("access") switch
        {
            "required" => AdminAccess.Required,
            "open" => AdminAccess.Open,
            _ => AdminAccess.Auto,
        },
        OpenMetrics = admin.Value("openMetrics", false),
        Tokens = [.. (admin.Map("auth")?.List("tokens") ?? []).OfType<MapItem>().Select(Token)],
        Jwt = admin.Map("jwt") is { } jwt ? Jwt(jwt) : null,
        Hosts = RuleBinder.Texts(admin.List("hosts")),
        Origins = RuleBinder.Texts(admin.List("origins")),
        Tls = admin.Map("tls") is { } tls ? PlanBinder.Tls(tls) : null,
    };

    private static AdminToken Token(MapItem token) => new(token.Text("name") ?? "", RoleOf(token.Text("role")), Source(token.Map("hashFrom")));

    private static JwtSettings Jwt(MapItem jwt)
    {
        var settings = new JwtSettings
        {
            Issuer = jwt.Text("issuer") ?? "",
            Audience = jwt.Text("audience") ?? "",
            Keys = [.. jwt.List("keys").OfType<MapItem>().Select(Key)],
            Roles = jwt.Map("roles") is { } roles
                ? roles.Entries.ToImmutableDictionary(entry => entry.Key, entry => RoleOf((entry.Value as ValueItem)?.Value as string), StringComparer.Ordinal)
                : ImmutableDictionary<string, Role>.Empty,
        };
        return settings with { RoleClaim = jwt.Value("roleClaim", settings.RoleClaim), Skew = jwt.Value("skew", settings.Skew) };
    }

    private static JwtKey Key(MapItem key) =>
        new(key.Text("algorithm") == "HS256" ? JwtAlgorithm.HS256 : JwtAlgorithm.RS256, Source(key.Map("from"))) { Id = key.Text("id") };

    private static SecretSource Source(MapItem? source) => new(source?.Text("env"), source?.Text("file"));

    private static Role RoleOf(string? word) => word switch
    {
        "admin" => Role.Admin,
        "operator" => Role.Operator,
        _ => Role.Viewer,
    };
}
