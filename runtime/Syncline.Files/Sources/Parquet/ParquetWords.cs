using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Syncline;

/// <summary>What a value of a Parquet file is, for errors; and why a column can't take it.</summary>
internal static class ParquetWords
{
    /// <summary>What the current value is, as in <c>holds the number 5</c>.</summary>
    public static string Found(StoredColumn column) => column.Form switch
    {
        ParquetForm.Text => $"the text {Value(column)}",
        ParquetForm.Bytes => Sentence.Count(column.Blob.Length, "byte"),
        ParquetForm.Boolean or ParquetForm.Uuid => Value(column),
        _ when IsNumber(column.Form) => $"the number {Value(column)}",
        _ => $"the time {Value(column)}",
    };

    /// <summary>What kind of value it is, where the value is nobody's business.</summary>
    public static string Masked(StoredColumn column) => column.Form switch
    {
        ParquetForm.Text => "a text",
        ParquetForm.Bytes => "bytes",
        ParquetForm.Uuid => "a UUID",
        _ when IsNumber(column.Form) => "a number",
        _ => "a time",
    };

    /// <summary>The current value alone, for a key.</summary>
    public static string Value(StoredColumn column) => column.Form switch
    {
        ParquetForm.Text => FoundWords.Quoted(column.Blob),
        ParquetForm.Bytes => $"x'{Convert.ToHexString(column.Blob.Length > 16 ? column.Blob[..16] : column.Blob)}'",
        ParquetForm.Boolean => column.Boolean ? "true" : "false",
        ParquetForm.Uuid => column.Guid.ToString(),
        ParquetForm.Int32 => Invariant(column.Int32),
        ParquetForm.UInt32 => Invariant((uint)column.Int32),
        ParquetForm.Int64 => Invariant(column.Int64),
        ParquetForm.UInt64 => Invariant((ulong)column.Int64),
        ParquetForm.Single => Invariant(column.Single),
        ParquetForm.Double => Invariant(column.Double),
        _ when ParquetForms.IsDecimal(column.Form) => ParquetValue.TryUnscaled(column, out var unscaled) ? Decimal(unscaled, column.Scale) : "of more than 128 bits",
        ParquetForm.TimeMillis => $"{Invariant(column.Int32)} ms of a day",
        ParquetForm.TimeMicros => $"{Invariant(column.Int64)} µs of a day",
        ParquetForm.TimeNanos => $"{Invariant(column.Int64)} ns of a day",
        _ when ParquetValue.TryTicks(column, out var ticks) => Iso(column, ticks),
        ParquetForm.Date => $"{Invariant(column.Int32)} days from 1970-01-01",
        ParquetForm.TimestampMillis => $"{Invariant(column.Int64)} ms from 1970-01-01",
        ParquetForm.TimestampMicros => $"{Invariant(column.Int64)} µs from 1970-01-01",
        _ => $"{Invariant(column.Int64)} ns from 1970-01-01",
    };

    /// <summary>The end of the sentence that begins with what the value is, and the way out as a sentence of its own.</summary>
    public static string Explain(StoredColumn column, ColumnKind kind) => kind switch
    {
        _ when column.Form == ParquetForm.Text && !Utf8.IsValid(column.Blob) => "whose bytes are no UTF-8. Correct what writes the file, or make the property a byte[].",
        _ when column.Form == ParquetForm.Text => TextMisfit.Explain(column.Blob, kind),
        _ when Kinds.IsInteger(kind) => $"which is {(IsWhole(column) ? $"beyond {Kinds.A(kind)}, {Kinds.Range(kind)}" : "no whole number")}. Widen the property's type, or correct the value.",
        ColumnKind.Decimal => "which no decimal holds exactly: it has 28 digits, and none beyond the 28th place. Make the property a string, and write it as a text.",
        ColumnKind.Single => "of which a float keeps nothing: it is too large or too near to zero. Make the property a double.",
        _ when ParquetValue.IsTooFine(column) => $"which is finer than {Kinds.A(kind)} holds: 100 nanoseconds. Write the file in microseconds.",
        ColumnKind.DateOnly when ParquetValue.TryTicks(column, out _) => "which is more than a day: a DateOnly would lose its time. Make the property a DateTime, or write the column as DATE.",
        ColumnKind.TimeOnly or ColumnKind.TimeSpan => $"which is no {kind}: that is from 00:00:00 up to a day. Correct the value.",
        _ => $"which is beyond {Kinds.A(kind)}: that is of the years 1 to 9999. Correct the value.",
    };

    private static bool IsNumber(ParquetForm form) => form is >= ParquetForm.Int32 and <= ParquetForm.DecimalOfBytes;

    private static bool IsWhole(StoredColumn column)
    {
        if (!ParquetForms.IsDecimal(column.Form) || column.Scale <= 0) return true;
        return ParquetValue.TryUnscaled(column, out var unscaled) && Decimal(unscaled, column.Scale).AsSpan().TrimEnd('0')[^1] == '.';
    }

    private static string Decimal(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder(Int128.IsNegative(unscaled) ? "-" : "");
        if (scale <= 0) return text.Append(digits).Append('0', -scale).ToString();
        digits = digits.PadLeft(scale + 1, '0');
        return text.Append(digits.AsSpan(0, digits.Length - scale)).Append('.').Append(digits.AsSpan(digits.Length - scale)).ToString();
    }

    private static string Iso(StoredColumn column, long ticks)
    {
        var time = new DateTime(ticks, column.IsUtc ? DateTimeKind.Utc : DateTimeKind.Unspecified);
        return time.ToString(column.Form == ParquetForm.Date ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
    }

    private static string Invariant<T>(T value)
        where T : IFormattable
        => value.ToString(null, CultureInfo.InvariantCulture);
}
