using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline.Mailchimp.Tests.Suite;

/// <summary>Columns of any kind as text that nothing is lost in: the bytes in memory, in hexadecimal.</summary>
internal readonly struct CarriedText(string?[] cells) : IRowWriter, IRowReader
{
    /// <summary>The columns of a row.</summary>
    public static string?[] Of<TModel>(in TModel row)
        where TModel : ISyncModel<TModel>
    {
        var text = new CarriedText(new string?[TModel.Schema.Columns.Length]);
        TModel.Write(in row, ref text);
        return text.Cells;
    }

    /// <summary>The parts of a key.</summary>
    public static string?[] OfKey<TKey>(in TKey key, int parts)
        where TKey : struct, ISyncKey<TKey>
    {
        var text = new CarriedText(new string?[parts]);
        TKey.Write(in key, ref text);
        return text.Cells;
    }

    /// <summary>The row of some columns.</summary>
    public static TModel RowOf<TModel>(string?[] cells)
        where TModel : ISyncModel<TModel>
    {
        var text = new CarriedText(cells);
        return TModel.Read(ref text);
    }

    public string?[] Cells => cells;

    public void Null(int column) => cells[column] = null;

    public void Value<T>(int column, T value)
        where T : struct
        => Bytes(column, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>()));

    public void Text(int column, string value) => Bytes(column, MemoryMarshal.AsBytes(value.AsSpan()));

    // So that an empty one is no null to an API that takes the empty text for one.
    public void Bytes(int column, ReadOnlySpan<byte> value) => cells[column] = $"x{Convert.ToHexString(value)}";

    public bool IsNull(int column) => cells[column] is null;

    public T Value<T>(int column)
        where T : struct
        => Unsafe.ReadUnaligned<T>(ref Bytes(column)[0]);

    public string Text(int column) => MemoryMarshal.Cast<byte, char>(Bytes(column)).ToString();

    public byte[] Bytes(int column) => Convert.FromHexString(cells[column].AsSpan(1));
}
