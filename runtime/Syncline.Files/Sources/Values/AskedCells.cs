using System.Runtime.CompilerServices;
using System.Text;

namespace Syncline;

/// <summary>Gives the current row's cells to the model and to the encoder, and remembers which was asked for.</summary>
internal readonly struct AskedCells<TCells>(FileRows rows, TCells stored) : ICells
    where TCells : struct, IStoredCells
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int column)
    {
        rows.Asked = column;
        return stored.IsNull(column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(int column)
        where T : struct
    {
        rows.Asked = column;
        return stored.ValueOf<T>(column);
    }

    public string Text(int column)
    {
        rows.Asked = column;
        return Encoding.UTF8.GetString(stored.TextOf(column));
    }

    public byte[] Bytes(int column)
    {
        rows.Asked = column;
        return stored.BytesOf(column).ToArray();
    }

    public void EncodeText(int column, ref RowEncoder encoder) => encoder.Utf8(column, stored.TextOf(column));

    public void EncodeBytes(int column, ref RowEncoder encoder) => encoder.Bytes(column, stored.BytesOf(column));
}
