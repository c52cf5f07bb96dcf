using System.Buffers;
using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Syncline;

/// <summary>The rows of segments.</summary>
internal static class StoredSegments
{
    /// <summary>The segments in order, each valid until the next; checks that none is missing, and none too many.</summary>
    /// <param name="connection">A connection in a transaction that sees one snapshot, the one <paramref name="row"/> is of.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="id">The state.</param>
    /// <param name="row">What the database says of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StateException">They can't be read, or a segment is missing.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(NpgsqlConnection connection, StateTables tables, string id, StateRow row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (row.First == 0) throw RowLost(tables, id);
        using var command = new NpgsqlCommand($"SELECT number, data FROM {tables.Segments} WHERE state = $1 ORDER BY number", connection);
        command.Parameters.Add(new() { Value = id });
        var buffer = Array.Empty<byte>();
        var reader = await Guarded(tables, new ValueTask<NpgsqlDataReader>(command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken))).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            try
            {
                var expected = row.First;
                while (await Guarded(tables, new ValueTask<bool>(reader.ReadAsync(cancellationToken))).ConfigureAwait(false))
                {
                    Check(tables, id, row, expected, reader.GetInt64(0));
                    var stream = await Guarded(tables, new ValueTask<Stream>(reader.GetStreamAsync(1, cancellationToken))).ConfigureAwait(false);
                    var length = (int)stream.Length;
                    Grow(ref buffer, length);
                    await Guarded(tables, TakeAsync(stream, buffer.AsMemory(0, length), cancellationToken)).ConfigureAwait(false);
                    expected++;
                    yield return buffer.AsMemory(0, length);
                }

                if (expected <= row.Version) throw Missing(tables, id, expected);
            }
            finally
            {
                if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Writes a segment.</summary>
    public static async ValueTask InsertAsync(NpgsqlConnection connection, StateTables tables, string id, long number, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"INSERT INTO {tables.Segments} (state, number, data) VALUES ($1, $2, $3)", connection);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = segment, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A state without its row that has segments has lost the row, and how many there were.</summary>
    public static StateException RowLost(StateTables tables, string id) => StateFaults.Damaged(tables, $"the state '{id}' has segments, but its row in syncline_lease was lost");

    private static void Check(StateTables tables, string id, StateRow row, long expected, long found)
    {
        // Beyond the bounds it is there because the row is not the one that was written with it.
        if (found < row.First || found > row.Version)
        {
            throw StateFaults.Damaged(tables, string.Create(CultureInfo.InvariantCulture, $"segment {found} of the state '{id}' is there, but its row in syncline_lease says {row.First} to {row.Version}"));
        }

        if (found != expected) throw Missing(tables, id, expected);
    }

    private static StateException Missing(StateTables tables, string id, long number)
        => StateFaults.Damaged(tables, string.Create(CultureInfo.InvariantCulture, $"segment {number} of the state '{id}' is missing"));

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length >= length) return;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        buffer = ArrayPool<byte>.Shared.Rent(length);
    }

    private static async ValueTask<bool> TakeAsync(Stream stream, Memory<byte> to, CancellationToken cancellationToken)
    {
        await using (stream.ConfigureAwait(false))
        {
            await stream.ReadExactlyAsync(to, cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    private static async ValueTask<T> Guarded<T>(StateTables tables, ValueTask<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw StateFaults.Of(fault, tables);
        }
    }
}
