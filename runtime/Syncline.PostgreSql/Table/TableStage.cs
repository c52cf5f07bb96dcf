using System.Data;

namespace Syncline;

/// <summary>Sends operations to the stage. A row with a value that has no form in its column stays behind, rejected.</summary>
internal sealed class TableStage<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, TableWords words)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int SendAt = 256 * 1024;
    // Two more cells: the operation's number and kind.
    private const int OwnCells = 2;
    private readonly CopyBuffer _buffer = new();
    private readonly CopyBuffer _parts = new();
    private readonly WrittenColumn[] _row = [.. shape.Columns.Select(static column => column?.Written ?? default)];
    private readonly WrittenColumn[] _key = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!.Written)];

    /// <summary>Stages operations; gives the numbers and kinds of those that were staged.</summary>
    public async ValueTask<List<(int Number, OperationKind Kind)>> SendAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
    {
        var staged = new List<(int Number, OperationKind Kind)>(operations.Count);
        _buffer.Clear();
        _buffer.Begin();
        var stream = await session.Connection.BeginRawBinaryCopyAsync(sql.CopyToStage(), session.CancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                foreach (var operation in operations)
                {
                    if (TryAdd(batch, operation, out var kind)) staged.Add((operation, kind));
                    if (_buffer.Written.Length < SendAt) continue;
                    await stream.WriteAsync(_buffer.Written, session.CancellationToken).ConfigureAwait(false);
                    _buffer.Clear();
                }

                _buffer.End();
                await stream.WriteAsync(_buffer.Written, session.CancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // Disposing of it alone would tell the server that all is there. Where the connection is gone nobody is to be told.
                if (session.Connection.State == ConnectionState.Open) await stream.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        return staged;
    }

    private bool TryAdd(TableBatch<TModel, TKey> batch, int number, out OperationKind kind)
    {
        var operation = batch[number];
        kind = operation.Kind;
        _buffer.BeginRow(OwnCells + sql.Columns.Length);
        _buffer.Add(number);
        _buffer.Add((short)kind);
        var refusal = TableOperations.WritesRow(kind) ? AddRow(operation.Row!) : AddKey(operation.Key);
        if (refusal is null) return true;
        _buffer.DropRow();
        batch.Outcomes[number] = OperationOutcome.Rejected(refusal);
        return false;
    }

    private string? AddRow(TModel row)
    {
        var writer = new CellWriter(_buffer, _row);
        TModel.Write(in row, ref writer);
        return writer.Refusal is { } reason ? words.Refusal(row, writer.RefusedColumn, reason) : null;
    }

    private string? AddKey(TKey key)
    {
        _parts.Clear();
        var writer = new CellWriter(_parts, _key);
        TKey.Write(in key, ref writer);
        if (writer.Refusal is { } reason) return words.KeyRefusal(key, writer.RefusedColumn, reason);
        // The parts come in the order of the key, and go where their columns are.
        var cells = _parts.Cells(_key.Length);
        foreach (var column in sql.Columns)
        {
            var part = TModel.Schema.KeyPartOf(column);
            if (part < 0) _buffer.AddNull();
            else _buffer.AddCell(_parts.Written.Span[cells[part]]);
        }

        return null;
    }
}
