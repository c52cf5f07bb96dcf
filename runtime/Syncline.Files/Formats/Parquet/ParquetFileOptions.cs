using System.Collections.Immutable;

namespace Syncline;

/// <summary>How Parquet is written.</summary>
public sealed record ParquetFileOptions
{
    /// <summary>How columns are compressed.</summary>
    /// <value>Default: <see cref="ParquetCompression.Zstd"/>.</value>
    public ParquetCompression Compression { get; init; } = ParquetCompression.Zstd;

    /// <summary>The most rows of a row group, which are in memory until it is written, while the next one is filled.</summary>
    /// <value>Default: 131,072.</value>
    public int RowsPerGroup { get; init; } = 131_072;

    /// <summary>How instants and times of day are stored.</summary>
    /// <value>Default: <see cref="ParquetTimes.Microseconds"/>.</value>
    public ParquetTimes Times { get; init; }

    /// <summary>How many digits decimal columns have that <see cref="Decimals"/> does not name.</summary>
    /// <value>Default: 38, of which 9 are after the point: every decimal of .NET fits but for those with more than 9 digits after it.</value>
    public ParquetDecimal Decimal { get; init; } = new(38, 9);

    /// <summary>How many digits a decimal column has, by its name.</summary>
    /// <value>Default: none is named.</value>
    public ImmutableDictionary<string, ParquetDecimal> Decimals { get; init; } = ImmutableDictionary<string, ParquetDecimal>.Empty;

    /// <summary>The digits of a column.</summary>
    internal ParquetDecimal DecimalOf(string column) => Decimals.GetValueOrDefault(column, Decimal);

    internal void Check()
    {
        if (!Enum.IsDefined(Compression)) throw new ArgumentOutOfRangeException(nameof(Compression), Compression, "There is no such compression.");
        if (!Enum.IsDefined(Times)) throw new ArgumentOutOfRangeException(nameof(Times), Times, "There is no such form of times.");
        ArgumentOutOfRangeException.ThrowIfLessThan(RowsPerGroup, 1);
        ArgumentNullException.ThrowIfNull(Decimals);
        Decimal.Check(nameof(Decimal));
        foreach (var digits in Decimals.Values) digits.Check(nameof(Decimals));
    }
}

/// <summary>The digits of a decimal column. A value that has more is Rejected, and never rounded; zeros at its end don't count.</summary>
/// <param name="Precision">How many there are in all, 38 at most.</param>
/// <param name="Scale">How many of them are after the point, 28 at most.</param>
public readonly record struct ParquetDecimal(int Precision, int Scale)
{
    private const int MostDigits = 38;
    private const int MostAfterPoint = 28;

    internal void Check(string parameter)
    {
        if (Precision is < 1 or > MostDigits || Scale < 0 || Scale > Math.Min(Precision, MostAfterPoint))
        {
            throw new ArgumentException($"A decimal({Precision},{Scale}) can't be: there are 1 to {MostDigits} digits, of which up to {MostAfterPoint} are after the point.", parameter);
        }
    }
}

/// <summary>How columns of Parquet are compressed.</summary>
public enum ParquetCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Snappy: fast, and read by everything.</summary>
    Snappy,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>Zstandard: the smallest.</summary>
    Zstd,
}

/// <summary>How instants and times of day are stored in Parquet.</summary>
public enum ParquetTimes
{
    /// <summary>To the microsecond, for every year that .NET has. A value finer than that is Rejected.</summary>
    Microseconds,

    /// <summary>To the microsecond; what is finer is cut off.</summary>
    MicrosecondsCut,

    /// <summary>To the nanosecond, which holds every tick of .NET from the year 1678 to 2261. An instant before or after is Rejected.</summary>
    Nanoseconds,
}
