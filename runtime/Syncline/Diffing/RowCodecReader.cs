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

    /// <summary>Passes all columns on as they are stored.</summary>
    public readonly void CopyTo<TWriter>(ref TWriter writer)
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        var rest = _rest;
        for (var column = 0; !rest.IsEmpty; column++)
        {
            var kind = (ColumnKind)rest[0];
            rest = rest[1..];
            var size = kind switch
            {
                (ColumnKind)RowCodecWriter.NullTag => CopyNull(column, ref writer),
                ColumnKind.Text => CopyText(rest, column, ref writer),
                ColumnKind.Bytes => CopyBytes(rest, column, ref writer),
                ColumnKind.Boolean => CopyValue<bool, TWriter>(rest, column, ref writer),
                ColumnKind.Byte => CopyValue<byte, TWriter>(rest, column, ref writer),
                ColumnKind.SByte => CopyValue<sbyte, TWriter>(rest, column, ref writer),
                ColumnKind.Int16 => CopyValue<short, TWriter>(rest, column, ref writer),
                ColumnKind.UInt16 => CopyValue<ushort, TWriter>(rest, column, ref writer),
                ColumnKind.Int32 => CopyValue<int, TWriter>(rest, column, ref writer),
                ColumnKind.UInt32 => CopyValue<uint, TWriter>(rest, column, ref writer),
                ColumnKind.Int64 => CopyValue<long, TWriter>(rest, column, ref writer),
                ColumnKind.UInt64 => CopyValue<ulong, TWriter>(rest, column, ref writer),
                ColumnKind.Char => CopyValue<char, TWriter>(rest, column, ref writer),
                ColumnKind.Single => CopyValue<float, TWriter>(rest, column, ref writer),
                ColumnKind.Double => CopyValue<double, TWriter>(rest, column, ref writer),
                ColumnKind.Decimal => CopyValue<decimal, TWriter>(rest, column, ref writer),
                ColumnKind.Guid => CopyValue<Guid, TWriter>(rest, column, ref writer),
                ColumnKind.DateTime => CopyValue<DateTime, TWriter>(rest, column, ref writer),
                ColumnKind.DateTimeOffset => CopyValue<DateTimeOffset, TWriter>(rest, column, ref writer),
                ColumnKind.DateOnly => CopyValue<DateOnly, TWriter>(rest, column, ref writer),
                ColumnKind.TimeOnly => CopyValue<TimeOnly, TWriter>(rest, column, ref writer),
                ColumnKind.TimeSpan => CopyValue<TimeSpan, TWriter>(rest, column, ref writer),
                _ => throw new InvalidDataException($"A stored row is damaged: column {column} says that it holds {(byte)kind}, which is no kind of column."),
            };
            rest = rest[size..];
        }
    }

    private static int CopyNull<TWriter>(int column, ref TWriter writer)
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        writer.Null(column);
        return 0;
    }

    // Each kind has a frame of its own: all of them in one would be cleared for each column.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CopyValue<T, TWriter>(ReadOnlySpan<byte> from, int column, ref TWriter writer)
        where T : struct
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        writer.Value(column, ExactForm.Read<T>(from, out var size));
        return size;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CopyText<TWriter>(ReadOnlySpan<byte> from, int column, ref TWriter writer)
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        var text = CanonicalText.Read(from, out var size);
        // Nothing but halves of surrogate pairs keeps what was stored from being UTF-8, and they begin with this byte.
        if (text.IndexOf(Wtf8.FirstOfSurrogate) < 0 || Utf8.IsValid(text)) writer.Utf8(column, text);
        else writer.Text(column, Wtf8.Decode(text));
        return size;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CopyBytes<TWriter>(ReadOnlySpan<byte> from, int column, ref TWriter writer)
        where TWriter : IUtf8RowWriter, allows ref struct
    {
        writer.Bytes(column, CanonicalText.Read(from, out var size));
        return size;
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
