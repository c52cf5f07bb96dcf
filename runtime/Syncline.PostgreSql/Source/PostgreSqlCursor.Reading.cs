using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Syncline;

internal sealed partial class PostgreSqlCursor<TModel>
{
    public override void Encode(ref RowEncoder encoder)
    {
        for (var column = 0; column < _columns.Length; column++) Feed(column, ref encoder);
    }

    private void Feed(int column, ref RowEncoder encoder)
    {
        ref readonly var plan = ref _columns[column];
        if (plan.MayBeNull)
        {
            if (_reader.IsDBNull(plan.Ordinal))
            {
                encoder.Null(column);
                return;
            }
        }

        switch (plan.Kind)
        {
            case ColumnKind.Text: EncodeText(column, ref encoder); break;
            case ColumnKind.Bytes: encoder.Bytes(column, Raw(column)); break;
            case ColumnKind.Int32: encoder.Value(column, Take<int>(column)); break;
            case ColumnKind.Int64: encoder.Value(column, Take<long>(column)); break;
            case ColumnKind.Boolean: encoder.Value(column, Take<bool>(column)); break;
            case ColumnKind.Double: encoder.Value(column, Take<double>(column)); break;
            case ColumnKind.Decimal: encoder.Value(column, Take<decimal>(column)); break;
            case ColumnKind.DateTime: encoder.Value(column, Take<DateTime>(column)); break;
            case ColumnKind.DateTimeOffset: encoder.Value(column, Take<DateTimeOffset>(column)); break;
            case ColumnKind.DateOnly: encoder.Value(column, Take<DateOnly>(column)); break;
            case ColumnKind.TimeOnly: encoder.Value(column, Take<TimeOnly>(column)); break;
            case ColumnKind.TimeSpan: encoder.Value(column, Take<TimeSpan>(column)); break;
            case ColumnKind.Guid: encoder.Value(column, Take<Guid>(column)); break;
            case ColumnKind.Byte: encoder.Value(column, Take<byte>(column)); break;
            case ColumnKind.SByte: encoder.Value(column, Take<sbyte>(column)); break;
            case ColumnKind.Int16: encoder.Value(column, Take<short>(column)); break;
            case ColumnKind.UInt16: encoder.Value(column, Take<ushort>(column)); break;
            case ColumnKind.UInt32: encoder.Value(column, Take<uint>(column)); break;
            case ColumnKind.UInt64: encoder.Value(column, Take<ulong>(column)); break;
            case ColumnKind.Single: encoder.Value(column, Take<float>(column)); break;
            case ColumnKind.Char: encoder.Value(column, Take<char>(column)); break;
            default: throw new NotSupportedException($"{plan.Kind} is no column kind.");
        }
    }

    private void EncodeText(int column, ref RowEncoder encoder)
    {
        ref readonly var plan = ref _columns[column];
        if (plan.IsUtf8)
        {
            var text = Raw(column);
            if (plan.IsPadded) text = text.TrimEnd((byte)' ');
            if (Utf8.IsValid(text))
            {
                encoder.Utf8(column, text);
                return;
            }
        }

        encoder.Text(column, Text(column));
    }

    /// <summary>What is on the wire of a text or bytea, valid until the next.</summary>
    private ReadOnlySpan<byte> Raw(int column)
    {
        var ordinal = _columns[column].Ordinal;
        try
        {
            var length = (int)_reader.GetBytes(ordinal, 0, null, 0, 0);
            if (_bytes.Length < length) _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(length, 2 * _bytes.Length));
            if (length > 0) _reader.GetBytes(ordinal, 0, _bytes, 0, length);
            return _bytes.AsSpan(0, length);
        }
        catch (InvalidCastException) when (_reader.IsDBNull(ordinal))
        {
            throw Mismatch(column);
        }
    }

    private string Text(int column)
    {
        try
        {
            return StoredValue.Text(_reader, _columns[column].Ordinal, _columns[column].IsPadded);
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentException)
        {
            // A null, or bytes that are no UTF-8: a database in SQL_ASCII keeps whatever it is given.
            throw Mismatch(column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Take<T>(int column)
        where T : struct
    {
        ref readonly var plan = ref _columns[column];
        try
        {
            if (StoredValue.TryRead(_reader, plan.Ordinal, plan.Form, out T value) && !(MayBeInfinite<T>() && IsInfinite(plan, value))) return value;
        }
        catch (InvalidCastException) when (_reader.IsDBNull(plan.Ordinal))
        {
            // Columns that are never null are not asked before, row after row.
        }

        throw Mismatch(column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayBeInfinite<T>() => typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateOnly);

    /// <summary>Whether a first or last moment stands for one that PostgreSQL calls infinite: a table that was written by a run may hold it, a source must not turn one into the other.</summary>
    private bool IsInfinite<T>(in ResultColumn plan, T value)
        where T : struct
    {
        var isEdge = value switch
        {
            DateTime time => time == DateTime.MinValue || time == DateTime.MaxValue,
            DateTimeOffset time => time == DateTimeOffset.MinValue || time == DateTimeOffset.MaxValue,
            DateOnly date => date == DateOnly.MinValue || date == DateOnly.MaxValue,
            _ => false,
        };
        return isEdge && FoundWords.Infinity(_reader, plan) is not null;
    }

    /// <summary>Gives the current row's columns to the model.</summary>
    private readonly struct Reader(PostgreSqlCursor<TModel> cursor) : IRowReader
    {
        public bool IsNull(int column)
        {
            cursor._asked = column;
            return cursor._reader.IsDBNull(cursor._columns[column].Ordinal);
        }

        public T Value<T>(int column)
            where T : struct
        {
            cursor._asked = column;
            return cursor.Take<T>(column);
        }

        public string Text(int column)
        {
            cursor._asked = column;
            return cursor.Text(column);
        }

        public byte[] Bytes(int column)
        {
            cursor._asked = column;
            return cursor.Raw(column).ToArray();
        }
    }
}
