using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Syncline;

/// <summary>Reads what <see cref="RowCodecWriter"/> wrote. Damaged bytes are an error, never a read beyond them.</summary>
internal ref struct RowCodecReader : IRowReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>A reader of one row.</summary>
    /// <exception cref="InvalidDataException">The bytes are no row, or of another version.</exception>
    public RowCodecReader(ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty) throw new InvalidDataException("A stored row is damaged: it is empty.");
        if (row[0] != RowCodecWriter.Version) throw new InvalidDataException($"A stored row is of version {row[0]}, and this program reads version {RowCodecWriter.Version}.");
        _rest = row[1..];
    }

    /// <summary>Whether all of the row was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool IsNull(int column)
    {
        if (_rest.IsEmpty) throw Ended(column);
        if (_rest[0] != RowCodecWriter.NullTag) return false;
        _rest = _rest[1..];
        return true;
    }

    public T Value<T>(int column)
        where T : struct
    {
        Open(column, ColumnKinds.Of<T>());
        var value = ExactForm.Read<T>(_rest, out var size);
        _rest = _rest[size..];
        return value;
    }

    public string Text(int column)
    {
        Open(column, ColumnKind.Text);
        return Wtf8.Decode(Take());
    }

    public byte[] Bytes(int column)
    {
        Open(column, ColumnKind.Bytes);
        return Take().ToArray();
    }

    /// <summary>Passes a column on as it is stored.</summary>
    public void CopyTo<TWriter>(int column, ref TWriter writer)
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        var kind = (ColumnKind)_rest[0];
        _rest = _rest[1..];
        switch (kind)
        {
            case (ColumnKind)RowCodecWriter.NullTag: writer.Null(column); break;
            case ColumnKind.Text: CopyText(column, ref writer); break;
            case ColumnKind.Bytes: writer.Bytes(column, Take()); break;
            case ColumnKind.Boolean: CopyValue<bool, TWriter>(column, ref writer); break;
            case ColumnKind.Byte: CopyValue<byte, TWriter>(column, ref writer); break;
            case ColumnKind.SByte: CopyValue<sbyte, TWriter>(column, ref writer); break;
            case ColumnKind.Int16: CopyValue<short, TWriter>(column, ref writer); break;
            case ColumnKind.UInt16: CopyValue<ushort, TWriter>(column, ref writer); break;
            case ColumnKind.Int32: CopyValue<int, TWriter>(column, ref writer); break;
            case ColumnKind.UInt32: CopyValue<uint, TWriter>(column, ref writer); break;
            case ColumnKind.Int64: CopyValue<long, TWriter>(column, ref writer); break;
            case ColumnKind.UInt64: CopyValue<ulong, TWriter>(column, ref writer); break;
            case ColumnKind.Char: CopyValue<char, TWriter>(column, ref writer); break;
            case ColumnKind.Single: CopyValue<float, TWriter>(column, ref writer); break;
            case ColumnKind.Double: CopyValue<double, TWriter>(column, ref writer); break;
            case ColumnKind.Decimal: CopyValue<decimal, TWriter>(column, ref writer); break;
            case ColumnKind.Guid: CopyValue<Guid, TWriter>(column, ref writer); break;
            case ColumnKind.DateTime: CopyValue<DateTime, TWriter>(column, ref writer); break;
            case ColumnKind.DateTimeOffset: CopyValue<DateTimeOffset, TWriter>(column, ref writer); break;
            case ColumnKind.DateOnly: CopyValue<DateOnly, TWriter>(column, ref writer); break;
            case ColumnKind.TimeOnly: CopyValue<TimeOnly, TWriter>(column, ref writer); break;
            case ColumnKind.TimeSpan: CopyValue<TimeSpan, TWriter>(column, ref writer); break;
            default: throw new InvalidDataException($"A stored row is damaged: column {column} says that it holds {(byte)kind}, which is no kind of column.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyValue<T, TWriter>(int column, ref TWriter writer)
        where T : struct
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        var value = ExactForm.Read<T>(_rest, out var size);
        _rest = _rest[size..];
        writer.Value(column, value);
    }

    private void CopyText<TWriter>(int column, ref TWriter writer)
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        var text = Take();
        // Nothing but halves of surrogate pairs keeps what was stored from being UTF-8, and they begin with this byte.
        if (text.IndexOf(Wtf8.FirstOfSurrogate) < 0 || Utf8.IsValid(text)) writer.Utf8(column, text);
        else writer.Text(column, Wtf8.Decode(text));
    }

    private void Open(int column, ColumnKind kind)
    {
        if (_rest.IsEmpty) throw Ended(column);
        if (_rest[0] != (byte)kind) throw new InvalidDataException($"A stored row is damaged: column {column} should hold {kind}, and says {_rest[0]}.");
        _rest = _rest[1..];
    }

    private ReadOnlySpan<byte> Take()
    {
        var taken = CanonicalText.Read(_rest, out var size);
        _rest = _rest[size..];
        return taken;
    }

    private static InvalidDataException Ended(int column) => new($"A stored row is damaged: it ends before column {column}.");
}
