namespace Syncline;

/// <summary>Takes the columns of one row, in ordinal order: hashing, the row codec, SQL parameters, JSON and text each have one.</summary>
/// <remarks>
/// The type of <see cref="Value{T}"/> is one of the .NET types behind <see cref="ColumnKind"/>; the JIT drops the
/// branches for the others. The interface never grows a member: a ref struct could not take a default body.
/// </remarks>
public interface IRowWriter
{
    /// <summary>The column is null.</summary>
    void Null(int column);

    /// <summary>The column's value: bool, a number, char, decimal, Guid, or a date or time type.</summary>
    void Value<T>(int column, T value)
        where T : struct;

    /// <summary>The column's text.</summary>
    void Text(int column, string value);

    /// <summary>The column's bytes, valid during the call.</summary>
    void Bytes(int column, ReadOnlySpan<byte> value);
}

/// <summary>Gives the columns of one row; each is asked for once, in ordinal order.</summary>
public interface IRowReader
{
    /// <summary>Whether the column is null; asked before the value of key parts and of nullable columns only.</summary>
    bool IsNull(int column);

    /// <summary>The column's value; the types are those of <see cref="IRowWriter.Value{T}"/>.</summary>
    T Value<T>(int column)
        where T : struct;

    /// <summary>The column's text.</summary>
    string Text(int column);

    /// <summary>The column's bytes, a new array.</summary>
    byte[] Bytes(int column);
}
