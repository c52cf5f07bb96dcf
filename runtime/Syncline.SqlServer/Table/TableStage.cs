using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>The tables of a connection that rows are staged in and outcomes are noted in.</summary>
internal sealed class TableStage(SqlServerDatabase database, StageSql sql)
{
    private SqlConnection? _madeOn;

    public StageSql Sql => sql;

    /// <summary>Makes the tables, where the connection has none yet; a permanent one is checked and kept to this connection.</summary>
    /// <exception cref="DestinationException">The permanent stage doesn't fit, or another run has it.</exception>
    public async ValueTask PrepareAsync(TableSession session)
    {
        if (ReferenceEquals(_madeOn, session.Connection)) return;
        if (sql.IsPermanent) await TakeAsync(session).ConfigureAwait(false);
        await session.ExecuteAsync(sql.CreateStage()).ConfigureAwait(false);
        if (sql.IsPermanent) await CheckAsync(session).ConfigureAwait(false);
        await session.ExecuteAsync($"{StageSql.CreateDone()}; {sql.CreateKeys()}").ConfigureAwait(false);
        // Made inside a transaction they are gone when it is undone.
        if (session.Transaction is null) _madeOn = session.Connection;
    }

    /// <summary>Fills the stage anew; gives the numbers and kinds of the operations that were staged.</summary>
    public async ValueTask<List<(int Number, OperationKind Kind)>> FillAsync<TModel, TKey>(TableSession session, TableShape shape, TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        await session.ExecuteAsync(sql.EmptyStage()).ConfigureAwait(false);
        var rows = new StagedRows<TModel, TKey>(batch, operations, shape, sql, new TableWords(shape, TModel.Schema));
        await using (rows.ConfigureAwait(false))
        {
            // Rows come by their numbers, in which the stage is kept.
            using var copy = new SqlBulkCopy(session.Connection, SqlBulkCopyOptions.TableLock, session.Transaction) { DestinationTableName = sql.Stage, BatchSize = 0, BulkCopyTimeout = session.Connection.CommandTimeout };
            for (var cell = 0; cell < rows.FieldCount; cell++) copy.ColumnMappings.Add(cell, cell);
            copy.ColumnOrderHints.Add("o", SortOrder.Ascending);
            try
            {
                await copy.WriteToServerAsync(rows, session.CancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SqlException or InvalidOperationException && session.CancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, session.CancellationToken);
            }
        }

        return rows.Staged;
    }

    private async ValueTask TakeAsync(TableSession session)
    {
        if (await TakeAsync(session, sql.TakeStage()).ConfigureAwait(false)) return;
        throw new DestinationException($"The staging table {sql.Stage} in {database.Name} is in use by another run. Wait for it, or name another StagingTable for each sync.", FailureEffect.NothingTransient);
    }

    /// <summary>Takes a lock by a statement that tells whether it was to be had.</summary>
    public static async ValueTask<bool> TakeAsync(TableSession session, string statement)
    {
        using var command = session.Command(statement);
        return await command.ScalarAsync(session.CancellationToken).ConfigureAwait(false) is >= 0;
    }

    private async ValueTask CheckAsync(TableSession session)
    {
        using var command = session.Command("SELECT OBJECT_ID(@name, N'U')");
        command.Parameters.Add(new("@name", System.Data.SqlDbType.NVarChar, -1) { Value = sql.Stage });
        var id = await command.ScalarAsync(session.CancellationToken).ConfigureAwait(false) as int? ?? 0;
        var columns = await CatalogReader.ColumnsAsync(session, id).ConfigureAwait(false);
        var found = columns.Select(column => (column.Name, Type: column.Collation is { } collation ? $"{column.Type.Declared} COLLATE {collation}" : column.Type.Declared));
        var differs = sql.Definition().Except(found, Comparer).Select(column => $"{column.Name} {column.Type}").ToList();
        if (differs.Count == 0 && columns.Count == sql.Columns.Length + 2) return;
        var wants = differs.Count == 0 ? "it has other columns, too" : $"it lacks {string.Join(", ", differs)}";
        throw new DestinationException($"The staging table {sql.Stage} in {database.Name} is not made for this sync: {wants}. Name another StagingTable, or drop this one: it is made anew.", FailureEffect.NothingPermanent);
    }

    private static readonly EqualityComparer<(string Name, string Type)> Comparer = EqualityComparer<(string Name, string Type)>.Create(
        static (one, other) => one.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase) && one.Type.Equals(other.Type, StringComparison.OrdinalIgnoreCase),
        static column => StringComparer.OrdinalIgnoreCase.GetHashCode(column.Name));
}
