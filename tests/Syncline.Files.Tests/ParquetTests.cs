using System.Collections.Immutable;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class ParquetTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ParquetCompression.None)]
    [InlineData(ParquetCompression.Snappy)]
    [InlineData(ParquetCompression.Gzip)]
    [InlineData(ParquetCompression.Zstd)]
    public async Task Every_kind_of_column_is_read_back_by_DuckDB(ParquetCompression compression)
    {
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, FileFormat.Parquet(new() { Compression = compression }), Extremes.Rows);
        Assert.Equal(DuckKinds.Comparable(Extremes.Rows), DuckKinds.Comparable(DuckKinds.Read($"read_parquet({Duck.Quote(file)})")));
    }

    [Fact]
    public async Task Columns_have_logical_types()
    {
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, FileFormat.Parquet(new() { Decimal = new(18, 2) }), [new AllKinds(1, null, null, null, null, null, null, null, null, null, null, null, null, 1.5m, null, null, null, null, null, null, null, null)]);
        Assert.Equal(
            [
                "Id BIGINT", "Boolean BOOLEAN", "Byte UTINYINT", "SByte TINYINT", "Int16 SMALLINT", "UInt16 USMALLINT", "Int32 INTEGER", "UInt32 UINTEGER", "Int64 BIGINT", "UInt64 UBIGINT", "Char VARCHAR", "Single FLOAT", "Double DOUBLE",
                "Decimal DECIMAL(18,2)", "Text VARCHAR", "Bytes BLOB", "Guid UUID", "DateTime TIMESTAMP", "DateTimeOffset TIMESTAMP WITH TIME ZONE", "DateOnly DATE", "TimeOnly TIME", "TimeSpan VARCHAR",
            ],
            Duck.Rows($"SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM read_parquet({Duck.Quote(file)}))"));
    }

    [Fact]
    public async Task A_file_without_rows_has_its_columns()
    {
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Parquet(), []);
        Assert.Equal(["Id", "Email", "Name"], Duck.Rows($"SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet({Duck.Quote(file)}))"));
        Assert.Equal("0", Duck.Value($"SELECT count(*) FROM read_parquet({Duck.Quote(file)})"));
    }

    [Fact]
    public async Task Rows_are_in_groups_with_statistics()
    {
        var rows = Enumerable.Range(1, 2_500).Select(id => new Customer(id, $"{id:0000}", id % 3 == 0 ? null : "x"));
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Parquet(new() { RowsPerGroup = 1_000 }), rows);
        Assert.Equal(["0|1000|1|1000|0", "1|1000|1001|2000|0", "2|500|2001|2500|0"], Duck.Rows($"SELECT row_group_id, row_group_num_rows, stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata({Duck.Quote(file)}) WHERE path_in_schema = 'Id' ORDER BY 1"));
        Assert.Equal("333", Duck.Value($"SELECT stats_null_count FROM parquet_metadata({Duck.Quote(file)}) WHERE path_in_schema = 'Name' AND row_group_id = 0"));
        Assert.Equal("0001|2500", Duck.Value($"SELECT min(stats_min_value), max(stats_max_value) FROM parquet_metadata({Duck.Quote(file)}) WHERE path_in_schema = 'Email'"));
    }

    [Theory]
    [InlineData(38, 9, "0.0000000001", false)]
    [InlineData(38, 9, "0.0000000010", true)]
    [InlineData(38, 9, "79228162514264337593543950335", true)]
    [InlineData(4, 2, "99.99", true)]
    [InlineData(4, 2, "-99.990", true)]
    [InlineData(4, 2, "100", false)]
    [InlineData(4, 2, "-100", false)]
    [InlineData(4, 2, "0.001", false)]
    [InlineData(28, 28, "0.1234567890123456789012345678", true)]
    [InlineData(9, 0, "999999999", true)]
    [InlineData(9, 0, "1000000000", false)]
    public async Task A_decimal_is_kept_to_the_digit_or_rejected(int precision, int scale, string number, bool fits)
    {
        var value = decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        var options = new ParquetFileOptions { Decimals = ImmutableDictionary<string, ParquetDecimal>.Empty.Add("Decimal", new(precision, scale)) };
        var report = await RunAsync(options, Extremes.Rows[0] with { Decimal = value });
        if (fits) Assert.Equal("0.00", Duck.Value($"SELECT ((\"Decimal\" - {number}::DECIMAL({precision},{scale})))::DECIMAL(38,2) FROM read_parquet({Duck.Quote(File())})"));
        else Assert.Equal($"The column Decimal holds a number that decimal({precision},{scale}) does not. Give the column more digits in Decimals.", Assert.Single(report.Troubled).Reason);
    }

    [Fact]
    public async Task What_is_finer_than_a_microsecond_is_rejected_cut_or_kept_as_asked()
    {
        var row = Extremes.Rows[0] with { DateTime = new DateTime(2026, 1, 1).AddTicks(15), DateTimeOffset = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)).AddTicks(15), TimeOnly = new TimeOnly(15) };
        var report = await RunAsync(new(), row, row with { Id = 2, DateTime = null, DateTimeOffset = null });
        Assert.Equal(
            ["The column DateTime holds a time finer than a microsecond. Set Times to Nanoseconds, or to MicrosecondsCut to have it cut off.", "The column TimeOnly holds a time finer than a microsecond. Set Times to Nanoseconds, or to MicrosecondsCut to have it cut off."],
            report.Troubled.Select(trouble => trouble.Reason));
        await RunAsync(new() { Times = ParquetTimes.MicrosecondsCut }, row);
        Assert.Equal("2026-01-01 00:00:00.000001|2026-01-01 00:00:00.000001+00|00:00:00.000001", Times());
        await RunAsync(new() { Times = ParquetTimes.Nanoseconds }, row);
        Assert.Equal("2026-01-01 00:00:00.0000015", Duck.Value($"SELECT DateTime FROM read_parquet({Duck.Quote(File())})"));
    }

    [Fact]
    public async Task Nanoseconds_reject_what_they_cannot_hold()
    {
        var report = await RunAsync(new() { Times = ParquetTimes.Nanoseconds }, Extremes.Rows[0] with { DateTime = DateTime.MaxValue }, Extremes.Rows[0] with { Id = 2, DateTimeOffset = DateTimeOffset.MinValue }, Extremes.Rows[0] with { Id = 3, DateTime = new DateTime(1678, 1, 1), DateTimeOffset = new DateTimeOffset(2261, 12, 31, 23, 59, 59, TimeSpan.Zero) });
        Assert.Equal(["The column DateTime holds an instant outside the years 1678 to 2261, and nanoseconds hold no other. Set Times to Microseconds.", "The column DateTimeOffset holds an instant outside the years 1678 to 2261, and nanoseconds hold no other. Set Times to Microseconds."], report.Troubled.Select(trouble => trouble.Reason));
        Assert.Equal("1678-01-01 00:00:00", Duck.Value($"SELECT DateTime FROM read_parquet({Duck.Quote(File())})"));
    }

    [Fact]
    public async Task A_row_with_half_of_a_surrogate_pair_is_rejected()
    {
        var report = await RunAsync(new(), Extremes.Rows[0] with { Text = "a\uDC00" }, Extremes.Rows[0] with { Id = 2, Char = '\uD800' }, Extremes.Rows[0] with { Id = 3, Text = "\U0001F600" });
        Assert.Equal(["Text", "Char"], report.Troubled.Select(trouble => trouble.Reason!.Split(' ')[4]));
        Assert.Equal("3|\U0001F600", Duck.Value($"SELECT Id, Text FROM read_parquet({Duck.Quote(File())})"));
    }

    [Fact]
    public async Task Options_that_cannot_be_meant_are_refused()
    {
        Assert.Contains("A decimal(39,0) can't be", Assert.Throws<ArgumentException>(() => FileFormat.Parquet(new() { Decimal = new(39, 0) })).Message, StringComparison.Ordinal);
        Assert.Contains("A decimal(4,5) can't be", Assert.Throws<ArgumentException>(() => FileFormat.Parquet(new() { Decimal = new(4, 5) })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => FileFormat.Parquet(new() { RowsPerGroup = 0 }));
        var report = await RunAsync(new() { Decimals = ImmutableDictionary<string, ParquetDecimal>.Empty.Add("Text", new(4, 2)) }, Extremes.Rows[0]);
        Assert.Contains("Decimals names Text, which is no decimal column of Syncline.Files.Tests.AllKinds. Correct it or leave it out.", report.Message, StringComparison.Ordinal);
    }

    private string File() => Path.Combine(_folder.Lake, _folder.Data()[^1]);

    private string Times() => Duck.Value($"SELECT DateTime, DateTimeOffset::VARCHAR, TimeOnly FROM read_parquet({Duck.Quote(File())})");

    private Task<SyncReport> RunAsync(ParquetFileOptions options, params AllKinds[] rows)
        => AllKinds.LakeSync.RunAsync(SyncSource.From(rows), Deliver.Lake(_folder, FileFormat.Parquet(options)), new InMemoryStateStore(), null, TestFolder.Stop);
}
