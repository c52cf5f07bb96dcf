using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>A column as values are written to it.</summary>
/// <param name="Form">How it is held.</param>
/// <param name="Limit">What its declared type leaves of a value.</param>
internal readonly record struct WrittenColumn(StoredForm Form, StoredLimit Limit);

/// <summary>Writes the cells of a row, or of a key, in the form of their columns.</summary>
/// <remarks>The first value that has no form there refuses the row; what follows is written all the same and dropped with it.</remarks>
/// <param name="cells">Where the values go.</param>
/// <param name="columns">The columns as they are visited.</param>
/// <param name="places">For each of them the cell it goes to.</param>
internal struct CellWriter(RowCells cells, WrittenColumn[] columns, int[] places) : IRowWriter
{
    /// <summary>Why the row can't be stored, if it can't; the column is <see cref="RefusedColumn"/>.</summary>
    public string? Refusal { get; private set; }

    public int RefusedColumn { get; private set; }

    public readonly void Null(int column) => cells.SetNull(places[column]);

    public void Value<T>(int column, T value)
        where T : struct
    {
        if (typeof(T) == typeof(int)) Integer(column, Unsafe.BitCast<T, int>(value));
        else if (typeof(T) == typeof(long)) Integer(column, Unsafe.BitCast<T, long>(value));
        else if (typeof(T) == typeof(bool)) cells.Set(places[column], value);
        else if (typeof(T) == typeof(double)) Double(column, Unsafe.BitCast<T, double>(value));
        else if (typeof(T) == typeof(float)) Single(column, Unsafe.BitCast<T, float>(value));
        else if (typeof(T) == typeof(decimal)) Decimal(column, Unsafe.BitCast<T, decimal>(value));
        else if (typeof(T) == typeof(Guid)) cells.Set(places[column], value);
        else if (typeof(T) == typeof(short)) Integer(column, Unsafe.BitCast<T, short>(value));
        else if (typeof(T) == typeof(byte)) Integer(column, Unsafe.BitCast<T, byte>(value));
        else if (typeof(T) == typeof(sbyte)) Integer(column, Unsafe.BitCast<T, sbyte>(value));
        else if (typeof(T) == typeof(ushort)) Integer(column, Unsafe.BitCast<T, ushort>(value));
        else if (typeof(T) == typeof(uint)) Integer(column, Unsafe.BitCast<T, uint>(value));
        else if (typeof(T) == typeof(ulong)) Unsigned(column, Unsafe.BitCast<T, ulong>(value));
        else if (typeof(T) == typeof(char)) Text(column, Unsafe.BitCast<T, char>(value).ToString(), isCharacter: true);
        else Time(column, value);
    }

    public void Text(int column, string value) => Text(column, value, isCharacter: false);

    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
        if (columns[column].Limit.Refuse(value) is { } limit) Refuse(column, limit);
        else cells.Set(places[column], value);
    }

    private void Text(int column, string value, bool isCharacter)
    {
        if (columns[column].Limit.Refuse(value, isCharacter) is { } limit) Refuse(column, limit);
        else cells.Set(places[column], value);
    }

    private void Integer(int column, long value)
    {
        switch (columns[column].Form)
        {
            case StoredForm.Int when value == (int)value: cells.Set(places[column], (int)value); break;
            case StoredForm.BigInt: cells.Set(places[column], value); break;
            case StoredForm.SmallInt when value == (short)value: cells.Set(places[column], (short)value); break;
            case StoredForm.TinyInt when value == (byte)value: cells.Set(places[column], (byte)value); break;
            case StoredForm.Decimal: Decimal(column, value); break;
            default: OutOfRange(column); break;
        }
    }

    private void Unsigned(int column, ulong value)
    {
        if (columns[column].Form == StoredForm.Decimal) Decimal(column, value);
        else if (value <= long.MaxValue) Integer(column, (long)value);
        else OutOfRange(column);
    }

    private void Double(int column, double value)
    {
        if (double.IsFinite(value)) cells.Set(places[column], value);
        else NotFinite(column);
    }

    private void Single(int column, float value)
    {
        if (!float.IsFinite(value)) NotFinite(column);
        else if (columns[column].Form == StoredForm.Float) cells.Set(places[column], (double)value);
        else cells.Set(places[column], value);
    }

    private void Decimal(int column, decimal value)
    {
        if (columns[column].Limit.Refuse(value) is { } limit) Refuse(column, limit);
        else cells.Set(places[column], value);
    }

    private void Time<T>(int column, T value)
        where T : struct
    {
        if (typeof(T) == typeof(DateTime)) Moment(column, Unsafe.BitCast<T, DateTime>(value));
        else if (typeof(T) == typeof(DateTimeOffset)) Instant(column, Unsafe.BitCast<T, DateTimeOffset>(value));
        else if (typeof(T) == typeof(DateOnly)) cells.Set(places[column], Unsafe.BitCast<T, DateOnly>(value).ToDateTime(TimeOnly.MinValue));
        else if (typeof(T) == typeof(TimeOnly)) TimeOfDay(column, Unsafe.BitCast<T, TimeOnly>(value).Ticks);
        else if (typeof(T) == typeof(TimeSpan)) Span(column, Unsafe.BitCast<T, TimeSpan>(value));
        else throw new NotSupportedException($"{typeof(T)} is no column type.");
    }

    private void Moment(int column, DateTime time)
    {
        var (form, limit) = columns[column];
        var refusal = form switch
        {
            StoredForm.DateTime => limit.RefuseDateTime(time),
            StoredForm.SmallDateTime => limit.RefuseSmallDateTime(time),
            StoredForm.DateTimeOffset when time.Kind != DateTimeKind.Utc => $"its Kind is {time.Kind}, and {limit.Type} keeps an instant, which only UTC names. Make the property a DateTimeOffset, convert the time to UTC in the source, or declare the column datetime2",
            _ => limit.RefuseTicks(time.Ticks),
        };
        if (refusal is not null) Refuse(column, refusal);
        else if (form == StoredForm.DateTimeOffset) cells.Set(places[column], new DateTimeOffset(time.Ticks, TimeSpan.Zero));
        else cells.Set(places[column], time);
    }

    private void Instant(int column, DateTimeOffset time)
    {
        if (columns[column].Limit.RefuseTicks(time.Ticks) is { } limit) Refuse(column, limit);
        else cells.Set(places[column], time);
    }

    private void TimeOfDay(int column, long ticks)
    {
        if (columns[column].Limit.RefuseTicks(ticks) is { } limit) Refuse(column, limit);
        else cells.Set(places[column], new TimeSpan(ticks));
    }

    private void Span(int column, TimeSpan span)
    {
        var (form, limit) = columns[column];
        if (form == StoredForm.BigInt) cells.Set(places[column], span.Ticks);
        else if (span.Ticks is < 0 or >= TimeSpan.TicksPerDay) Refuse(column, $"{limit.Type} keeps from 0 to less than 24 hours. Declare the column bigint, which holds the ticks, or correct the time");
        else TimeOfDay(column, span.Ticks);
    }

    private void OutOfRange(int column) => Refuse(column, $"the number is beyond the range of {columns[column].Limit.Type}. Widen the column, or correct the number");

    private void NotFinite(int column) => Refuse(column, $"{columns[column].Limit.Type} has neither NaN nor an infinity. Send null or another number in its place");

    private void Refuse(int column, string reason)
    {
        if (Refusal is not null) return;
        Refusal = reason;
        RefusedColumn = column;
    }
}
