using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Syncline;

internal sealed partial class SqliteCursor<TModel>
{
    public override void Encode(ref RowEncoder encoder)
    {
        // A record can't hold a null in a key part of a value type: such a row takes the raw way, which tells.
        if (_throughRecords && !KeyHasNull())
        {
            var row = Current;
            TModel.Write(in row, ref encoder);
            return;
        }

        for (var column = 0; column < _columns.Length; column++) Feed(column, ref encoder);
    }

    private bool KeyHasNull()
    {
        foreach (var column in _schema.Key)
        {
            if (_statement.ClassOf(_statement.Cell(_columns[column].Result)) == SqliteStatement.Null) return true;
        }

        return false;
    }

    private void Feed(int column, ref RowEncoder encoder)
    {
        ref readonly var plan = ref _columns[column];
        var cell = _statement.Cell(plan.Result);
        var stored = _statement.ClassOf(cell);
        if (stored == SqliteStatement.Null)
        {
            if (!plan.MayBeNull) throw Mismatch(column);
            encoder.Null(column);
            return;
        }

        switch (plan.Kind)
        {
            case ColumnKind.Text: Utf8Text(column, cell, stored, ref encoder); break;
            case ColumnKind.Bytes: encoder.Bytes(column, Blob(column, cell, stored)); break;
            case ColumnKind.Int32: encoder.Value(column, Take<int>(column, cell, stored)); break;
            case ColumnKind.Int64: encoder.Value(column, Take<long>(column, cell, stored)); break;
            case ColumnKind.Boolean: encoder.Value(column, Take<bool>(column, cell, stored)); break;
            case ColumnKind.Double: encoder.Value(column, Take<double>(column, cell, stored)); break;
            case ColumnKind.Decimal: encoder.Value(column, Take<decimal>(column, cell, stored)); break;
            case ColumnKind.DateTime: encoder.Value(column, Take<DateTime>(column, cell, stored)); break;
            case ColumnKind.DateTimeOffset: encoder.Value(column, Take<DateTimeOffset>(column, cell, stored)); break;
            case ColumnKind.DateOnly: encoder.Value(column, Take<DateOnly>(column, cell, stored)); break;
            case ColumnKind.TimeOnly: encoder.Value(column, Take<TimeOnly>(column, cell, stored)); break;
            case ColumnKind.TimeSpan: encoder.Value(column, Take<TimeSpan>(column, cell, stored)); break;
            case ColumnKind.Guid: encoder.Value(column, Take<Guid>(column, cell, stored)); break;
            case ColumnKind.Byte: encoder.Value(column, Take<byte>(column, cell, stored)); break;
            case ColumnKind.SByte: encoder.Value(column, Take<sbyte>(column, cell, stored)); break;
            case ColumnKind.Int16: encoder.Value(column, Take<short>(column, cell, stored)); break;
            case ColumnKind.UInt16: encoder.Value(column, Take<ushort>(column, cell, stored)); break;
            case ColumnKind.UInt32: encoder.Value(column, Take<uint>(column, cell, stored)); break;
            case ColumnKind.UInt64: encoder.Value(column, Take<ulong>(column, cell, stored)); break;
            case ColumnKind.Single: encoder.Value(column, Take<float>(column, cell, stored)); break;
            case ColumnKind.Char: encoder.Value(column, Take<char>(column, cell, stored)); break;
            default: throw new NotSupportedException($"{plan.Kind} is no column kind.");
        }
    }

    private void Utf8Text(int column, nint cell, int stored, ref RowEncoder encoder)
    {
        if (stored != SqliteStatement.Text) throw Mismatch(column);
        var text = _statement.TextOf(cell);
        if (Utf8.IsValid(text)) encoder.Utf8(column, text);
        else encoder.Text(column, Encoding.UTF8.GetString(text));
    }

    private ReadOnlySpan<byte> Blob(int column, nint cell, int stored)
        => stored == SqliteStatement.Blob ? _statement.BlobOf(cell) : throw Mismatch(column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Take<T>(int column, nint cell, int stored)
        where T : struct
        => StoredValue.TryRead(_statement, cell, stored, out T value) ? value : throw Mismatch(column);

    /// <summary>Gives the current row's columns to the model.</summary>
    private readonly struct Reader(SqliteCursor<TModel> cursor) : IRowReader
    {
        public bool IsNull(int column)
        {
            Ask(column, out var stored);
            return stored == SqliteStatement.Null;
        }

        public T Value<T>(int column)
            where T : struct
        {
            var cell = Ask(column, out var stored);
            return cursor.Take<T>(column, cell, stored);
        }

        public string Text(int column)
        {
            var cell = Ask(column, out var stored);
            return stored == SqliteStatement.Text ? Encoding.UTF8.GetString(cursor._statement.TextOf(cell)) : throw cursor.Mismatch(column);
        }

        public byte[] Bytes(int column)
        {
            var cell = Ask(column, out var stored);
            return cursor.Blob(column, cell, stored).ToArray();
        }

        private nint Ask(int column, out int stored)
        {
            cursor._asked = column;
            var cell = cursor._statement.Cell(cursor._columns[column].Result);
            stored = cursor._statement.ClassOf(cell);
            return cell;
        }
    }
}
