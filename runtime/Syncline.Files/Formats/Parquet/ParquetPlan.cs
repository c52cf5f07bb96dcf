using System.Collections.Immutable;
using Parquet;
using Parquet.Schema;

namespace Syncline;

/// <summary>How a model's columns are stored in Parquet.</summary>
internal sealed class ParquetPlan
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private static readonly DateTime FirstOfNanoseconds = new(1678, 1, 1);
    private static readonly DateTime EndOfNanoseconds = new(2262, 1, 1);
    private readonly ParquetFileOptions _options;
    private readonly decimal?[] _limits;

    public ParquetPlan(ParquetFileOptions options, SyncSchema schema)
    {
        _options = options;
        Columns = schema.Columns;
        Fields = [.. schema.Columns.Select(Field)];
        Digits = [.. schema.Columns.Select(column => options.DecimalOf(column.Name))];
        _limits = [.. Digits.Select(Limit)];
        Schema = new ParquetSchema(Fields.Cast<Field>());
        Writing = new ParquetOptions
        {
            CompressionMethod = options.Compression switch
            {
                ParquetCompression.Snappy => CompressionMethod.Snappy,
                ParquetCompression.Gzip => CompressionMethod.Gzip,
                ParquetCompression.Zstd => CompressionMethod.Zstd,
                _ => CompressionMethod.None,
            },
            // The library's default has Zstandard take tens of times as long.
            CompressionLevel = System.IO.Compression.CompressionLevel.Fastest,
        };
    }

    public ImmutableArray<SyncColumn> Columns { get; }

    public DataField[] Fields { get; }

    public ParquetDecimal[] Digits { get; }

    public ParquetSchema Schema { get; }

    public ParquetOptions Writing { get; }

    public int RowsPerGroup => _options.RowsPerGroup;

    /// <summary>Room for the columns of a row group.</summary>
    public ColumnBuffer[] Buffers() => [.. Columns.Select((column, i) => Buffer(column, Fields[i]))];

    /// <summary>Whether a decimal has no more digits than its column.</summary>
    public bool Fits(int column, decimal value) => (value.Scale <= Digits[column].Scale || decimal.Round(value, Digits[column].Scale) == value) && (_limits[column] is not { } limit || decimal.Abs(value) < limit);

    /// <summary>An instant as it is stored; why it can't be, else.</summary>
    public string? Take(ref DateTime time)
    {
        if (_options.Times == ParquetTimes.Nanoseconds)
        {
            return time < FirstOfNanoseconds || time >= EndOfNanoseconds ? "holds an instant outside the years 1678 to 2261, and nanoseconds hold no other. Set Times to Microseconds" : null;
        }

        if (time.Ticks % TicksPerMicrosecond is not 0 and var finer)
        {
            if (_options.Times == ParquetTimes.Microseconds) return Finer;
            time = time.AddTicks(-finer);
        }

        return null;
    }

    /// <summary>A time of day as it is stored; why it can't be, else.</summary>
    public string? Take(TimeOnly time, out long stored)
    {
        stored = _options.Times == ParquetTimes.Nanoseconds ? time.Ticks * TimeSpan.NanosecondsPerTick : time.Ticks / TicksPerMicrosecond;
        return _options.Times == ParquetTimes.Microseconds && time.Ticks % TicksPerMicrosecond != 0 ? Finer : null;
    }

    private const string Finer = "holds a time finer than a microsecond. Set Times to Nanoseconds, or to MicrosecondsCut to have it cut off";

    /// <summary>The first number that has too many digits before the point; null where every decimal has few enough.</summary>
    private static decimal? Limit(ParquetDecimal digits)
    {
        var limit = 1m;
        for (var i = digits.Scale; i < digits.Precision; i++)
        {
            if (limit > decimal.MaxValue / 10) return null;
            limit *= 10;
        }

        return limit;
    }

    private DataField Field(SyncColumn column)
    {
        var (name, isNullable) = (column.Name, column.IsNullable);
        var unit = _options.Times == ParquetTimes.Nanoseconds ? DateTimeTimeUnit.Nanos : DateTimeTimeUnit.Micros;
        return column.Kind switch
        {
            ColumnKind.Decimal => new DecimalDataField(name, _options.DecimalOf(name).Precision, _options.DecimalOf(name).Scale, isNullable: isNullable),
            ColumnKind.DateTime => new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit, isNullable: isNullable),
            ColumnKind.DateTimeOffset => new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit, isNullable: isNullable),
            ColumnKind.TimeOnly => new TimeDataField(name, _options.Times == ParquetTimes.Nanoseconds ? TimeUnitPrecision.Nanos : TimeUnitPrecision.Micros, isNullable: isNullable) { IsAdjustedToUtc = false },
            _ => new DataField(name, Stored(column.Kind), isNullable: isNullable),
        };
    }

    private static Type Stored(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => typeof(bool),
        ColumnKind.Byte => typeof(byte),
        ColumnKind.SByte => typeof(sbyte),
        ColumnKind.Int16 => typeof(short),
        ColumnKind.UInt16 => typeof(ushort),
        ColumnKind.Int32 => typeof(int),
        ColumnKind.UInt32 => typeof(uint),
        ColumnKind.Int64 => typeof(long),
        ColumnKind.UInt64 => typeof(ulong),
        ColumnKind.Single => typeof(float),
        ColumnKind.Double => typeof(double),
        ColumnKind.Bytes => typeof(byte[]),
        ColumnKind.Guid => typeof(Guid),
        ColumnKind.DateOnly => typeof(DateOnly),
        _ => typeof(string),
    };

    private static ColumnBuffer Buffer(SyncColumn column, DataField field) => column.Kind switch
    {
        ColumnKind.Boolean => Of<bool>(field),
        ColumnKind.Byte => Of<byte>(field),
        ColumnKind.SByte => Of<sbyte>(field),
        ColumnKind.Int16 => Of<short>(field),
        ColumnKind.UInt16 => Of<ushort>(field),
        ColumnKind.Int32 => Of<int>(field),
        ColumnKind.UInt32 => Of<uint>(field),
        ColumnKind.Int64 => Of<long>(field),
        ColumnKind.UInt64 => Of<ulong>(field),
        ColumnKind.Single => Of<float>(field),
        ColumnKind.Double => Of<double>(field),
        ColumnKind.Decimal => Of<decimal>(field),
        ColumnKind.Guid => Of<Guid>(field),
        ColumnKind.DateTime or ColumnKind.DateTimeOffset => Of<DateTime>(field),
        ColumnKind.DateOnly => Of<DateOnly>(field),
        ColumnKind.TimeOnly => Of<long>(field),
        ColumnKind.Bytes => Of<ReadOnlyMemory<byte>>(field),
        _ => Of<ReadOnlyMemory<char>>(field),
    };

    private static ColumnBuffer Of<T>(DataField field)
        where T : struct
        => field.IsNullable ? new NullableColumn<T>(field) : new RequiredColumn<T>(field);
}
