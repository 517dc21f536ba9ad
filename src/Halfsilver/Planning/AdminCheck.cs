namespace Halfsilver.Planning;

/// <summary>The admin side: its listener, and who may come in.</summary>
internal static class AdminCheck
{
    private const int MostKeys = 16;

    public static void Check(AdminSettings admin, ICollection<Problem> problems)
    {
        Listener(admin, problems);
        EntryPointCheck.Tls(admin.Tls, "admin.tls", problems);
        if (admin.Access is AdminAccess.Open && (!admin.Tokens.IsEmpty || admin.Jwt is not null))
        {
            problems.Report(ProblemCodes.BadAccess, "admin.access", "open beside tokens or JWT (open); required, or nobody who logs in");
        }

        Names.Check("admin.auth.tokens", admin.Tokens.Select(token => token.Name), problems);
        foreach (var token in admin.Tokens)
        {
            Source(token.HashFrom, $"admin.auth.tokens[{token.Name}].hashFrom", problems);
        }

        for (var i = 0; i < admin.Hosts.Length; i++)
        {
            if (Uri.CheckHostName(admin.Hosts[i]) is UriHostNameType.Unknown)
            {
                problems.Report(ProblemCodes.BadHost, $"admin.hosts[{i}]", $"not a host ({FieldSyntax.Shown(admin.Hosts[i])}); a name as ops.example.com, without scheme and port");
            }
        }

        for (var i = 0; i < admin.Origins.Length; i++)
        {
            if (!IsOrigin(admin.Origins[i]))
            {
                problems.Report(ProblemCodes.BadAddress, $"admin.origins[{i}]", $"not an origin ({FieldSyntax.Shown(admin.Origins[i])}); scheme, host and port as https://ops.example.com");
            }
        }

        if (admin.Jwt is { } jwt)
        {
            Jwt(jwt, problems);
        }
    }

    private static void Listener(AdminSettings admin, ICollection<Problem> problems)
    {
        if (ListenAddress.Parse(admin.Listen) is not { } listen)
        {
            problems.Add(EntryPointCheck.BadListen("admin.listen", admin.Listen));
        }
        else if (!listen.IsLoopback && !admin.Insecure && (admin.Tls is null || admin.Access is AdminAccess.Open))
        {
            var what = admin.Tls is null ? "in clear text" : "without a login";
            problems.Report(
                ProblemCodes.OpenAdmin,
                "admin.listen",
                $"open beyond this machine {what} ({admin.Listen}); an address of loopback as 127.0.0.1:8080, {(admin.Tls is null ? "tls" : "a login")}, or insecure: true");
        }
    }

    private static void Jwt(JwtSettings jwt, ICollection<Problem> problems)
    {
        if (jwt.Issuer.Length == 0 || jwt.Audience.Length == 0 || jwt.RoleClaim.Length == 0)
        {
            problems.Report(ProblemCodes.BadAccess, "admin.jwt", "names no issuer, audience or role claim (\"\"); all three");
        }

        if (jwt.Keys.IsDefaultOrEmpty || jwt.Keys.Length > MostKeys)
        {
            problems.Report(ProblemCodes.BadAccess, "admin.jwt.keys", $"number of keys ({(jwt.Keys.IsDefault ? 0 : jwt.Keys.Length)}); 1 to {MostKeys}");
            return;
        }

        for (var i = 0; i < jwt.Keys.Length; i++)
        {
            Source(jwt.Keys[i].From, $"admin.jwt.keys[{i}].from", problems);
        }

        if (jwt.Skew < TimeSpan.Zero || jwt.Skew > TimeSpan.FromMinutes(5))
        {
            problems.Report(ProblemCodes.OutOfRange, "admin.jwt.skew", $"out of range ({jwt.Skew.TotalSeconds:0.###} s); 0 s to 5 min");
        }
    }

    private static void Source(SecretSource source, string place, ICollection<Problem> problems)
    {
        if (string.IsNullOrEmpty(source.Env) == string.IsNullOrEmpty(source.File))
        {
            problems.Report(ProblemCodes.BadAccess, place, "names no place, or two (env, file); one of them");
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && text == url.GetLeftPart(UriPartial.Authority) && url.UserInfo.Length == 0;
}
