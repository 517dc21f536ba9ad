using Halfsilver.Stores.Sqlite;
using Halfsilver.Stores.Tests.Kit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Halfsilver.Stores.Tests;

public sealed class SqliteStoreTests : ControlStoreContract
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("halfsilver-store-");
    private int _opened;

    private string Folder => Path.Combine(_root.FullName, $"{_opened}", "deep");

    private string FilePath => Path.Combine(Folder, SqliteControlStore.FileName);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private protected override async Task<IControlStore> OpenAsync(TimeProvider time, Retention? retention = null)
    {
        _opened++;
        return await SqliteControlStore.OpenAsync(Folder, time, retention);
    }

    [Fact]
    public async Task What_was_answered_is_there_when_it_is_opened_again()
    {
        await Some.FillAsync(Store, 3);
        await Store.ActivateAsync(2, 3, Some.Entry("r2"));
        await Store.PinAsync("s", "named", 1);
        var chosen = await Store.ChooseAsync("s");
        var (all, audit) = ((await Store.ListAsync()).Items, (await Store.AuditAsync()).Items);
        await Store.DisposeAsync();

        await using var again = await SqliteControlStore.OpenAsync(Folder, Time);

        Assert.Equal(2, (await again.ActiveAsync())!.Number);
        Assert.Equal([chosen!], await again.SnapshotsAsync());
        Assert.Equal(all.Select(one => one.Number), (await again.ListAsync()).Items.Select(one => one.Number));
        Assert.Equal(audit.Select(one => one.Number), (await again.AuditAsync()).Items.Select(one => one.Number));
        Assert.Equal(4, (await again.AcceptAsync(Some.Change("four"), 2)).Number);
    }

    [Fact]
    public async Task It_writes_through_to_the_disk_before_it_answers()
    {
        Assert.Equal(("wal", 2L), (await PragmaAsync("journal_mode"), await PragmaAsync("synchronous")));
        Assert.Equal(FilePath, Store.Name);
    }

    [Fact]
    public async Task Only_its_owner_can_read_it()
    {
        await Some.FillAsync(Store, 1);

        var files = Directory.GetFiles(Folder);
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Two_gateways_do_not_share_it()
    {
        var refused = await Assert.ThrowsAsync<StoreException>(() => SqliteControlStore.OpenAsync(Folder, Time));

        Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another gateway", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        await Store.DisposeAsync();
        foreach (var file in Directory.GetFiles(Folder))
        {
            File.Delete(file);
        }

        var text = new string('x', 5_000);
        await File.WriteAllTextAsync(FilePath, text);

        var refused = await Assert.ThrowsAsync<StoreException>(() => SqliteControlStore.OpenAsync(Folder, Time));

        Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(FilePath));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_refused()
    {
        var file = Path.Combine(_root.FullName, "file");
        await File.WriteAllTextAsync(file, "");

        await Assert.ThrowsAsync<StoreException>(() => SqliteControlStore.OpenAsync(file, Time));
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_refused()
    {
        await Store.DisposeAsync();
        await DoAsync($"PRAGMA user_version = {Migrations.Newest + 1}");

        var refused = await Assert.ThrowsAsync<StoreException>(() => SqliteControlStore.OpenAsync(Folder, Time));

        Assert.Contains("a later one", refused.Message, StringComparison.Ordinal);
        Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_an_earlier_version_gets_what_it_lacks_and_keeps_what_it_has()
    {
        await Some.FillAsync(Store, 2);
        await Store.DisposeAsync();
        await DoAsync("DROP TABLE audit; DROP TABLE snapshot; DROP INDEX revision_size; DROP INDEX revision_source; ALTER TABLE revision DROP COLUMN size; PRAGMA user_version = 1");

        await using var again = await SqliteControlStore.OpenAsync(Folder, Time);

        Assert.Equal(2, (await again.ActiveAsync())!.Number);
        Assert.Empty((await again.AuditAsync()).Items);
        await Some.FillAsync(again, 1);
        Assert.Single((await again.AuditAsync()).Items);
    }

    [Fact]
    public async Task Plans_that_an_earlier_version_wrote_count_for_the_bound_of_all_plans()
    {
        await Some.FillAsync(Store, 4);
        await Store.DisposeAsync();
        await DoAsync("DROP INDEX revision_size; DROP INDEX revision_source; ALTER TABLE revision DROP COLUMN size; PRAGMA user_version = 3");

        await using var again = await SqliteControlStore.OpenAsync(Folder, Time, new Retention { PlanBytes = 1 });
        await Some.FillAsync(again, 1);

        Assert.Equal([5, 4], (await again.ListAsync()).Items.Select(revision => revision.Number));
    }

    [Fact]
    public async Task A_change_of_which_one_part_cannot_be_written_is_not_made_at_all()
    {
        await Some.FillAsync(Store, 1);
        await DoAsync("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");

        var refused = await Assert.ThrowsAsync<StoreException>(async () => await Store.AcceptAsync(Some.Change("two"), 1));

        Assert.Contains("the disk is full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Store.ActiveAsync())!.Number);
        Assert.Null(await Store.FindAsync(2));
        await DoAsync("DROP TRIGGER no");
        Assert.Equal(2, (await Store.AcceptAsync(Some.Change("two"), 1)).Number);
    }

    [Fact]
    public void The_library_is_as_new_as_the_one_that_comes_along_at_least() =>
        Assert.True(Version.Parse(SqliteLibrary.Version) >= new Version(3, 35, 5), SqliteLibrary.Version);

    private async Task<object?> PragmaAsync(string name)
    {
        // Of the store's own connection: synchronous is none of the file.
        var file = (SqliteFile)typeof(SqliteControlStore).GetField("_file", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(Store)!;
        return await file.RunAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"PRAGMA {name}";
                return command.ExecuteScalar();
            },
            CancellationToken.None);
    }

    private async Task DoAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
