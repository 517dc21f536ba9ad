using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Halfsilver.Stores.Sqlite;

/// <summary>Statements with their values, and rows as records.</summary>
internal static class Rows
{
    /// <summary>Columns of a revision, whole.</summary>
    public const string Whole = "number, time, author, source, message, parent, changes, plan, difference";

    /// <summary>Columns of its heading.</summary>
    public const string Heading = "number, time, author, source, message, parent, changes";

    /// <summary>Columns of an entry of the audit log.</summary>
    public const string Entry = "number, time, author, source, message, address, request, action, target, before, after, difference";

    /// <summary>Columns of a snapshot.</summary>
    public const string SnapshotWhole = "id, name, time, revision, chosen";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>A statement with values for <c>$1</c>, <c>$2</c> and so on.</summary>
    public static SqliteCommand Statement(this SqliteConnection connection, SqliteTransaction? transaction, string sql, params object?[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i] ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Runs a statement.</summary>
    public static void Do(this SqliteConnection connection, SqliteTransaction transaction, string sql, params object?[] values)
    {
        using var command = connection.Statement(transaction, sql, values);
        command.ExecuteNonQuery();
    }

    /// <summary>The number that a statement gives; null where it gives none.</summary>
    public static long? Number(this SqliteConnection connection, SqliteTransaction? transaction, string sql, params object?[] values)
    {
        using var command = connection.Statement(transaction, sql, values);
        return command.ExecuteScalar() is long number ? number : null;
    }

    /// <summary>All rows of a statement.</summary>
    public static ImmutableArray<T> All<T>(this SqliteConnection connection, SqliteTransaction? transaction, Func<SqliteDataReader, T> row, string sql, params object?[] values)
    {
        using var command = connection.Statement(transaction, sql, values);
        using var reader = command.ExecuteReader();
        var rows = ImmutableArray.CreateBuilder<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows.ToImmutable();
    }

    /// <summary>A row of <see cref="Whole"/>.</summary>
    public static Revision Revision(SqliteDataReader row) => RevisionHeading(row) with { Plan = row.GetString(7), Difference = Lines(row.GetString(8)) };

    /// <summary>A row of <see cref="Heading"/>.</summary>
    public static Revision RevisionHeading(SqliteDataReader row) => new()
    {
        Number = row.GetInt32(0),
        Time = Time(row.GetString(1)),
        Author = row.GetString(2),
        Source = row.GetString(3),
        Message = row.GetString(4),
        Parent = row.IsDBNull(5) ? null : row.GetInt32(5),
        Changes = row.GetInt32(6),
    };

    /// <summary>A row of <see cref="Entry"/>.</summary>
    public static AuditEntry AuditEntry(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Time = Time(row.GetString(1)),
        By = new ChangeNote(row.GetString(2), row.GetString(3), row.GetString(4))
        {
            Address = row.IsDBNull(5) ? null : row.GetString(5),
            RequestId = row.IsDBNull(6) ? null : row.GetString(6),
        },
        Action = row.GetString(7),
        Target = row.GetString(8),
        From = row.IsDBNull(9) ? null : row.GetInt32(9),
        To = row.IsDBNull(10) ? null : row.GetInt32(10),
        Difference = Lines(row.GetString(11)),
    };

    /// <summary>A row of <see cref="SnapshotWhole"/>.</summary>
    public static Snapshot Snapshot(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Time = Time(row.GetString(2)),
        Revision = row.GetInt32(3),
        IsChosen = row.GetInt32(4) != 0,
    };

    /// <summary>A time as it is kept: as text, so that texts order as times do.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Lines as they are kept.</summary>
    public static string Text(ImmutableArray<string> lines)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (var line in lines)
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static ImmutableArray<string> Lines(string text)
    {
        using var json = JsonDocument.Parse(text);
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var line in json.RootElement.EnumerateArray())
        {
            lines.Add(line.GetString()!);
        }

        return lines.ToImmutable();
    }
}
