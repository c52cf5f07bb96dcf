using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>The rows of segments.</summary>
internal static class StoredSegments
{
    /// <summary>The first and the last segment of a state, whatever its row says; null where there is none.</summary>
    public static async ValueTask<(long First, long Last)?> BoundsAsync(StateLink link, StateTables tables, string id, CancellationToken cancellationToken)
    {
        using var command = link.Command($"SELECT MIN(s.[number]) FROM {tables.Segments} AS s WHERE s.[state] = @state UNION ALL SELECT MAX(s.[number]) FROM {tables.Segments} AS s WHERE s.[state] = @state", id);
        var bounds = new List<long>();
        var reader = await command.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (reader.Next(cancellationToken))
            {
                if (!reader.IsDBNull(0)) bounds.Add(reader.GetInt64(0));
            }
        }

        return bounds.Count == 0 ? null : (bounds.Min(), bounds.Max());
    }

    /// <summary>The state as it is now, its segments kept from being replaced until the transaction ends; null when the database knows none of the name.</summary>
    /// <remarks>Segments are looked at before the row that says how many there are: one that is appended between is beyond what was seen, and none that was seen is beyond the row.</remarks>
    /// <exception cref="StateException">There are more than the row says, or there is no row.</exception>
    public static async ValueTask<StateRow?> FindAsync(StateLink link, StateTables tables, string id, CancellationToken cancellationToken)
    {
        await StateTurn.ToReadAsync(link, tables, id, cancellationToken).ConfigureAwait(false);
        var bounds = await BoundsAsync(link, tables, id, cancellationToken).ConfigureAwait(false);
        var row = await tables.FindAsync(link, id, isLocked: false, cancellationToken).ConfigureAwait(false);
        if (row is { First: 0 } || row is null && bounds is not null) throw RowLost(tables, id);
        if (row is not null && bounds is { } found)
        {
            if (found.First < row.First) throw Surplus(tables, id, row, found.First);
            if (found.Last > row.Version) throw Surplus(tables, id, row, found.Last);
        }

        return row;
    }

    /// <summary>The segments in order, each valid until the next; checks that none is missing.</summary>
    /// <param name="link">A connection in the transaction that keeps them from being replaced.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="id">The state.</param>
    /// <param name="row">What the database says of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StateException">They can't be read, or a segment is missing.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(StateLink link, StateTables tables, string id, StateRow row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var command = link.Command($"SELECT s.[number], DATALENGTH(s.[data]), s.[data] FROM {tables.Segments} AS s WHERE s.[state] = @state AND s.[number] BETWEEN @first AND @last ORDER BY s.[number]", id)
            .With("@first", row.First).With("@last", row.Version);
        var buffer = new SegmentBuffer();
        var reader = await Guarded(tables, command.ReadAsync(cancellationToken, CommandBehavior.SequentialAccess)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            try
            {
                var expected = row.First;
                while (Guarded(tables, reader, r => r.Next(cancellationToken)))
                {
                    if (reader.GetInt64(0) != expected) throw Missing(tables, id, expected);
                    yield return Guarded(tables, reader, buffer.Take);
                    expected++;
                }

                if (expected <= row.Version) throw Missing(tables, id, expected);
            }
            finally
            {
                buffer.Release();
            }
        }
    }

    /// <summary>The same one by one, so that between two of them the connection is free for others.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSinglyAsync(StateLink link, StateTables tables, string id, StateRow row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new SegmentBuffer();
        try
        {
            for (var number = row.First; number <= row.Version; number++)
            {
                using var command = link.Command($"SELECT s.[number], DATALENGTH(s.[data]), s.[data] FROM {tables.Segments} AS s WHERE s.[state] = @state AND s.[number] = @number", id).With("@number", number);
                ReadOnlyMemory<byte> segment;
                var reader = await Guarded(tables, command.ReadAsync(cancellationToken, CommandBehavior.SequentialAccess)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    if (!Guarded(tables, reader, r => r.Next(cancellationToken))) throw Missing(tables, id, number);
                    segment = Guarded(tables, reader, buffer.Take);
                }

                yield return segment;
            }
        }
        finally
        {
            buffer.Release();
        }
    }

    /// <summary>Writes a segment.</summary>
    public static async ValueTask InsertAsync(StateLink link, StateTables tables, string id, long number, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken)
    {
        using var command = link.Command($"INSERT INTO {tables.Segments} ([state], [number], [data]) VALUES (@state, @number, @data)", id).With("@number", number).With("@data", segment);
        await command.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A state without its row that has segments has lost the row, and how many there were.</summary>
    private static StateException RowLost(StateTables tables, string id) => StateFaults.Damaged(tables, $"the state '{id}' has segments, but its row in syncline_lease was lost");

    // It is there because the row is not the one that was written with it.
    private static StateException Surplus(StateTables tables, string id, StateRow row, long number)
        => StateFaults.Damaged(tables, string.Create(CultureInfo.InvariantCulture, $"segment {number} of the state '{id}' is there, but its row in syncline_lease says {row.First} to {row.Version}"));

    private static StateException Missing(StateTables tables, string id, long number)
        => StateFaults.Damaged(tables, string.Create(CultureInfo.InvariantCulture, $"segment {number} of the state '{id}' is missing"));

    private static T Guarded<T>(StateTables tables, SqlDataReader reader, Func<SqlDataReader, T> take)
    {
        try
        {
            return take(reader);
        }
        catch (DbException fault)
        {
            throw StateFaults.Of(fault, tables);
        }
    }

    private static async ValueTask<T> Guarded<T>(StateTables tables, ValueTask<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (DbException fault)
        {
            throw StateFaults.Of(fault, tables);
        }
    }
}
