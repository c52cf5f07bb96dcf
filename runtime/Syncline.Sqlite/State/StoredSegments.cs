using System.Buffers;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>The rows of segments.</summary>
internal static class StoredSegments
{
    /// <summary>The segments in order, each valid until the next; checks that none is missing.</summary>
    /// <exception cref="StateException">The file can't be read, or a segment is missing.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(SqliteDatabase database, string id, StateRow row, CancellationToken cancellationToken)
    {
        if (row.First == 0) throw RowLost(database, id);
        using var statement = Begin(database, id, row);
        var buffer = Array.Empty<byte>();
        try
        {
            for (var expected = row.First; expected <= row.Version; expected++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Next(database, statement, id, expected, ref buffer);
            }
        }
        finally
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes segments after the last one.</summary>
    public static void Insert(SqliteStatement insert, string id, long number, ReadOnlyMemory<byte> segment)
    {
        insert.BindString(1, id);
        insert.BindInt64(2, number);
        insert.BindBlob(3, segment.Span);
        insert.Run();
    }

    public static SqliteStatement PrepareInsert(SqliteDatabase database)
        => database.Prepare("INSERT INTO \"syncline_segments\" (\"state\", \"number\", \"data\") VALUES (?1, ?2, ?3)");

    /// <summary>The number of a state's last segment, whatever its row says; 0 where there is none.</summary>
    public static long Last(SqliteDatabase database, string id)
    {
        using var statement = database.Prepare("SELECT max(\"number\") FROM \"syncline_segments\" WHERE \"state\" = ?1");
        statement.BindString(1, id);
        return statement.Step() ? statement.Int64Of(statement.Cell(0)) : 0;
    }

    /// <summary>A state without its row that has segments has lost the row, and how many there were.</summary>
    public static StateException RowLost(SqliteDatabase database, string id) => StateFaults.Damaged(database.Location, $"the state '{id}' has segments, but its row in syncline_lease was lost");

    /// <summary>Segments beyond the bounds are there because the row is not the one that was written with them.</summary>
    private static void RefuseStrays(SqliteDatabase database, string id, StateRow row)
    {
        // Connections that share memory see what is being written.
        if (database.Location.IsMemory) return;
        using var statement = database.Prepare("SELECT \"number\" FROM \"syncline_segments\" WHERE \"state\" = ?1 AND (\"number\" < ?2 OR \"number\" > ?3) LIMIT 1");
        statement.BindString(1, id);
        statement.BindInt64(2, row.First);
        statement.BindInt64(3, row.Version);
        if (!statement.Step()) return;
        throw StateFaults.Damaged(database.Location, string.Create(CultureInfo.InvariantCulture, $"segment {statement.Int64Of(statement.Cell(0))} of the state '{id}' is there, but its row in syncline_lease says {row.First} to {row.Version}"));
    }

    private static SqliteStatement Begin(SqliteDatabase database, string id, StateRow row)
    {
        try
        {
            RefuseStrays(database, id, row);
            // The bounds keep out what is written while this is read.
            var statement = database.Prepare("SELECT \"number\", \"data\" FROM \"syncline_segments\" WHERE \"state\" = ?1 AND \"number\" BETWEEN ?2 AND ?3 ORDER BY \"number\"");
            statement.BindString(1, id);
            statement.BindInt64(2, row.First);
            statement.BindInt64(3, row.Version);
            return statement;
        }
        catch (SqliteException fault)
        {
            throw StateFaults.Of(fault, database.Location);
        }
    }

    private static ReadOnlyMemory<byte> Next(SqliteDatabase database, SqliteStatement statement, string id, long expected, ref byte[] buffer)
    {
        try
        {
            if (!statement.Step() || statement.Int64Of(statement.Cell(0)) != expected)
            {
                throw StateFaults.Damaged(database.Location, string.Create(CultureInfo.InvariantCulture, $"segment {expected} of the state '{id}' is missing"));
            }

            var data = statement.BlobOf(statement.Cell(1));
            if (buffer.Length < data.Length)
            {
                if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(data.Length);
            }

            data.CopyTo(buffer);
            return buffer.AsMemory(0, data.Length);
        }
        catch (SqliteException fault)
        {
            throw StateFaults.Of(fault, database.Location);
        }
    }
}
