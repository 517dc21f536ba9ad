using System.Runtime.Versioning;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

[UnsupportedOSPlatform("windows")]
public sealed class TokenBookTests : IDisposable
{
    private readonly TempFiles _files = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_token_is_another_one_of_256_bits()
    {
        var tokens = Enumerable.Range(0, 1_000).Select(_ => TokenText.Create()).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(1_000, tokens.Count);
        Assert.All(tokens, token => Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(3)).Length));
    }

    [Fact]
    public async Task What_is_kept_is_the_hash_and_never_the_text()
    {
        var book = Book();

        var (entry, text) = await book.CreateAsync("ops", Role.Operator, expires: null, CancellationToken.None);

        var kept = await File.ReadAllTextAsync(FilePath);
        Assert.Contains(TokenText.Hash(text), kept, StringComparison.Ordinal);
        Assert.DoesNotContain(text[TokenText.PrefixLength..], kept, StringComparison.Ordinal);
        Assert.Equal(entry.Hash, book.Find(text)!.Hash);
        Assert.Null(book.Find(text + "a"));
        Assert.Null(book.Find(text[..^1]));
    }

    [Fact]
    public async Task The_file_is_its_owners_alone_whatever_lay_there_and_is_replaced_as_a_whole()
    {
        await File.WriteAllTextAsync(FilePath + ".new", "left by somebody");
        File.SetUnixFileMode(FilePath + ".new", (UnixFileMode)0b110_110_110);
        var book = Book();
        await book.CreateAsync("a", Role.Viewer, expires: null, CancellationToken.None);
        using var before = new StreamReader(FilePath);

        await book.CreateAsync("b", Role.Viewer, expires: null, CancellationToken.None);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        // Whoever opened it before still reads all of the old one.
        Assert.DoesNotContain("\"b\"", await before.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath + ".new"));
    }

    [Fact]
    public async Task Two_books_of_one_directory_write_one_after_the_other_and_nothing_is_lost()
    {
        var (one, other) = (new TokenBook(_files.Root, TimeProvider.System), new TokenBook(_files.Root, TimeProvider.System));

        await Bound.Within(
            Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => (i % 2 == 0 ? one : other).CreateAsync($"t{i}", Role.Viewer, expires: null, CancellationToken.None)))),
            Bound.Usual, "all writers");

        Assert.Equal(24, one.Tokens.Length);
        Assert.Equal(24, other.Tokens.Select(token => token.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("a\n")]
    public async Task A_name_that_would_not_stand_in_a_log_is_refused(string name) =>
        Assert.False((await Assert.ThrowsAsync<TokenRefusedException>(() => Book().CreateAsync(name, Role.Viewer, expires: null, CancellationToken.None))).Taken);

    [Fact]
    public async Task A_name_is_given_once_and_an_end_lies_ahead()
    {
        var book = Book();
        await book.CreateAsync("ops", Role.Viewer, expires: null, CancellationToken.None);

        Assert.True((await Assert.ThrowsAsync<TokenRefusedException>(() => book.CreateAsync("ops", Role.Admin, expires: null, CancellationToken.None))).Taken);
        await Assert.ThrowsAsync<TokenRefusedException>(() => book.CreateAsync("late", Role.Viewer, _time.GetUtcNow(), CancellationToken.None));
        Assert.Single(book.Tokens);
    }

    [Fact]
    public async Task A_token_is_revoked_by_its_name_by_its_beginning_or_by_its_text()
    {
        var book = Book();
        var texts = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
            texts.Add((await book.CreateAsync(name, Role.Viewer, expires: null, CancellationToken.None)).Text);

        Assert.Equal("a", (await book.RevokeAsync("a", CancellationToken.None))!.Name);
        Assert.Equal("b", (await book.RevokeAsync(TokenText.Prefix(texts[1]), CancellationToken.None))!.Name);
        Assert.Equal("c", (await book.RevokeAsync(texts[2], CancellationToken.None))!.Name);
        Assert.Null(await book.RevokeAsync("a", CancellationToken.None));
        Assert.All(texts, text => Assert.Null(book.Find(text)));
    }

    [Theory]
    [InlineData("hs_")]
    [InlineData("h")]
    [InlineData("nobody")]
    public async Task Too_short_a_beginning_revokes_nothing(string named)
    {
        var book = Book();
        await book.CreateAsync("a", Role.Viewer, expires: null, CancellationToken.None);

        Assert.Null(await book.RevokeAsync(named, CancellationToken.None));
        Assert.Single(book.Tokens);
    }

    [Fact]
    public async Task The_day_of_the_last_use_is_noted_once_a_day()
    {
        var book = Book();
        var (_, text) = await book.CreateAsync("a", Role.Viewer, expires: null, CancellationToken.None);
        Assert.Null(Assert.Single(book.Tokens).LastSeen);

        book.Seen(book.Find(text)!);
        var written = File.GetLastWriteTimeUtc(FilePath);
        book.Seen(book.Find(text)!);

        Assert.Equal(new DateOnly(2026, 1, 1), Assert.Single(book.Tokens).LastSeen);
        Assert.Equal(written, File.GetLastWriteTimeUtc(FilePath));
        _time.Advance(TimeSpan.FromDays(1));
        book.Seen(book.Find(text)!);

        // As long as before, and perhaps written in the same tick of the file system's clock: it would not be read again.
        File.SetLastWriteTimeUtc(FilePath, written.AddSeconds(1));
        Assert.Equal(new DateOnly(2026, 1, 2), Assert.Single(book.Tokens).LastSeen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\":2,\"tokens\":[]}")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":\"1\",\"tokens\":{}}")]
    [InlineData("{\"version\":1,\"tokens\":[null]}")]
    [InlineData("{\"version\":1,\"tokens\":[{}]}")]
    [InlineData("{\"version\":1,\"tokens\":[],\"tokens\":[]}")]
    [InlineData("{\"version\":1,\"tokens\":[],\"more\":[]}")]
    [InlineData("{\"version\":1,\"tokens\":[{\"name\":\"a\",\"role\":2,\"prefix\":\"hs_\",\"hash\":\"\",\"created\":\"2026-01-01T00:00:00Z\"}]}")]
    [InlineData("{\"version\":1,\"tokens\":[{\"name\":\"a\",\"role\":\"root\",\"prefix\":\"hs_\",\"hash\":\"\",\"created\":\"2026-01-01T00:00:00Z\"}]}")]
    [InlineData("{\"version\":1,\"tokens\":[{\"name\":null,\"role\":\"admin\",\"prefix\":\"hs_\",\"hash\":\"\",\"created\":\"2026-01-01T00:00:00Z\"}]}")]
    [InlineData("{\"version\":1,\"tokens\":[{\"name\":\"a\",\"role\":\"admin\",\"prefix\":\"hs_\",\"hash\":\"\",\"created\":\"yesterday\"}]}")]
    [InlineData("{\"version\":1,\"tokens\":[{\"name\":\"a\",\"role\":\"admin\",\"prefix\":\"hs_\",\"hash\":\"\",\"created\":\"2026-01-01T00:00:00Z\"}]}")]
    public async Task A_file_that_cannot_be_read_lets_nobody_in_and_says_why(string text)
    {
        var book = Book();
        var (_, token) = await book.CreateAsync("a", Role.Admin, expires: null, CancellationToken.None);
        Assert.NotNull(book.Find(token));
        var whole = await File.ReadAllTextAsync(FilePath);

        await File.WriteAllTextAsync(FilePath, text);

        Assert.Null(book.Find(token));
        Assert.Contains(FilePath, book.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain(TokenText.Hash(token), book.Fault, StringComparison.Ordinal);
        await File.WriteAllTextAsync(FilePath, whole);
        Assert.NotNull(book.Find(token));
    }

    [Fact]
    public async Task A_file_of_before_holds_and_is_written_in_the_same_words()
    {
        const string Whole = """{"version":1,"tokens":[{"name":"a","role":"operator","prefix":"hs_abcdefgh","hash":"HASH","created":"2026-01-01T00:00:00+00:00","expires":"2027-01-01T00:00:00+01:00","lastSeen":"2026-01-02"}]}""";
        var text = Whole.Replace("HASH", new string('a', 64), StringComparison.Ordinal);
        await File.WriteAllTextAsync(FilePath, text);
        var book = Book();

        var token = Assert.Single(book.Tokens);
        Assert.Equal((Role.Operator, new DateOnly(2026, 1, 2)), (token.Role, token.LastSeen));
        await book.CreateAsync("b", Role.Viewer, expires: null, CancellationToken.None);
        Assert.StartsWith(text[..^2], await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_lets_nobody_in()
    {
        var book = Book();
        var (_, token) = await book.CreateAsync("a", Role.Admin, expires: null, CancellationToken.None);
        Assert.NotNull(book.Find(token));

        File.Delete(FilePath);

        Assert.Null(book.Find(token));
        Assert.Empty(book.Tokens);
    }

    private string FilePath => Path.Combine(_files.Root, "tokens.json");

    private TokenBook Book() => new(_files.Root, _time);
}
