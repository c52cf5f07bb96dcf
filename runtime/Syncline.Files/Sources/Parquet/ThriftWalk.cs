namespace Syncline;

/// <summary>Goes through a struct of Thrift's compact protocol without keeping any of it. What it lets pass, Parquet.Net reads to the same end.</summary>
/// <remarks>The protocol: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.</remarks>
internal ref struct ThriftWalk(ReadOnlySpan<byte> bytes)
{
    /// <summary>How deep lists that are not known may be nested; the library goes down as deep as a file says.</summary>
    private const int MostNested = 16;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Goes through a struct to its end.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or has something in it that the library can't read.</exception>
    public void Struct(ThriftShape shape)
    {
        short id = 0;
        while (NextField(ref id, out var kind))
        {
            if (shape.Field(id) is not { } field) Unknown(kind, 0);
            else if (field.Kind == kind) Value(field);
            else throw Damaged("a field of its footer is of another type than Parquet's");
        }
    }

    private bool NextField(ref short id, out ThriftKind kind)
    {
        var header = Byte();
        kind = KindOf(header & 0xF);
        if (header == 0) return false;
        id = header >> 4 == 0 ? Id() : (short)(id + (header >> 4));
        return true;
    }

    private short Id()
    {
        var stored = Number();
        return (short)((int)(stored >> 1) ^ -(int)(stored & 1));
    }

    private void Value(ThriftShape shape)
    {
        switch (shape.Kind)
        {
            case ThriftKind.List:
                var count = Count(out var element);
                if (count > 0 && element != shape.Element!.Kind) throw Damaged("a list of its footer is of another type than Parquet's");
                for (var i = 0; i < count; i++) Value(shape.Element!);
                break;
            case ThriftKind.Struct:
                Struct(shape);
                break;
            default:
                Simple(shape.Kind);
                break;
        }
    }

    private void Simple(ThriftKind kind)
    {
        switch (kind)
        {
            case ThriftKind.Flag: break;
            case ThriftKind.OneByte: Skip(1); break;
            case ThriftKind.Whole: Number(); break;
            case ThriftKind.EightBytes: Skip(8); break;
            case ThriftKind.Binary: Skip(Number()); break;
            default: throw Damaged("its footer has a field of a type that is not known");
        }
    }

    /// <summary>Goes through what Parquet has not, or not yet, as the library does: of a struct that it does not know it skips no values, and in a list it looks for no booleans.</summary>
    private void Unknown(ThriftKind kind, int depth)
    {
        switch (kind)
        {
            case ThriftKind.List:
                if (depth == MostNested) throw Damaged("its footer has lists in lists in lists");
                var count = Count(out var element);
                if (count > 0 && element == ThriftKind.Flag) throw Damaged("its footer has a list of booleans that is not known");
                for (var i = 0; i < count; i++) Unknown(element, depth + 1);
                break;
            case ThriftKind.Struct:
                short id = 0;
                while (NextField(ref id, out var inner))
                {
                    if (inner != ThriftKind.Flag) throw Damaged("its footer has a struct that is not known");
                }

                break;
            default:
                Simple(kind);
                break;
        }
    }

    private int Count(out ThriftKind element)
    {
        var header = Byte();
        element = KindOf(header & 0xF);
        var count = header >> 4 == 0xF ? Number() : (ulong)(header >> 4);
        // Each has a byte at least.
        return count <= (ulong)(_bytes.Length - _at) ? (int)count : throw CutShort();
    }

    private ulong Number()
    {
        var number = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return number;
        }

        throw Damaged("a number in its footer has no end");
    }

    private byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw CutShort();

    private void Skip(ulong length)
    {
        if (length > (ulong)(_bytes.Length - _at)) throw CutShort();
        _at += (int)length;
    }

    private static ThriftKind KindOf(int type) => type switch
    {
        1 or 2 => ThriftKind.Flag,
        3 => ThriftKind.OneByte,
        4 or 5 or 6 => ThriftKind.Whole,
        7 => ThriftKind.EightBytes,
        8 => ThriftKind.Binary,
        9 => ThriftKind.List,
        12 => ThriftKind.Struct,
        _ => ThriftKind.None,
    };

    private static InvalidDataException CutShort() => Damaged("its footer says that more follows than there is");

    private static InvalidDataException Damaged(string words) => new($"{words}.");
}
