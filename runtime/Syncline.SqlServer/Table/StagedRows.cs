using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Syncline;

/// <summary>Operations as rows of a reader, for SqlBulkCopy: each is written once into cells that the next one uses again. One with a value that has no form in its column is passed over, rejected.</summary>
internal sealed class StagedRows<TModel, TKey> : DbDataReader
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Two more cells: the operation's number and kind.
    private const int OwnCells = 2;
    private readonly TableBatch<TModel, TKey> _batch;
    private readonly IReadOnlyList<int> _operations;
    private readonly TableWords _words;
    private readonly RowCells _cells;
    private readonly WrittenColumn[] _row;
    private readonly int[] _rowPlaces;
    private readonly WrittenColumn[] _key;
    private readonly int[] _keyPlaces;
    private readonly int[] _otherPlaces;
    private int _next;

    public StagedRows(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations, TableShape shape, StageSql stage, TableWords words)
    {
        (_batch, _operations, _words) = (batch, operations, words);
        _cells = new(OwnCells + stage.Columns.Length);
        _row = [.. shape.Columns.Select(static column => column?.Written ?? default)];
        _rowPlaces = new int[shape.Columns.Length];
        for (var cell = 0; cell < stage.Columns.Length; cell++) _rowPlaces[stage.Columns[cell]] = OwnCells + cell;
        _key = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!.Written)];
        _keyPlaces = [.. TModel.Schema.Key.Select(column => _rowPlaces[column])];
        _otherPlaces = [.. Enumerable.Range(OwnCells, stage.Columns.Length).Except(_keyPlaces)];
    }

    /// <summary>The numbers and kinds of the operations that were given.</summary>
    public List<(int Number, OperationKind Kind)> Staged { get; } = [];

    public override int FieldCount => _cells.Count;

    public override bool HasRows => _operations.Count > 0;

    public override bool IsClosed => false;

    public override int RecordsAffected => -1;

    public override int Depth => 0;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => throw new NotSupportedException();

    public override bool Read()
    {
        while (_next < _operations.Count)
        {
            var number = _operations[_next++];
            var operation = _batch[number];
            _cells.Set(0, number);
            _cells.Set(1, (byte)operation.Kind);
            var refusal = TableOperations.WritesRow(operation.Kind) ? WriteRow(operation.Row!) : WriteKey(operation.Key);
            if (refusal is null)
            {
                Staged.Add((number, operation.Kind));
                return true;
            }

            _batch.Outcomes[number] = OperationOutcome.Rejected(refusal);
        }

        return false;
    }

    public override bool NextResult() => false;

    public override object GetValue(int ordinal) => _cells[ordinal];

    public override bool IsDBNull(int ordinal) => _cells[ordinal] is DBNull;

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => typeof(object);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override int GetValues(object[] values) => throw new NotSupportedException();

    public override string GetName(int ordinal) => throw new NotSupportedException();

    public override int GetOrdinal(string name) => throw new NotSupportedException();

    public override string GetDataTypeName(int ordinal) => throw new NotSupportedException();

    public override bool GetBoolean(int ordinal) => throw new NotSupportedException();

    public override byte GetByte(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override double GetDouble(int ordinal) => throw new NotSupportedException();

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override int GetInt32(int ordinal) => throw new NotSupportedException();

    public override long GetInt64(int ordinal) => throw new NotSupportedException();

    public override string GetString(int ordinal) => throw new NotSupportedException();

    private string? WriteRow(TModel row)
    {
        var writer = new CellWriter(_cells, _row, _rowPlaces);
        TModel.Write(in row, ref writer);
        return writer.Refusal is { } reason ? _words.Refusal(row, writer.RefusedColumn, reason) : null;
    }

    private string? WriteKey(TKey key)
    {
        foreach (var place in _otherPlaces) _cells.SetNull(place);
        var writer = new CellWriter(_cells, _key, _keyPlaces);
        TKey.Write(in key, ref writer);
        return writer.Refusal is { } reason ? _words.KeyRefusal(key, writer.RefusedColumn, reason) : null;
    }
}
