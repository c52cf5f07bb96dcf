using System.Text;

namespace Syncline;

/// <summary>Notes the null columns of a row that are left out of its delivery.</summary>
internal struct SkippedNulls(SyncSchema schema) : IRowWriter
{
    private ColumnSet _columns;

    public readonly ColumnSet Columns => _columns;

    public void Null(int column)
    {
        if (schema.Columns[column].SkipsNull) _columns.Add(column);
    }

    public readonly void Value<T>(int column, T value)
        where T : struct
    {
    }

    public readonly void Text(int column, string value)
    {
    }

    public readonly void Bytes(int column, ReadOnlySpan<byte> value)
    {
    }
}

/// <summary>Notes the columns of a row that are not null.</summary>
internal struct GivenColumns : IRowWriter
{
    private ColumnSet _columns;

    public readonly ColumnSet Columns => _columns;

    public readonly void Null(int column)
    {
    }

    public void Value<T>(int column, T value)
        where T : struct
        => _columns.Add(column);

    public void Text(int column, string value) => _columns.Add(column);

    public void Bytes(int column, ReadOnlySpan<byte> value) => _columns.Add(column);
}

/// <summary>Reads a key from the columns of a statement's row.</summary>
internal struct KeyCells(SqliteStatement statement, int firstColumn) : IRowReader
{
    private bool _broken;

    /// <summary>Whether every part was a value of its column.</summary>
    public readonly bool IsWhole => !_broken;

    public readonly bool IsNull(int column) => Class(column) == SqliteStatement.Null;

    public T Value<T>(int column)
        where T : struct
    {
        _broken |= !StoredValue.TryRead(statement, Cell(column), Class(column), out T value);
        return value;
    }

    public string Text(int column)
    {
        _broken |= Class(column) != SqliteStatement.Text;
        return _broken ? "" : Encoding.UTF8.GetString(statement.TextOf(Cell(column)));
    }

    public byte[] Bytes(int column)
    {
        _broken |= Class(column) != SqliteStatement.Blob;
        return _broken ? [] : statement.BlobOf(Cell(column)).ToArray();
    }

    private readonly nint Cell(int column) => statement.Cell(column + firstColumn);

    private readonly int Class(int column) => statement.ClassOf(Cell(column));
}

/// <summary>Writes values as texts for a person, those of sensitive columns as ***.</summary>
/// <param name="columns">The columns as they are visited.</param>
/// <param name="only">The one column wanted, or -1 for all.</param>
internal struct ValueTexts(IReadOnlyList<SyncColumn> columns, int only = -1) : IRowWriter
{
    private readonly StringBuilder _text = new();

    public override readonly string ToString() => _text.ToString();

    public readonly void Null(int column) => Write(column, "null");

    public readonly void Value<T>(int column, T value)
        where T : struct
        => Write(column, value is IFormattable formattable ? formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : value.ToString()!);

    public readonly void Text(int column, string value) => Write(column, StoredWords.Quoted(value));

    public readonly void Bytes(int column, ReadOnlySpan<byte> value) => Write(column, $"x'{Convert.ToHexString(value.Length > 16 ? value[..16] : value)}'");

    private readonly void Write(int column, string value)
    {
        if (only >= 0 && column != only) return;
        if (only < 0) _text.Append(_text.Length == 0 ? "" : ", ").Append(columns[column].Name).Append(" = ");
        _text.Append(columns[column].IsSensitive ? "***" : value);
    }
}
