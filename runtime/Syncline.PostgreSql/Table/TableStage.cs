namespace Syncline;

/// <summary>Sends operations to the stage. A row with a value that has no form in its column stays behind, rejected.</summary>
internal sealed class TableStage<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, TableWords words)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Two more cells: the operation's number and kind.
    private const int OwnCells = 2;
    private readonly CopyStream _stream = new(session);
    private readonly CopyBuffer _parts = new();
    private readonly WrittenColumn[] _row = [.. shape.Columns.Select(static column => column?.Written ?? default)];
    private readonly WrittenColumn[] _key = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!.Written)];

    /// <summary>Stages operations; gives the numbers and kinds of those that were staged.</summary>
    public async ValueTask<List<(int Number, OperationKind Kind)>> SendAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
    {
        var staged = new List<(int Number, OperationKind Kind)>(operations.Count);
        await _stream.SendAsync(sql.CopyToStage(), operations, operation =>
        {
            if (TryAdd(batch, operation, out var kind)) staged.Add((operation, kind));
        }).ConfigureAwait(false);
        return staged;
    }

    private bool TryAdd(TableBatch<TModel, TKey> batch, int number, out OperationKind kind)
    {
        var operation = batch[number];
        kind = operation.Kind;
        _stream.Buffer.BeginRow(OwnCells + sql.Columns.Length);
        _stream.Buffer.Add(number);
        _stream.Buffer.Add((short)kind);
        var refusal = TableOperations.WritesRow(kind) ? AddRow(operation.Row!) : AddKey(operation.Key);
        if (refusal is null) return true;
        _stream.Buffer.DropRow();
        batch.Outcomes[number] = OperationOutcome.Rejected(refusal);
        return false;
    }

    private string? AddRow(TModel row)
    {
        var writer = new CellWriter(_stream.Buffer, _row);
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
            if (part < 0) _stream.Buffer.AddNull();
            else _stream.Buffer.AddCell(_parts.Written.Span[cells[part]]);
        }

        return null;
    }
}
