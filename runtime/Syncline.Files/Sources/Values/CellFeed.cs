using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Visits the cells of a row for the encoder, without a record.</summary>
internal static class CellFeed
{
    /// <summary>What the encoder has to know of each column.</summary>
    public static FedColumn[] Plan(SyncSchema schema)
        => [.. schema.Columns.Select((column, ordinal) => new FedColumn(column.Kind, column.IsNullable || schema.KeyPartOf(ordinal) >= 0))];

    /// <summary>Visits the columns in ordinal order.</summary>
    /// <exception cref="UnreadableRowException">A cell doesn't fit its column.</exception>
    public static void Encode<TCells>(ref TCells cells, ReadOnlySpan<FedColumn> columns, ref RowEncoder encoder)
        where TCells : struct, ICells
    {
        for (var column = 0; column < columns.Length; column++)
        {
            // A null where none may be is found by who takes the value.
            if (columns[column].MayBeNull && cells.IsNull(column)) encoder.Null(column);
            else Feed(ref cells, column, columns[column].Kind, ref encoder);
        }
    }

    /// <summary>Whether a part of the key is null, which a record can't hold where it is of a value type.</summary>
    public static bool KeyHasNull<TCells>(ref TCells cells, SyncSchema schema)
        where TCells : struct, ICells
    {
        foreach (var column in schema.Key)
        {
            if (cells.IsNull(column)) return true;
        }

        return false;
    }

    // In the loop: a call a cell is a third of what a short one takes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Feed<TCells>(ref TCells cells, int column, ColumnKind kind, ref RowEncoder encoder)
        where TCells : struct, ICells
    {
        switch (kind)
        {
            case ColumnKind.Text: cells.EncodeText(column, ref encoder); break;
            case ColumnKind.Int32: encoder.Value(column, cells.Value<int>(column)); break;
            case ColumnKind.Int64: encoder.Value(column, cells.Value<long>(column)); break;
            case ColumnKind.Boolean: encoder.Value(column, cells.Value<bool>(column)); break;
            case ColumnKind.Double: encoder.Value(column, cells.Value<double>(column)); break;
            case ColumnKind.Decimal: encoder.Value(column, cells.Value<decimal>(column)); break;
            case ColumnKind.DateTime: encoder.Value(column, cells.Value<DateTime>(column)); break;
            case ColumnKind.DateTimeOffset: encoder.Value(column, cells.Value<DateTimeOffset>(column)); break;
            case ColumnKind.DateOnly: encoder.Value(column, cells.Value<DateOnly>(column)); break;
            case ColumnKind.TimeOnly: encoder.Value(column, cells.Value<TimeOnly>(column)); break;
            case ColumnKind.TimeSpan: encoder.Value(column, cells.Value<TimeSpan>(column)); break;
            case ColumnKind.Guid: encoder.Value(column, cells.Value<Guid>(column)); break;
            case ColumnKind.Bytes: cells.EncodeBytes(column, ref encoder); break;
            case ColumnKind.Byte: encoder.Value(column, cells.Value<byte>(column)); break;
            case ColumnKind.SByte: encoder.Value(column, cells.Value<sbyte>(column)); break;
            case ColumnKind.Int16: encoder.Value(column, cells.Value<short>(column)); break;
            case ColumnKind.UInt16: encoder.Value(column, cells.Value<ushort>(column)); break;
            case ColumnKind.UInt32: encoder.Value(column, cells.Value<uint>(column)); break;
            case ColumnKind.UInt64: encoder.Value(column, cells.Value<ulong>(column)); break;
            case ColumnKind.Single: encoder.Value(column, cells.Value<float>(column)); break;
            case ColumnKind.Char: encoder.Value(column, cells.Value<char>(column)); break;
            default: throw new NotSupportedException($"{kind} is no column kind.");
        }
    }
}

/// <summary>What the encoder has to know of a column.</summary>
internal readonly record struct FedColumn(ColumnKind Kind, bool MayBeNull);
