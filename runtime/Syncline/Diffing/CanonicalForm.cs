using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>
/// The canonical form of a value: equal values have equal bytes, different ones different bytes. What "equal" means is SPEC section 5.
/// Numbers are little endian. Hashes of rows and the encoding of keys are made of it and kept for ever, so it never changes.
/// </summary>
/// <remarks>
/// Decimal: a byte of sign and scale, then 12 bytes of its integer, without trailing zeros. Double and float: one NaN, one zero.
/// DateTime: ticks. DateTimeOffset: UTC ticks. Guid: 16 bytes, big endian. Text and bytes: see <see cref="CanonicalText"/>.
/// </remarks>
internal static class CanonicalForm
{
    /// <summary>The size of the largest value.</summary>
    public const int MaxSize = 16;

    public const int DecimalSize = 13;

    /// <summary>The bytes a column of this kind always takes, or 0 when it varies.</summary>
    public static int FixedSize(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean or ColumnKind.Byte or ColumnKind.SByte => 1,
        ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Char => 2,
        ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Single or ColumnKind.DateOnly => 4,
        ColumnKind.Int64 or ColumnKind.UInt64 or ColumnKind.Double => 8,
        ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.TimeOnly or ColumnKind.TimeSpan => 8,
        ColumnKind.Decimal => DecimalSize,
        ColumnKind.Guid => 16,
        ColumnKind.Text or ColumnKind.Bytes => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of column."),
    };

    /// <summary>Writes a value; <paramref name="at"/> has room for <see cref="MaxSize"/> bytes.</summary>
    /// <returns>The bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write<T>(ref byte at, T value)
        where T : struct
    {
        if (typeof(T) == typeof(int)) return Store(ref at, Unsafe.BitCast<T, int>(value));
        if (typeof(T) == typeof(long)) return Store(ref at, Unsafe.BitCast<T, long>(value));
        if (typeof(T) == typeof(bool)) return Store(ref at, (byte)(Unsafe.BitCast<T, byte>(value) == 0 ? 0 : 1));
        if (typeof(T) == typeof(decimal)) return StoreDecimal(ref at, Unsafe.BitCast<T, decimal>(value));
        if (typeof(T) == typeof(double)) return Store(ref at, Bits(Unsafe.BitCast<T, double>(value)));
        if (typeof(T) == typeof(DateTime)) return Store(ref at, Unsafe.BitCast<T, DateTime>(value).Ticks);
        if (typeof(T) == typeof(DateTimeOffset)) return Store(ref at, Unsafe.BitCast<T, DateTimeOffset>(value).UtcTicks);
        if (typeof(T) == typeof(Guid)) return StoreGuid(ref at, Unsafe.BitCast<T, Guid>(value));
        if (typeof(T) == typeof(DateOnly)) return Store(ref at, Unsafe.BitCast<T, DateOnly>(value).DayNumber);
        if (typeof(T) == typeof(TimeOnly)) return Store(ref at, Unsafe.BitCast<T, TimeOnly>(value).Ticks);
        if (typeof(T) == typeof(TimeSpan)) return Store(ref at, Unsafe.BitCast<T, TimeSpan>(value).Ticks);
        if (typeof(T) == typeof(float)) return Store(ref at, Bits(Unsafe.BitCast<T, float>(value)));
        if (typeof(T) == typeof(byte)) return Store(ref at, Unsafe.BitCast<T, byte>(value));
        if (typeof(T) == typeof(sbyte)) return Store(ref at, Unsafe.BitCast<T, byte>(value));
        if (typeof(T) == typeof(short)) return Store(ref at, Unsafe.BitCast<T, short>(value));
        if (typeof(T) == typeof(ushort)) return Store(ref at, Unsafe.BitCast<T, short>(value));
        if (typeof(T) == typeof(char)) return Store(ref at, Unsafe.BitCast<T, short>(value));
        if (typeof(T) == typeof(uint)) return Store(ref at, Unsafe.BitCast<T, int>(value));
        if (typeof(T) == typeof(ulong)) return Store(ref at, Unsafe.BitCast<T, long>(value));
        throw NotAColumnType(typeof(T));
    }

    /// <summary>The value of a canonical form; the span starts with it.</summary>
    /// <returns>A value equal to the one written, if not the same: a decimal has lost its trailing zeros, a date and time its kind or offset.</returns>
    /// <exception cref="InvalidDataException">The span is too short, or the bytes are no such value.</exception>
    public static T Read<T>(ReadOnlySpan<byte> from, out int size)
        where T : struct
    {
        size = SizeOf<T>();
        if (from.Length < size) throw new InvalidDataException($"A {typeof(T).Name} is damaged: {from.Length} of its {size} bytes are there.");
        if (typeof(T) == typeof(bool)) return Unsafe.BitCast<byte, T>((byte)(from[0] == 0 ? 0 : 1));
        if (typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte)) return Unsafe.BitCast<byte, T>(from[0]);
        if (typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(char)) return Unsafe.BitCast<short, T>(BinaryPrimitives.ReadInt16LittleEndian(from));
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(float)) return Unsafe.BitCast<int, T>(BinaryPrimitives.ReadInt32LittleEndian(from));
        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(double)) return Unsafe.BitCast<long, T>(BinaryPrimitives.ReadInt64LittleEndian(from));
        if (typeof(T) == typeof(decimal)) return Unsafe.BitCast<decimal, T>(ReadDecimal(from));
        if (typeof(T) == typeof(Guid)) return Unsafe.BitCast<Guid, T>(new Guid(from[..16], bigEndian: true));
        if (typeof(T) == typeof(DateOnly)) return Unsafe.BitCast<DateOnly, T>(DateOnly.FromDayNumber(Within(BinaryPrimitives.ReadInt32LittleEndian(from), DateOnly.MaxValue.DayNumber)));
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(from);
        if (typeof(T) == typeof(TimeSpan)) return Unsafe.BitCast<TimeSpan, T>(new TimeSpan(ticks));
        if (typeof(T) == typeof(TimeOnly)) return Unsafe.BitCast<TimeOnly, T>(new TimeOnly(Within(ticks, TimeOnly.MaxValue.Ticks)));
        if (typeof(T) == typeof(DateTime)) return Unsafe.BitCast<DateTime, T>(new DateTime(Within(ticks, DateTime.MaxValue.Ticks)));
        return Unsafe.BitCast<DateTimeOffset, T>(new DateTimeOffset(Within(ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero));
    }

    private static int SizeOf<T>()
        where T : struct
    {
        if (typeof(T) == typeof(decimal)) return DecimalSize;
        if (typeof(T) == typeof(DateTimeOffset)) return 8;
        return ColumnKinds.Of<T>() == 0 ? throw NotAColumnType(typeof(T)) : Unsafe.SizeOf<T>();
    }

    private static int Within(int value, int max) => (uint)value <= (uint)max ? value : throw OutOfRange();

    private static long Within(long value, long max) => (ulong)value <= (ulong)max ? value : throw OutOfRange();

    private static InvalidDataException OutOfRange() => new("A date or time is damaged: its number is out of range.");

    private static NotSupportedException NotAColumnType(Type type) => new($"{type} is no column type.");

    private static long Bits(double value)
    {
        if (double.IsNaN(value)) return 0x7FF8_0000_0000_0000;
        return value == 0 ? 0 : BitConverter.DoubleToInt64Bits(value);
    }

    private static int Bits(float value)
    {
        if (float.IsNaN(value)) return 0x7FC0_0000;
        return value == 0 ? 0 : BitConverter.SingleToInt32Bits(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Store(ref byte at, byte value)
    {
        at = value;
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Store(ref byte at, short value)
    {
        Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
        return 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Store(ref byte at, int value)
    {
        Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
        return 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Store(ref byte at, long value)
    {
        Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
        return 8;
    }

    private static int StoreGuid(ref byte at, Guid value)
    {
        value.TryWriteBytes(MemoryMarshal.CreateSpan(ref at, 16), bigEndian: true, out _);
        return 16;
    }

    private static int StoreDecimal(ref byte at, decimal value)
    {
        var parts = Unsafe.BitCast<decimal, DecimalParts>(value);
        var scale = (byte)(parts.Flags >> 16);
        var (low, high) = (parts.Low, parts.High);
        if (high == 0)
        {
            if (low == 0) (scale, parts.Flags) = (0, 0);
            // Ten divides even numbers only, which spares most values the division.
            while (scale != 0 && (low & 1) == 0)
            {
                var (tenth, rest) = Math.DivRem(low, 10);
                if (rest != 0) break;
                low = tenth;
                scale--;
            }
        }
        else
        {
            StripWide(ref low, ref high, ref scale);
        }

        Store(ref at, (byte)(scale | (parts.Flags < 0 ? 0x80 : 0)));
        Store(ref Unsafe.Add(ref at, 1), (long)low);
        Store(ref Unsafe.Add(ref at, 9), (int)high);
        return DecimalSize;
    }

    private static void StripWide(ref ulong low, ref uint high, ref byte scale)
    {
        var value = new UInt128(high, low);
        while (scale != 0 && (low & 1) == 0)
        {
            var (tenth, rest) = UInt128.DivRem(value, 10);
            if (rest != 0) return;
            value = tenth;
            low = (ulong)value;
            high = (uint)(ulong)(value >> 64);
            scale--;
        }
    }

    private static decimal ReadDecimal(ReadOnlySpan<byte> from)
    {
        var scale = (byte)(from[0] & 0x7F);
        if (scale > 28) throw new InvalidDataException($"A decimal is damaged: its scale is {scale}.");
        return new decimal(
            BinaryPrimitives.ReadInt32LittleEndian(from[1..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[5..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[9..]),
            (from[0] & 0x80) != 0,
            scale);
    }
}

/// <summary>A decimal as it lies in memory, which is the layout of the DECIMAL that .NET exchanges with other systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DecimalParts
{
    public int Flags;
    public uint High;
    public ulong Low;
}
