using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>
/// The tokens of a data directory. The file is looked at whenever somebody logs in, so what another process changed counts at
/// once. A file that cannot be read lets nobody in.
/// </summary>
internal sealed class TokenBook
{
    /// <summary>The file of hashes, in the data directory.</summary>
    public const string FileName = "tokens.json";

    /// <summary>The file with the text of the first token.</summary>
    public const string FirstFileName = "admin-token";

    /// <summary>Name of the first token.</summary>
    public const string FirstName = "first";

    /// <summary>Tokens that may be kept.</summary>
    public const int MaxTokens = 1_000;

    private const int MaxBytes = 1024 * 1024;
    private const string LockName = "tokens.lock";
    private static readonly TimeSpan s_lockTry = TimeSpan.FromMilliseconds(20);
    private const int LockTries = 250;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly string _path;
    private (DateTime Written, long Length) _seen;
    private ImmutableArray<KnownToken> _tokens = [];

    public TokenBook(string directory, TimeProvider time)
    {
        (Directory, _time) = (Path.GetFullPath(directory), time);
        _path = Path.Combine(Directory, FileName);
    }

    /// <summary>Where it is kept.</summary>
    public string Directory { get; }

    /// <summary>Where the text of the first token is.</summary>
    public string FirstPath => Path.Combine(Directory, FirstFileName);

    /// <summary>Why nobody can log in with a token; null where the file could be read.</summary>
    public string? Fault { get; private set; }

    /// <summary>The tokens, as they are now.</summary>
    public ImmutableArray<TokenEntry> Tokens
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return [.. _tokens.Select(token => token.Entry)];
            }
        }
    }

    /// <summary>
    /// Makes the file, with one token for an admin whose text goes into a file beside it; where there is a file already, nothing.
    /// </summary>
    /// <returns>Whether a token was made.</returns>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task<bool> BeginAsync(CancellationToken cancel)
    {
        // Nothing to write: the directory may be read-only, as one that a cluster mounts.
        if (File.Exists(_path))
            return false;
        SecretFile.MakeDirectory(Directory);
        using var held = await HoldAsync(cancel);
        if (File.Exists(_path))
            return false;
        var (entry, text) = Make(FirstName, Role.Admin, expires: null);
        // The text first: whoever ends between the two writes finds the next start doing both again.
        SecretFile.Write(FirstPath, Encoding.ASCII.GetBytes(text + "\n"));
        Write([entry]);
        return true;
    }

    /// <summary>Whose token this is; null where it is nobody's, or its time is over.</summary>
    public TokenEntry? Find(string token)
    {
        var hash = TokenText.HashBytes(token);
        ImmutableArray<KnownToken> tokens;
        lock (_gate)
        {
            Refresh();
            tokens = _tokens;
        }

        TokenEntry? found = null;
        foreach (var (entry, known) in tokens)
        {
            // All of them, whichever fits: how long it takes says nothing.
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = entry;
        }

        return found?.HoldsAt(_time.GetUtcNow()) == true ? found : null;
    }

    /// <summary>Notes that a token was used today; at most one write a day and token, and none while somebody else writes.</summary>
    public void Seen(TokenEntry token)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        if (token.LastSeen >= today)
            return;
        try
        {
            using var held = SecretFile.TryLock(Path.Combine(Directory, LockName));
            if (held is null)
                return;
            Write([.. Read().Select(entry => entry.Hash == token.Hash ? entry with { LastSeen = today } : entry)]);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or JsonException)
        {
            // A day that is not noted must keep nobody out; the disk's fault shows where tokens are made.
        }
    }

    /// <summary>Makes a token and keeps its hash.</summary>
    /// <returns>The token as kept, and its text, which nobody can tell again.</returns>
    /// <exception cref="TokenRefusedException">The name is taken, or there are too many.</exception>
    public async Task<(TokenEntry Entry, string Text)> CreateAsync(string name, Role role, DateTimeOffset? expires, CancellationToken cancel)
    {
        if (name.Length is 0 or > 128 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '@' or '-'))
            throw new TokenRefusedException($"name: '{Shown(name)}' is no name; use letters, digits, _ . @ and -, at most 128");
        if (expires <= _time.GetUtcNow())
            throw new TokenRefusedException("expires: is in the past");
        SecretFile.MakeDirectory(Directory);
        using var held = await HoldAsync(cancel);
        var tokens = Read();
        if (tokens.Any(token => token.Name == name))
            throw new TokenRefusedException($"name: there is a token '{name}' already; revoke it first, or choose another name", taken: true);
        if (tokens.Length >= MaxTokens)
            throw new TokenRefusedException($"there are {MaxTokens} tokens; revoke some first", taken: true);
        var (entry, text) = Make(name, role, expires);
        Write([.. tokens, entry]);
        return (entry, text);
    }

    /// <summary>Forgets a token; null where nothing, or more than one, is called so.</summary>
    /// <param name="nameOrPrefix">Its name, or the first characters of its text, at least eleven.</param>
    /// <param name="cancel">Stops waiting for another writer.</param>
    public async Task<TokenEntry?> RevokeAsync(string nameOrPrefix, CancellationToken cancel)
    {
        if (!File.Exists(_path))
            return null;
        using var held = await HoldAsync(cancel);
        var tokens = Read();
        var gone = tokens.Where(token => token.Name == nameOrPrefix).ToArray();
        if (gone.Length == 0 && nameOrPrefix.Length >= TokenText.PrefixLength)
            gone = [.. tokens.Where(token => token.Prefix == nameOrPrefix[..TokenText.PrefixLength])];
        if (gone is not [var one])
            return null;
        Write(tokens.Remove(one));
        return one;
    }

    private static string Shown(string name) => new([.. name.Take(40).Select(letter => char.IsControl(letter) ? ' ' : letter)]);

    private (TokenEntry Entry, string Text) Make(string name, Role role, DateTimeOffset? expires)
    {
        var text = TokenText.Create();
        return (new TokenEntry { Name = name, Role = role, Prefix = TokenText.Prefix(text), Hash = TokenText.Hash(text), Created = _time.GetUtcNow(), Expires = expires }, text);
    }

    private async Task<FileStream> HoldAsync(CancellationToken cancel)
    {
        var path = Path.Combine(Directory, LockName);
        for (var tries = 0; tries < LockTries; tries++)
        {
            if (SecretFile.TryLock(path) is { } held)
                return held;
            await Task.Delay(s_lockTry, _time, cancel);
        }

        throw new IOException($"{path} is held by another process");
    }

    private void Refresh()
    {
        var file = new FileInfo(_path);
        var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (now == _seen && Fault is null)
            return;
        try
        {
            _tokens = [.. Read().Select(entry => new KnownToken(entry, TokenText.ReadHash(entry.Hash) ?? throw new JsonException($"the hash of '{Shown(entry.Name)}' is none")))];
            (_seen, Fault) = (now, null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            // Nobody, rather than those of before: somebody may have been taken out.
            (_tokens, Fault) = ([], $"{_path} cannot be read: {unreadable.Message}");
        }
    }

    private ImmutableArray<TokenEntry> Read()
    {
        if (!File.Exists(_path))
            return [];
        if (new FileInfo(_path).Length > MaxBytes)
            throw new JsonException("it is longer than any that was written here");
        return TokenFile.Read(File.ReadAllBytes(_path));
    }

    private void Write(ImmutableArray<TokenEntry> tokens) => SecretFile.Write(_path, TokenFile.Write(tokens));

    private sealed record KnownToken(TokenEntry Entry, byte[] Hash);
}

/// <summary>A token that cannot be made.</summary>
/// <param name="message">Why not.</param>
/// <param name="taken">Whether it could be, were it not for others.</param>
internal sealed class TokenRefusedException(string message, bool taken = false) : Exception(message)
{
    /// <summary>Whether it could be made, were it not for others.</summary>
    public bool Taken { get; } = taken;
}
