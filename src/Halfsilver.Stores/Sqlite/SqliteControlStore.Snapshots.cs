using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Halfsilver.Stores.Sqlite;

/// <summary>Snapshots: names that keep revisions.</summary>
internal sealed partial class SqliteControlStore
{
    public ValueTask<ImmutableArray<Snapshot>> SnapshotsAsync(CancellationToken cancel = default) =>
        _file.RunAsync(connection => connection.All(null, Rows.Snapshot, $"SELECT {Rows.SnapshotWhole} FROM snapshot ORDER BY number"), cancel);

    public ValueTask<Snapshot?> PinAsync(string id, string name, int revision, CancellationToken cancel = default) => _file.RunAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            if (connection.Number(transaction, "SELECT number FROM revision WHERE number = $1", revision) is null
                || connection.Number(transaction, "SELECT count(*) FROM snapshot") >= Snapshot.Most)
            {
                return null;
            }

            connection.Do(transaction, "INSERT INTO snapshot (id, name, time, revision) VALUES ($1, $2, $3, $4)", id, name, Rows.Text(_time.GetUtcNow()), revision);
            var pinned = One(connection, transaction, id);
            transaction.Commit();
            return pinned;
        },
        cancel);

    public ValueTask<Snapshot?> ChooseAsync(string id, CancellationToken cancel = default) => _file.RunAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            if (One(connection, transaction, id) is null)
            {
                return null;
            }

            connection.Do(transaction, "UPDATE snapshot SET chosen = (id = $1)", id);
            var chosen = One(connection, transaction, id);
            transaction.Commit();
            return chosen;
        },
        cancel);

    public ValueTask<bool> UnpinAsync(string id, CancellationToken cancel = default) => _file.RunAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var isThere = One(connection, transaction, id) is not null;
            connection.Do(transaction, "DELETE FROM snapshot WHERE id = $1", id);
            transaction.Commit();
            return isThere;
        },
        cancel);

    private static Snapshot? One(SqliteConnection connection, SqliteTransaction transaction, string id) =>
        connection.All(transaction, Rows.Snapshot, $"SELECT {Rows.SnapshotWhole} FROM snapshot WHERE id = $1", id).FirstOrDefault();
}
