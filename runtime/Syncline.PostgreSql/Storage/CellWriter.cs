using System.Globalization;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>A column as values are written to it.</summary>
/// <param name="Form">How it is held.</param>
/// <param name="Limit">What its declared type leaves of a value.</param>
internal readonly record struct WrittenColumn(StoredForm Form, StoredLimit Limit);

/// <summary>Writes the cells of a row, or of a key, in the form of their columns.</summary>
/// <remarks>The first value that has no form there refuses the row; what follows is written all the same and dropped with it.</remarks>
internal struct CellWriter(CopyBuffer to, WrittenColumn[] columns) : IRowWriter
{
    private static readonly long EpochTicks = new DateTime(2000, 1, 1).Ticks;
    private static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;

    /// <summary>Why the row can't be stored, if it can't; the column is <see cref="RefusedColumn"/>.</summary>
    public string? Refusal { get; private set; }

    public int RefusedColumn { get; private set; }

    public readonly void Null(int column) => to.AddNull();

    public void Value<T>(int column, T value)
        where T : struct
    {
        if (typeof(T) == typeof(int)) Integer(column, Unsafe.BitCast<T, int>(value));
        else if (typeof(T) == typeof(long)) Integer(column, Unsafe.BitCast<T, long>(value));
        else if (typeof(T) == typeof(bool)) to.Add(Unsafe.BitCast<T, bool>(value));
        else if (typeof(T) == typeof(double)) to.Add(Unsafe.BitCast<T, double>(value));
        else if (typeof(T) == typeof(float)) Single(column, Unsafe.BitCast<T, float>(value));
        else if (typeof(T) == typeof(decimal)) Decimal(column, Unsafe.BitCast<T, decimal>(value));
        else if (typeof(T) == typeof(Guid)) to.Add(Unsafe.BitCast<T, Guid>(value));
        else if (typeof(T) == typeof(short)) Integer(column, Unsafe.BitCast<T, short>(value));
        else if (typeof(T) == typeof(byte)) Integer(column, Unsafe.BitCast<T, byte>(value));
        else if (typeof(T) == typeof(sbyte)) Integer(column, Unsafe.BitCast<T, sbyte>(value));
        else if (typeof(T) == typeof(ushort)) Integer(column, Unsafe.BitCast<T, ushort>(value));
        else if (typeof(T) == typeof(uint)) Integer(column, Unsafe.BitCast<T, uint>(value));
        else if (typeof(T) == typeof(ulong)) Unsigned(column, Unsafe.BitCast<T, ulong>(value));
        else if (typeof(T) == typeof(char))
        {
            var character = Unsafe.BitCast<T, char>(value);
            Text(column, new ReadOnlySpan<char>(in character));
        }
        else Time(column, value);
    }

    public void Text(int column, string value) => Text(column, value.AsSpan());

    public readonly void Bytes(int column, ReadOnlySpan<byte> value) => to.Add(value);

    private void Text(int column, ReadOnlySpan<char> value)
    {
        if (value.IndexOf('\0') is >= 0 and var nul)
        {
            Refuse(column, string.Create(CultureInfo.InvariantCulture, $"the text holds the character NUL at position {nul}, and no text in PostgreSQL does. Take it out in the source"));
        }
        else if (columns[column].Limit.Refuse(value) is { } limit)
        {
            Refuse(column, limit);
        }
        else if (!to.TryAdd(value))
        {
            Refuse(column, string.Create(CultureInfo.InvariantCulture, $"the text holds half a surrogate pair at position {HalfPair(value)}, which UTF-8 has no form for. Correct the text in the source"));
        }
    }

    private void Integer(int column, long value)
    {
        switch (columns[column].Form)
        {
            case StoredForm.Int32 when value == (int)value: to.Add((int)value); break;
            case StoredForm.Int64: to.Add(value); break;
            case StoredForm.Int16 when value == (short)value: to.Add((short)value); break;
            case StoredForm.Numeric: Decimal(column, value); break;
            default: OutOfRange(column); break;
        }
    }

    private void Unsigned(int column, ulong value)
    {
        if (columns[column].Form == StoredForm.Numeric) Decimal(column, value);
        else if (value <= long.MaxValue) Integer(column, (long)value);
        else OutOfRange(column);
    }

    private readonly void Single(int column, float value)
    {
        if (columns[column].Form == StoredForm.Double) to.Add((double)value);
        else to.Add(value);
    }

    private void Decimal(int column, decimal value)
    {
        if (columns[column].Limit.Refuse(value) is { } limit) Refuse(column, limit);
        else to.Add(value);
    }

    private void Time<T>(int column, T value)
        where T : struct
    {
        if (typeof(T) == typeof(DateTime))
        {
            var time = Unsafe.BitCast<T, DateTime>(value);
            if (columns[column].Form == StoredForm.TimestampTz && time.Kind != DateTimeKind.Utc) Refuse(column, $"its Kind is {time.Kind}, and {columns[column].Limit.Type} keeps an instant, which only UTC names. Make the property a DateTimeOffset, convert the time to UTC in the source, or declare the column timestamp");
            else Timestamp(column, time.Ticks);
        }
        else if (typeof(T) == typeof(DateTimeOffset))
        {
            Timestamp(column, Unsafe.BitCast<T, DateTimeOffset>(value).UtcTicks);
        }
        else if (typeof(T) == typeof(DateOnly))
        {
            to.Add(Unsafe.BitCast<T, DateOnly>(value).DayNumber - EpochDay);
        }
        else if (typeof(T) == typeof(TimeOnly))
        {
            var ticks = Unsafe.BitCast<T, TimeOnly>(value).Ticks;
            if (columns[column].Limit.RefuseTicks(ticks) is { } limit) Refuse(column, limit);
            else to.Add(ticks / TimeSpan.TicksPerMicrosecond);
        }
        else if (typeof(T) == typeof(TimeSpan))
        {
            var ticks = Unsafe.BitCast<T, TimeSpan>(value).Ticks;
            if (columns[column].Limit.RefuseTicks(ticks) is { } limit) Refuse(column, limit);
            else to.AddInterval(ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond, (int)(ticks / TimeSpan.TicksPerDay));
        }
        else
        {
            throw new NotSupportedException($"{typeof(T)} is no column type.");
        }
    }

    // The driver would make infinities of the first and the last moment of .NET: here they are what they are.
    private void Timestamp(int column, long ticks)
    {
        if (columns[column].Limit.RefuseTicks(ticks) is { } limit) Refuse(column, limit);
        else to.Add((ticks - EpochTicks) / TimeSpan.TicksPerMicrosecond);
    }

    private void OutOfRange(int column) => Refuse(column, $"the number is beyond the range of {columns[column].Limit.Type}. Widen the column, or correct the number");

    private void Refuse(int column, string reason)
    {
        if (Refusal is not null) return;
        Refusal = reason;
        RefusedColumn = column;
    }

    private static int HalfPair(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }

        return text.Length;
    }
}
