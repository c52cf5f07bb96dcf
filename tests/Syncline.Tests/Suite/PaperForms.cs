using System.Globalization;

namespace Syncline.Tests.Suite;

/// <summary>How keys and values are kept: as they are, but for the fault.</summary>
internal static class PaperForms
{
    /// <summary>What tells a key from others.</summary>
    public static object KeyOf<TKey>(Fault fault, TKey key, SyncSchema schema)
        where TKey : struct, ISyncKey<TKey>
    {
        if (fault is < Fault.KeysWithoutCase or > Fault.KeysOrdinal) return key;
        var parts = PaperCells.OfKey(key, schema.Key.Length)[..(fault == Fault.FirstPartOnly ? 1 : schema.Key.Length)].Select(part => (fault, part) switch
        {
            (Fault.KeysWithoutCase, string text) => text.ToUpperInvariant(),
            (Fault.KeysWithoutCase, char character) => char.ToUpperInvariant(character),
            (Fault.KeysTrimmed, string text) => text.Trim(),
            (Fault.KeysCut, string text) => text.Length > 255 ? text[..255] : text,
            (Fault.KeyNumbersCut, long or ulong or uint) => Convert.ToDouble(part, CultureInfo.InvariantCulture),
            (Fault.KeyNumbersCut, short number) => (byte)number & 1,
            (Fault.KeyDecimalsAsDoubles, decimal number) => Math.Round((double)number, 3),
            (Fault.KeyGuidsCut, Guid id) => id.ToByteArray()[0] & 1,
            (Fault.KeyTimesInSeconds, DateTime time) => time.Ticks / TimeSpan.TicksPerSecond,
            (Fault.KeyInstantsWithOffset, DateTimeOffset time) => time.ToString("o", CultureInfo.InvariantCulture),
            _ => part!,
        });
        // Injective, but for the fault that is not.
        return string.Join(fault == Fault.KeysInOneText ? "" : "\0|", parts.Select(part => fault == Fault.KeysInOneText ? Convert.ToString(part, CultureInfo.InvariantCulture)!.ToUpperInvariant() : $"{part!.GetType().Name} {Convert.ToString(part, CultureInfo.InvariantCulture)}"));
    }

    /// <summary>A value as it is kept.</summary>
    public static object? Stored(Fault fault, SyncSchema schema, int column, object? value) => (fault, value) switch
    {
        _ when schema.KeyPartOf(column) >= 0 => value,
        (Fault.TextsCut, string { Length: > 4_000 } text) => text[..4_000],
        (Fault.TextsTrimmed, string text) => text.Trim(),
        (Fault.NumbersCut, short number) => (short)(number & 0xFF),
        (Fault.NumbersCut, int number) => number % 1_000_000,
        (Fault.DecimalsAsDoubles, decimal number) => Math.Round(number, 4),
        (Fault.TimesInSeconds, TimeSpan span) => TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds)),
        (Fault.NaNAsNull, double.NaN) or (Fault.NaNAsNull, float.NaN) => null,
        (Fault.DoublesRounded, double number) => Math.Round(number),
        (Fault.EmptyBytesAsNull, byte[] { Length: 0 }) when schema.Columns[column].IsNullable => null,
        (Fault.ColumnsDropped, _) when column > 254 => null,
        (Fault.ColumnNamesCut, _) when schema.Columns[column].Name.Any(c => !char.IsAsciiLetterOrDigit(c)) => null,
        _ => value,
    };

    /// <summary>The cells of a record that is written: the row's, but for nulls that are left out and for the record's key.</summary>
    public static object?[] Merge(Fault fault, SyncSchema schema, object?[]? record, object?[] row)
    {
        var cells = new object?[row.Length];
        for (var column = 0; column < cells.Length; column++)
        {
            var keeps = schema.KeyPartOf(column) >= 0
                || (row[column] is null && (fault == Fault.NullsIgnored || (schema.Columns[column].SkipsNull && fault != Fault.SkippedNullsWritten)))
                || (fault == Fault.UncomparedDropped && (schema.Columns[column].Traits & ColumnTraits.NotCompared) != 0);
            cells[column] = keeps && record is not null ? record[column] : Stored(fault, schema, column, row[column]);
        }

        return cells;
    }
}
