using Microsoft.Data.Sqlite;

namespace Halfsilver.Stores.Sqlite;

/// <summary>One database file with its one connection. One process at a time holds it; whatever SQLite does runs off the caller's thread, in turn.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private const int LockPatienceSeconds = 5;

    private readonly SqliteConnection _connection;
    private readonly FileStream _lock;
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isClosed;

    private SqliteFile(string path, SqliteConnection connection, FileStream claimed) => (Path, _connection, _lock) = (path, connection, claimed);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Opens the file, creates it for its owner alone where it is not there, and brings its tables up to date.</summary>
    /// <exception cref="StoreException">It cannot be used; the message names it and says why.</exception>
    public static Task<SqliteFile> OpenAsync(string path) => Task.Run(() => Open(path));

    /// <summary>Does some work with the connection, after what others do with it.</summary>
    /// <exception cref="StoreException">SQLite cannot do it; nothing is done.</exception>
    public async ValueTask<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => work(_connection), CancellationToken.None);
        }
        catch (SqliteException failure)
        {
            throw new StoreException($"{Path}: {failure.Message}", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _turn.WaitAsync();
        await _connection.DisposeAsync();
        await _lock.DisposeAsync();
        _turn.Dispose();
    }

    private static SqliteFile Open(string path)
    {
        FileStream? claimed = null;
        SqliteConnection? connection = null;
        try
        {
            _ = SqliteLibrary.Version;
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            claimed = Claim(path);
            using (OwnersFile(path, FileShare.ReadWrite))
            {
                // SQLite gives its log the mode of the database, so the file is made before it can make one for everybody.
            }

            connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = LockPatienceSeconds,
            }.ToString());
            connection.Open();
            using (var setting = connection.CreateCommand())
            {
                setting.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
                setting.ExecuteNonQuery();
            }

            Migrations.Run(connection);
            return new SqliteFile(path, connection, claimed);
        }
        catch (Exception failure) when (failure is SqliteException or StoreException or IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            connection?.Dispose();
            claimed?.Dispose();
            throw failure is StoreException { InnerException: not null } named ? named : new StoreException($"{path}: {failure.Message}", failure);
        }
    }

    // The kernel gives the lock back when its process ends, however it ends.
    private static FileStream Claim(string path)
    {
        try
        {
            return OwnersFile($"{path}.lock", FileShare.None);
        }
        catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new StoreException($"{path}: another gateway uses it", taken);
        }
    }

    private static FileStream OwnersFile(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
