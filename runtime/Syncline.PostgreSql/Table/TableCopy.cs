using Npgsql;

namespace Syncline;

/// <summary>Sends rows that are most likely new straight to the table, by one COPY: no stage, no look-up, no second write.</summary>
/// <remarks>
/// COPY only inserts. Where a record is there already, in this spelling or another, or another writer brings it meanwhile, the unique index over the key refuses; where a value or rule is broken the table refuses. Either way all of it is undone
/// to a savepoint, and the batch goes by the stage, which finds out what becomes of each row.
/// </remarks>
internal sealed class TableCopy<TModel, TKey>(TableSession session, TableShape shape, TableSql sql)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const string BeforeCopy = "syncline_copy";
    private readonly CopyStream _stream = new(session);
    private readonly TableWords _words = new(shape, TModel.Schema);
    private readonly WrittenColumn[] _row = [.. shape.Columns.Select(static column => column?.Written ?? default)];

    /// <summary>Inserts all rows of a batch, but those with a value that has no form in its column, which are rejected.</summary>
    /// <returns>Whether it did; else nothing was done.</returns>
    public async ValueTask<bool> TryAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
    {
        await session.ExecuteAsync($"{TableSql.CheckAtOnce}; SAVEPOINT {BeforeCopy}").ConfigureAwait(false);
        try
        {
            await _stream.SendAsync(sql.CopyToTable(), operations, operation => Add(batch, operation)).ConfigureAwait(false);
            // Looked at now: the COPY keeps triggers from being created until the transaction ends. One that passes over rows does so without an error.
            if (await CatalogReader.IsPlainAsync(session.Connection, shape.Oid, session.CancellationToken).ConfigureAwait(false)) return true;
        }
        catch (PostgresException fault) when (PostgreSqlFaults.IsRowFault(fault) || PostgreSqlFaults.MayBeOfRow(fault) || IsWayBarred(fault))
        {
            // The stage finds out which rows it is about.
        }

        await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {BeforeCopy}; RELEASE SAVEPOINT {BeforeCopy}").ConfigureAwait(false);
        foreach (var operation in operations) batch.Outcomes[operation] = OperationOutcome.Succeeded;
        return false;
    }

    /// <summary>Two that insert the same keys in different orders block each other, where the stage goes by the key's order; a row-level policy takes no COPY.</summary>
    private static bool IsWayBarred(PostgresException fault) => fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.FeatureNotSupported;

    private void Add(TableBatch<TModel, TKey> batch, int number)
    {
        var row = batch[number].Row!;
        _stream.Buffer.BeginRow(sql.Columns.Length);
        var writer = new CellWriter(_stream.Buffer, _row);
        TModel.Write(in row, ref writer);
        if (writer.Refusal is not { } reason) return;
        _stream.Buffer.DropRow();
        batch.Outcomes[number] = OperationOutcome.Rejected(_words.Refusal(row, writer.RefusedColumn, reason));
    }
}
