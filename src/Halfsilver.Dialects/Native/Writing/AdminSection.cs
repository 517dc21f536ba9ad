using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes the admin side, as <see cref="Binding.AdminBinder"/> reads it.</summary>
internal static class AdminSection
{
    public static void Write(KeyWriter keys, AdminSettings admin, AdminSettings usual)
    {
        keys.Text("listen", admin.Listen, usual.Listen);
        keys.Flag("insecure", admin.Insecure, usual.Insecure);
        keys.Text("access", Words.Of(admin.Access));
        keys.Flag("openMetrics", admin.OpenMetrics, usual.OpenMetrics);
        keys.Group("auth", auth => auth.List("tokens", admin.Tokens.Select(token => KeyWriter.Of(auth.Style, token, Token))));
        keys.Whole("jwt", admin.Jwt, Jwt);
        keys.Texts("hosts", admin.Hosts);
        keys.Texts("origins", admin.Origins);
        keys.Whole("tls", admin.Tls, FileSection.Tls);
    }

    private static void Token(KeyWriter keys, AdminToken token)
    {
        keys.Text("name", token.Name);
        keys.Text("role", Words.Of(token.Role));
        keys.Whole("hashFrom", token.HashFrom, Source);
    }

    private static void Jwt(KeyWriter keys, JwtSettings jwt)
    {
        keys.Text("issuer", jwt.Issuer);
        keys.Text("audience", jwt.Audience);
        keys.List("keys", jwt.Keys.Select(key => KeyWriter.Of(keys.Style, key, Key)));
        keys.Text("roleClaim", jwt.RoleClaim, "role");
        keys.Group("roles", roles =>
        {
            foreach (var (value, role) in jwt.Roles.OrderBy(role => role.Key, StringComparer.Ordinal))
            {
                roles.Text(value, Words.Of(role));
            }
        });
        keys.Time("skew", jwt.Skew, TimeSpan.FromSeconds(30));
    }

    private static void Key(KeyWriter keys, JwtKey key)
    {
        keys.Text("id", key.Id);
        keys.Text("algorithm", Words.Of(key.Algorithm));
        keys.Whole("from", key.From, Source);
    }

    private static void Source(KeyWriter keys, SecretSource source)
    {
        keys.Text("env", source.Env);
        keys.Text("file", source.File);
    }
}
