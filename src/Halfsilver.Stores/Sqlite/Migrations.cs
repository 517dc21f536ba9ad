using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Halfsilver.Stores.Sqlite;

/// <summary>Brings a database to this version's tables, one numbered file after another; each is there as a whole or not at all.</summary>
internal static class Migrations
{
    private static readonly (int Number, string Sql)[] s_all = [.. ReadAll().OrderBy(migration => migration.Number)];

    /// <summary>The newest version of the tables that this build knows.</summary>
    public static int Newest => s_all[^1].Number;

    /// <summary>Runs what is missing.</summary>
    /// <exception cref="StoreException">The database is of a later version.</exception>
    public static void Run(SqliteConnection connection)
    {
        using var asking = connection.CreateCommand();
        asking.CommandText = "PRAGMA user_version";
        var there = Convert.ToInt32(asking.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (there > Newest)
        {
            throw new StoreException($"its tables are of version {there}, and this program knows {Newest}: it was written by a later one");
        }

        foreach (var (number, sql) in s_all.Where(migration => migration.Number > there))
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            using var running = connection.CreateCommand();
            running.Transaction = transaction;
            // A pragma takes no parameter, and the number is one of ours.
            running.CommandText = string.Create(CultureInfo.InvariantCulture, $"{sql};PRAGMA user_version = {number}");
            running.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static IEnumerable<(int Number, string Sql)> ReadAll()
    {
        var assembly = typeof(Migrations).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (int.Parse(name.AsSpan(0, name.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture), reader.ReadToEnd());
        }
    }
}
