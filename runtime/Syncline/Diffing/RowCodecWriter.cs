using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>
/// Writes rows exactly: what is read back is the same to the last bit of a decimal's scale, a date's kind or offset, and a lone surrogate.
/// For the spool and for kept rows.
/// </summary>
/// <remarks>
/// A row is the version, then each column in ordinal order: a byte that is 0 for null and else the number of its <see cref="ColumnKind"/>, then the value.
/// Numbers are little endian. Decimal: 16 bytes as <see cref="decimal.GetBits(decimal)"/> has them. DateTime: ticks, its kind in the two bits above them.
/// DateTimeOffset: ticks of the clock, then minutes of offset as 2 bytes. Guid: 16 bytes, big endian. Text and bytes: as <see cref="CanonicalText"/> has them.
/// </remarks>
internal struct RowCodecWriter : IRowWriter
{
    /// <summary>The version of the format, in the first byte of each row.</summary>
    public const byte Version = 1;

    public const byte NullTag = 0;

    private const int FirstSize = 512;
    private const int ValueRoom = 1 + 16;

    private byte[]? _buffer;
    private int _end;

    /// <summary>The row written. Valid until the next.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _end);

    /// <summary>Makes ready for the next row; called before the first one too.</summary>
    public void Reset()
    {
        _buffer ??= [];
        PooledBuffer.Ensure(ref _buffer, 0, FirstSize);
        _buffer[0] = Version;
        _end = 1;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        _end = 0;
        if (_buffer is not null) PooledBuffer.Release(ref _buffer);
    }

    public void Null(int column)
    {
        Ensure();
        _buffer![_end++] = NullTag;
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        Ensure();
        ref var at = ref _buffer![_end];
        at = (byte)ColumnKinds.Of<T>();
        _end += 1 + ExactForm.Write(ref Unsafe.Add(ref at, 1), value);
    }

    public void Text(int column, string value)
    {
        if (value is null)
        {
            Null(column);
            return;
        }

        Ensure();
        _buffer![_end++] = (byte)ColumnKind.Text;
        _end = CanonicalText.Write(ref _buffer, _end, value, fold: false);
    }

    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
        Ensure();
        _buffer![_end++] = (byte)ColumnKind.Bytes;
        _end = CanonicalText.WriteBytes(ref _buffer, _end, value);
    }

    private void Ensure()
    {
        if (_end == 0) Reset();
        PooledBuffer.Ensure(ref _buffer!, _end, ValueRoom);
    }
}
