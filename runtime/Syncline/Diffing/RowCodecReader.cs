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
