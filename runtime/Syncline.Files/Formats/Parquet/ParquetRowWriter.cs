using System.Globalization;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Puts a row's values into the columns of a row group.</summary>
internal struct ParquetRowWriter(ParquetPlan plan, ColumnBuffer[] columns, TextArena texts, int row) : IUtf8RowWriter
{
    private const int FixedSize = 8;

    /// <summary>Why a column can't be held, of the first that can't.</summary>
    public string? Misfit { get; private set; }

    /// <summary>About how many bytes the row has.</summary>
    public long Size { get; private set; }

    public readonly void Null(int column) => columns[column].SetNull(row);

    public void Value<T>(int column, T value)
        where T : struct
    {
        Size += FixedSize;
        switch (value)
        {
            case decimal number when !plan.Fits(column, number):
                Refuse(column, $"holds a number that decimal({plan.Digits[column].Precision},{plan.Digits[column].Scale}) does not. Give the column more digits in Decimals");
                break;
            case DateTime time:
                Instant(column, time);
                break;
            case DateTimeOffset time:
                Instant(column, time.UtcDateTime);
                break;
            case TimeOnly time:
                if (plan.Take(time, out var stored) is { } why) Refuse(column, why);
                Set(column, stored);
                break;
            case TimeSpan span:
                Text(column, span.ToString("c", CultureInfo.InvariantCulture));
                break;
            case char one:
                Text(column, one.ToString());
                break;
            default:
                Set(column, value);
                break;
        }
    }

    public void Text(int column, string value)
    {
        Size += value.Length;
        if (HasHalfPair(value)) Refuse(column, "holds half of a surrogate pair, which UTF-8 has no form for. Correct it in the source", "text");
        Set(column, value.AsMemory());
    }

    public void Utf8(int column, ReadOnlySpan<byte> value)
    {
        Size += value.Length;
        Set(column, texts.Add(value));
    }

    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
        Size += value.Length;
        // They are the caller's only during the call, and the group is written later.
        Set(column, new ReadOnlyMemory<byte>(value.ToArray()));
    }

    private static bool HasHalfPair(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') is var at && at < 0) return false;
        for (; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return true;
            at++;
        }

        return false;
    }

    private void Instant(int column, DateTime time)
    {
        if (plan.Take(ref time) is { } why) Refuse(column, why);
        Set(column, time);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Set<T>(int column, T value)
        where T : struct
    {
        // Which of the two it is, the plan says of each column; virtual calls through an interface would cost more than the store.
        if (columns[column] is RequiredColumn<T> required) required.Set(row, value);
        else ((NullableColumn<T>)columns[column]).Set(row, value);
    }

    private void Refuse(int column, string why, string what = "column") => Misfit ??= what == "text" ? $"The text of column {plan.Columns[column].Name} {why}." : $"The column {plan.Columns[column].Name} {why}.";
}
