using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Halfsilver.Stores.Sqlite;

/// <summary>A store in one file: what it has answered outlives the process, the machine and its power.</summary>
internal sealed partial class SqliteControlStore : IControlStore
{
    /// <summary>What the file is called in a data directory.</summary>
    public const string FileName = "control.db";

    private const string Active = "SELECT revision FROM active";
    private const string LastWritten = "SELECT max(number) FROM revision WHERE source IN ('file', 'start')";

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly Retention _retention;

    private SqliteControlStore(SqliteFile file, TimeProvider time, Retention retention) => (_file, _time, _retention) = (file, time, retention);

    public string Name => _file.Path;

    /// <summary>Opens the store of a data directory, or begins one.</summary>
    /// <exception cref="StoreException">The file cannot be used, or another process uses it.</exception>
    public static async Task<SqliteControlStore> OpenAsync(string directory, TimeProvider time, Retention? retention = null) =>
        new(await SqliteFile.OpenAsync(Path.GetFullPath(Path.Combine(directory, FileName))), time, retention ?? new Retention());

    public ValueTask<Revision?> ActiveAsync(CancellationToken cancel = default) => OneAsync($"number = ({Active})", null, cancel);

    public ValueTask<Revision?> FindAsync(int number, CancellationToken cancel = default) => OneAsync("number = $1", number, cancel);

    public ValueTask<Revision?> LastWrittenAsync(CancellationToken cancel = default) => OneAsync($"number = ({LastWritten})", null, cancel);

    public ValueTask<Page<Revision>> ListAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default) =>
        PageAsync($"SELECT {Rows.Heading} FROM revision", Rows.RevisionHeading, revision => revision.Number, before, limit, cancel);

    public ValueTask<Revision> AcceptAsync(NewRevision change, int? expected, CancellationToken cancel = default) => _file.RunAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            Expect(connection, transaction, expected);
            var now = _time.GetUtcNow();
            connection.Do(
                transaction,
                "INSERT INTO revision (time, author, source, message, parent, plan, size, difference, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                Rows.Text(now), change.By.Author, change.By.Source, change.By.Message, expected, change.Plan, change.Plan.Length, Rows.Text(change.Difference), change.Changes);
            var number = (int)connection.Number(transaction, "SELECT last_insert_rowid()")!.Value;
            var accepted = StoreRules.Number(change, number, expected, now);
            Point(connection, transaction, number);
            Append(connection, transaction, StoreRules.Accepted(change, accepted));
            Forget(connection, transaction, accepted);
            transaction.Commit();
            return accepted;
        },
        cancel);

    public ValueTask<Revision?> ActivateAsync(int number, int? expected, AuditEntry entry, CancellationToken cancel = default) => _file.RunAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            Expect(connection, transaction, expected);
            var found = connection.All(transaction, Rows.Revision, $"SELECT {Rows.Whole} FROM revision WHERE number = $1", number);
            if (found.IsEmpty)
            {
                return null;
            }

            Point(connection, transaction, number);
            Append(connection, transaction, entry with { From = expected, To = number });
            transaction.Commit();
            return found[0];
        },
        cancel);

    public ValueTask<AuditEntry> AppendAsync(AuditEntry entry, CancellationToken cancel = default) => _file.RunAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var appended = Append(connection, transaction, entry);
            transaction.Commit();
            return appended;
        },
        cancel);

    public ValueTask<Page<AuditEntry>> AuditAsync(long? before = null, int limit = PageSize.Usual, CancellationToken cancel = default) =>
        PageAsync($"SELECT {Rows.Entry} FROM audit", Rows.AuditEntry, entry => entry.Number, before, limit, cancel);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private ValueTask<Revision?> OneAsync(string which, int? value, CancellationToken cancel) => _file.RunAsync(
        connection => connection.All(null, Rows.Revision, $"SELECT {Rows.Whole} FROM revision WHERE {which}", value).FirstOrDefault(),
        cancel);

    private ValueTask<Page<T>> PageAsync<T>(string select, Func<SqliteDataReader, T> row, Func<T, long> number, long? before, int limit, CancellationToken cancel)
    {
        StoreRules.CheckLimit(limit);
        return _file.RunAsync(
            connection =>
            {
                var found = connection.All(null, row, $"{select} WHERE number < $1 ORDER BY number DESC LIMIT $2", before ?? long.MaxValue, limit + 1);
                return found.Length <= limit ? new Page<T>(found, null) : new Page<T>(found[..limit], number(found[limit - 1]));
            },
            cancel);
    }

    private static void Expect(SqliteConnection connection, SqliteTransaction transaction, int? expected)
    {
        var active = (int?)connection.Number(transaction, Active);
        if (active != expected)
        {
            throw new StaleRevisionException(active);
        }
    }

    private static void Point(SqliteConnection connection, SqliteTransaction transaction, int number) =>
        connection.Do(transaction, "INSERT INTO active (one, revision) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET revision = $1", number);

    private AuditEntry Append(SqliteConnection connection, SqliteTransaction transaction, AuditEntry entry)
    {
        var now = _time.GetUtcNow();
        connection.Do(
            transaction,
            "INSERT INTO audit (time, author, source, message, address, request, action, target, before, after, difference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            Rows.Text(now), entry.By.Author, entry.By.Source, entry.By.Message, entry.By.Address, entry.By.RequestId,
            entry.Action, entry.Target, entry.From, entry.To, Rows.Text(entry.Difference));
        var number = connection.Number(transaction, "SELECT last_insert_rowid()")!.Value;
        connection.Do(
            transaction, "DELETE FROM audit WHERE number <= $1 OR (time < $2 AND number < $3)",
            number - _retention.AuditEntries, Rows.Text(now - _retention.AuditAge), number);
        return entry with { Number = number, Time = now };
    }

    // The same as in memory: from the oldest, until both bounds hold.
    private void Forget(SqliteConnection connection, SqliteTransaction transaction, Revision newest)
    {
        var sizes = connection.All(transaction, row => (Number: row.GetInt64(0), Size: row.GetInt64(1)), "SELECT number, size FROM revision ORDER BY number");
        ImmutableArray<long?> pinned = connection.All(transaction, row => (long?)row.GetInt64(0), "SELECT DISTINCT revision FROM snapshot");
        ImmutableArray<long?> kept = [newest.Number, newest.Parent, connection.Number(transaction, LastWritten), .. pinned];
        var (count, bytes) = (sizes.Length, sizes.Sum(revision => revision.Size));
        foreach (var (number, size) in sizes)
        {
            if (count <= _retention.Revisions && bytes <= _retention.PlanBytes)
            {
                return;
            }

            if (!kept.Contains(number))
            {
                connection.Do(transaction, "DELETE FROM revision WHERE number = $1", number);
                (count, bytes) = (count - 1, bytes - size);
            }
        }
    }
}
