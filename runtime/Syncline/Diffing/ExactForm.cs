using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>The exact form of a value, for <see cref="RowCodecWriter"/>: as the canonical form where that loses nothing.</summary>
internal static class ExactForm
{
    private const int KindShift = 62;
    private const ulong TicksMask = (1UL << KindShift) - 1;
    private const int OffsetSize = 8 + 2;
    private const int ScaleShift = 16;
    private const int MaxScale = 28;

    /// <summary>Writes a value; <paramref name="at"/> has room for 16 bytes.</summary>
    /// <returns>The bytes written.</returns>
    public static int Write<T>(ref byte at, T value)
        where T : struct
    {
        if (typeof(T) == typeof(double)) return CanonicalForm.Write(ref at, Unsafe.BitCast<T, long>(value));
        if (typeof(T) == typeof(float)) return CanonicalForm.Write(ref at, Unsafe.BitCast<T, int>(value));
        if (typeof(T) == typeof(decimal)) return WriteDecimal(ref at, Unsafe.BitCast<T, decimal>(value));
        if (typeof(T) == typeof(DateTime))
        {
            var time = Unsafe.BitCast<T, DateTime>(value);
            return CanonicalForm.Write(ref at, (ulong)time.Ticks | (ulong)time.Kind << KindShift);
        }

        if (typeof(T) == typeof(DateTimeOffset))
        {
            var time = Unsafe.BitCast<T, DateTimeOffset>(value);
            var size = CanonicalForm.Write(ref at, time.Ticks);
            return size + CanonicalForm.Write(ref Unsafe.Add(ref at, size), (short)time.TotalOffsetMinutes);
        }

        return CanonicalForm.Write(ref at, value);
    }

    /// <summary>The value of an exact form; the span starts with it.</summary>
    /// <exception cref="InvalidDataException">The span is too short, or the bytes are no such value.</exception>
    public static T Read<T>(ReadOnlySpan<byte> from, out int size)
        where T : struct
    {
        if (typeof(T) == typeof(decimal)) return Unsafe.BitCast<decimal, T>(ReadDecimal(from, out size));
        if (typeof(T) == typeof(DateTime)) return Unsafe.BitCast<DateTime, T>(ReadTime(from, out size));
        if (typeof(T) == typeof(DateTimeOffset)) return Unsafe.BitCast<DateTimeOffset, T>(ReadTimeWithOffset(from, out size));
        return CanonicalForm.Read<T>(from, out size);
    }

    private static int WriteDecimal(ref byte at, decimal value)
    {
        var parts = Unsafe.BitCast<decimal, DecimalParts>(value);
        CanonicalForm.Write(ref at, parts.Low);
        CanonicalForm.Write(ref Unsafe.Add(ref at, 8), parts.High);
        CanonicalForm.Write(ref Unsafe.Add(ref at, 12), parts.Flags);
        return 16;
    }

    private static decimal ReadDecimal(ReadOnlySpan<byte> from, out int size)
    {
        size = 16;
        if (from.Length < size) throw new InvalidDataException($"A decimal is damaged: {from.Length} of its {size} bytes are there.");
        DecimalParts parts = new()
        {
            Low = BinaryPrimitives.ReadUInt64LittleEndian(from),
            High = BinaryPrimitives.ReadUInt32LittleEndian(from[8..]),
            Flags = BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
        };
        if ((parts.Flags & ~(int.MinValue | 0xFF << ScaleShift)) != 0 || (byte)(parts.Flags >> ScaleShift) > MaxScale) throw new InvalidDataException("A decimal is damaged: its sign and scale can't be.");
        return Unsafe.BitCast<DecimalParts, decimal>(parts);
    }

    private static DateTime ReadTime(ReadOnlySpan<byte> from, out int size)
    {
        var bits = CanonicalForm.Read<ulong>(from, out size);
        var (ticks, kind) = (bits & TicksMask, (DateTimeKind)(bits >> KindShift));
        if (ticks > (ulong)DateTime.MaxValue.Ticks || kind > DateTimeKind.Local) throw new InvalidDataException("A date and time is damaged: its number is out of range.");
        return new DateTime((long)ticks, kind);
    }

    private static DateTimeOffset ReadTimeWithOffset(ReadOnlySpan<byte> from, out int size)
    {
        size = OffsetSize;
        if (from.Length < size) throw new InvalidDataException($"A date and time is damaged: {from.Length} of its {size} bytes are there.");
        var ticks = CanonicalForm.Read<long>(from, out var at);
        var minutes = CanonicalForm.Read<short>(from[at..], out _);
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("A date and time is damaged: its number or offset is out of range.", e);
        }
    }
}
