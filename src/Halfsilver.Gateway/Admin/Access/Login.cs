using System.Collections.Immutable;
using System.Security.Cryptography;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>Finds out who asks: by a token of the data directory, one of the plan, or a JSON Web Token.</summary>
internal sealed class Login : IDisposable
{
    private const string Scheme = "Bearer ";

    private readonly TimeProvider _time;
    private readonly ImmutableArray<(AdminToken Token, byte[] Hash)> _configured;
    private readonly JwtKeyRing? _keys;
    private readonly JwtReader? _jwt;

    private Login(AdminSettings settings, IReadOnlyDictionary<string, string> environment, TokenBook? book, TimeProvider time)
    {
        (_time, Book, Limit) = (time, book, new LoginLimit(time));
        _configured = [.. settings.Tokens.Select(token => (token, HashOf(token, environment)))];
        if (settings.Jwt is { } jwt)
        {
            _keys = JwtKeyRing.Read(jwt, environment);
            _jwt = new JwtReader(jwt, _keys, time);
        }
    }

    /// <summary>Whether nobody has to log in.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>The tokens of the data directory; null where none are kept.</summary>
    public TokenBook? Book { get; }

    /// <summary>Whether this start made the first token.</summary>
    public bool MadeFirst { get; private init; }

    /// <summary>How often it may fail.</summary>
    public LoginLimit Limit { get; }

    /// <summary>An admin side where everybody may do everything.</summary>
    public static Login Open(TimeProvider time) => new(new AdminSettings(), ImmutableDictionary<string, string>.Empty, book: null, time) { IsOpen = true };

    /// <summary>What the plan says, with the tokens of a data directory; the first start there makes a token.</summary>
    /// <param name="settings">The plan's.</param>
    /// <param name="directory">The data directory; null where there is none.</param>
    /// <param name="asked">Whether somebody named the directory; one that is only usual may be out of reach.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="time">Ends tokens.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="AccessRefusedException">It cannot be kept to.</exception>
    public static async Task<Login> BeginAsync(
        AdminSettings settings, string? directory, bool asked, IReadOnlyDictionary<string, string> environment, TimeProvider time, CancellationToken cancel)
    {
        if (settings.Access is AdminAccess.Open)
            return Open(time);
        var configured = !settings.Tokens.IsEmpty || settings.Jwt is not null;
        var book = directory is null ? null : new TokenBook(directory, time);
        var made = false;
        try
        {
            // Whoever configured who may come in wants nobody else; tokens that are there already hold.
            if (book is not null && !configured)
                made = await book.BeginAsync(cancel);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            if (asked || settings.Access is AdminAccess.Required || File.Exists(Path.Combine(book!.Directory, TokenBook.FileName)))
                throw new AccessRefusedException($"the admin side's first token cannot be written to {book!.Directory}: {unwritable.Message}", unwritable);
            book = null;
        }

        if (book is null && !configured)
        {
            return settings.Access is AdminAccess.Required
                ? throw new AccessRefusedException("admin.access: required, and there is nothing to log in with; name a data directory, or set admin.auth or admin.jwt")
                : Open(time);
        }

        _ = book?.Tokens;
        return book?.Fault is { } fault ? throw new AccessRefusedException(fault) : new Login(settings, environment, book, time) { MadeFirst = made };
    }

    /// <summary>Who asks.</summary>
    public LoginResult Check(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (IsOpen)
            return new LoginResult(LoginOutcome.Known, new Caller("anonymous", Role.Admin, address));
        var fields = context.Request.Headers.Authorization;
        if (fields.Count == 0)
            return new LoginResult(LoginOutcome.Nothing);
        if (fields is not [{ } field] || !field.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refused("is not one Bearer token", address);
        var text = field.AsSpan(Scheme.Length).Trim(' ').ToString();
        var caller = text.StartsWith(TokenText.Mark, StringComparison.Ordinal) ? Token(text, out var why) : Jwt(text, out why);
        return caller is null ? Refused(why, address) : new LoginResult(LoginOutcome.Known, caller with { Address = address });
    }

    /// <inheritdoc/>
    public void Dispose() => _keys?.Dispose();

    private static byte[] HashOf(AdminToken token, IReadOnlyDictionary<string, string> environment)
    {
        var place = $"admin.auth.tokens[{token.Name}].hashFrom";
        return TokenText.ReadHash(Secrets.Read(token.HashFrom, place, environment))
            ?? throw new AccessRefusedException($"{place}: {token.HashFrom} holds no SHA-256 in 64 hexadecimal digits");
    }

    private Caller? Token(string text, out string why)
    {
        why = "is not known, or has ended";
        if (text.Length > JwtReader.MaxLength)
            return null;
        Caller? caller = null;
        var hash = TokenText.HashBytes(text);
        foreach (var (token, known) in _configured)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                caller = new Caller(token.Name, token.Role, null) { Kind = CallerKind.Token };
        }

        if (Book?.Find(text) is not { } kept)
            return caller;
        Book.Seen(kept);
        return caller ?? new Caller(kept.Name, kept.Role, null) { Kind = CallerKind.Token, Until = kept.Expires };
    }

    private Caller? Jwt(string text, out string why)
    {
        why = "is not known";
        return _jwt?.Read(text, out why);
    }

    private LoginResult Refused(string why, System.Net.IPAddress? address) =>
        Limit.Failed(address) is { } wait
            ? new LoginResult(LoginOutcome.Limited) { Why = why, Wait = wait }
            : new LoginResult(LoginOutcome.Refused) { Why = why };
}

/// <summary>What came of asking who asks.</summary>
internal enum LoginOutcome
{
    /// <summary>There is a caller.</summary>
    Known,

    /// <summary>The request shows nothing.</summary>
    Nothing,

    /// <summary>What it shows does not count.</summary>
    Refused,

    /// <summary>What it shows does not count, and too often did not.</summary>
    Limited,
}

/// <summary>What came of asking who asks.</summary>
internal sealed record LoginResult(LoginOutcome Outcome, Caller? Caller = null)
{
    /// <summary>Why it does not count, as the rest of a sentence about what was shown.</summary>
    public string Why { get; init; } = "";

    /// <summary>Whether it would count, had its time not passed.</summary>
    public bool HasExpired => Why == JwtReader.HasExpired;

    /// <summary>When to try again.</summary>
    public TimeSpan Wait { get; init; }
}
