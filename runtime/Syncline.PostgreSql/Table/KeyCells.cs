using Npgsql;

namespace Syncline;

/// <summary>Reads a key from the columns of a result.</summary>
/// <param name="reader">The result, at a row.</param>
/// <param name="places">Where each part stands.</param>
/// <param name="parts">The parts' columns.</param>
internal struct KeyCells(NpgsqlDataReader reader, int[] places, TableColumn[] parts) : IRowReader
{
    private bool _broken;

    /// <summary>Whether every part was a value of its column.</summary>
    public readonly bool IsWhole => !_broken;

    public readonly bool IsNull(int column) => reader.IsDBNull(places[column]);

    public T Value<T>(int column)
        where T : struct
    {
        T value = default;
        _broken |= IsNull(column) || !StoredValue.TryRead(reader, places[column], parts[column].Form, out value);
        return value;
    }

    public string Text(int column)
    {
        _broken |= IsNull(column);
        return _broken ? "" : StoredValue.Text(reader, places[column], parts[column].Limit.IsPadded);
    }

    public byte[] Bytes(int column)
    {
        _broken |= IsNull(column);
        return _broken ? [] : reader.GetFieldValue<byte[]>(places[column]);
    }

    /// <summary>The key at the row; null where it is none of the model's.</summary>
    public static TKey? Read<TKey>(NpgsqlDataReader reader, int[] places, TableColumn[] parts)
        where TKey : struct, ISyncKey<TKey>
    {
        var cells = new KeyCells(reader, places, parts);
        try
        {
            var key = TKey.Read(ref cells);
            return cells.IsWhole ? key : null;
        }
        catch (UnreadableRowException)
        {
            // A text that is no name of an enum's, say.
            return null;
        }
    }
}
