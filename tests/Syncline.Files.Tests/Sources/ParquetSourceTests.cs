using System.Globalization;
using DuckDB.NET.Data;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Files that DuckDB wrote.</summary>
public sealed class ParquetSourceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string sql, string options = "") => WriteTo(_folder["t.parquet"], sql, options);

    private static string WriteTo(string path, string sql, string options = "")
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({sql}) TO {Duck.Quote(path)} (FORMAT parquet{options})";
        command.ExecuteNonQuery();
        return path;
    }

    /// <summary>A row of nulls but for one column.</summary>
    private ISyncSource<AllKinds> With(string column, string sql)
    {
        // A null has to have some type: that which its column is read from.
        static string Null(string name) => name switch { "Text" or "Char" or "TimeSpan" => "VARCHAR", "Bytes" => "BLOB", "Single" => "FLOAT", "DateTimeOffset" => "TIMESTAMPTZ", "DateTime" => "TIMESTAMP", "DateOnly" => "DATE", "TimeOnly" => "TIME", "Guid" => "UUID", "Decimal" => "DECIMAL(18,2)", _ => name.ToUpperInvariant() switch { "BYTE" or "SBYTE" or "INT16" or "UINT16" or "INT32" or "UINT32" or "INT64" or "UINT64" => "BIGINT", var other => other } };
        return ParquetSource.Read<AllKinds>(Write($"SELECT 42::BIGINT AS Id, {string.Join(", ", Columns.Of<AllKinds>().Where(c => c != "Id").Select(c => $"{(c == column ? sql : $"NULL::{Null(c)}")} AS \"{c}\""))}"));
    }

    private async Task<object?> ReadOne(string column, string sql)
    {
        var source = With(column, sql);
        var row = Assert.Single(await Read.RowsAsync(source));
        // The raw way gives the same.
        Assert.Equal(await Read.EncodedAsync(SyncSource.From([row])), await Read.EncodedAsync(source));
        return typeof(AllKinds).GetProperty(column)!.GetValue(row);
    }

    [Theory]
    [InlineData("Boolean", "true", true)]
    [InlineData("Byte", "255::UTINYINT", (byte)255)]
    [InlineData("Byte", "255::BIGINT", (byte)255)]
    [InlineData("SByte", "(-128)::TINYINT", (sbyte)-128)]
    [InlineData("Int16", "(-32768)::SMALLINT", short.MinValue)]
    [InlineData("UInt16", "65535::USMALLINT", ushort.MaxValue)]
    [InlineData("Int32", "(-2147483648)::INTEGER", int.MinValue)]
    [InlineData("Int32", "7::DECIMAL(9,2)", 7)]
    [InlineData("UInt32", "4294967295::UINTEGER", uint.MaxValue)]
    [InlineData("Int64", "(-9223372036854775808)::BIGINT", long.MinValue)]
    [InlineData("UInt64", "18446744073709551615::UBIGINT", ulong.MaxValue)]
    [InlineData("Single", "1.5::FLOAT", 1.5f)]
    [InlineData("Single", "0.1::DOUBLE", 0.1f)]
    [InlineData("Double", "'NaN'::DOUBLE", double.NaN)]
    [InlineData("Double", "1.5::FLOAT", 1.5)]
    [InlineData("Char", "'ß'", 'ß')]
    [InlineData("Text", "'größe 漢字 😀'", "größe 漢字 😀")]
    [InlineData("Text", "''", "")]
    [InlineData("Text", "'a'::ENUM('a', 'b')", "a")]
    public async Task Every_kind_is_read_from_what_others_write(string column, string sql, object expected) => Assert.Equal(expected, await ReadOne(column, sql));

    [Theory]
    [InlineData("Decimal", "123.45::DECIMAL(9,2)", "123.45")]
    [InlineData("Decimal", "-1234567890123456.78::DECIMAL(18,2)", "-1234567890123456.78")]
    [InlineData("Decimal", "79228162514264337593543950335::DECIMAL(38,0)", "79228162514264337593543950335")]
    [InlineData("Decimal", "-0.0000000000000000000000000001::DECIMAL(38,28)", "-0.0000000000000000000000000001")]
    [InlineData("Decimal", "0.5::DECIMAL(38,37)", "0.5000000000000000000000000000")]
    [InlineData("Decimal", "18446744073709551615::UBIGINT", "18446744073709551615")]
    [InlineData("Guid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::UUID", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("Guid", "'6F9619FF-8B86-D011-B42D-00CF4FC964FF'", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("DateTime", "'2024-05-31 13:45:06.123456'::TIMESTAMP", "2024-05-31T13:45:06.1234560")]
    [InlineData("DateTime", "'2024-05-31 13:45:06.123'::TIMESTAMP_MS", "2024-05-31T13:45:06.1230000")]
    [InlineData("DateTime", "'2024-05-31 13:45:06.1234567'::TIMESTAMP_NS", "2024-05-31T13:45:06.1234567")]
    [InlineData("DateTime", "'1677-09-22 00:00:00.0000001'::TIMESTAMP_NS", "1677-09-22T00:00:00.0000001")]
    [InlineData("DateTime", "'2024-05-31 13:45:06Z'::TIMESTAMPTZ", "2024-05-31T13:45:06.0000000Z")]
    [InlineData("DateTime", "'2024-05-31'::DATE", "2024-05-31T00:00:00.0000000")]
    [InlineData("DateTime", "'0001-01-01'::TIMESTAMP", "0001-01-01T00:00:00.0000000")]
    [InlineData("DateTimeOffset", "'2024-05-31 13:45:06+02:00'::TIMESTAMPTZ", "2024-05-31T11:45:06.0000000+00:00")]
    [InlineData("DateOnly", "'9999-12-31'::DATE", "9999-12-31")]
    [InlineData("DateOnly", "'2024-05-31'::TIMESTAMP", "2024-05-31")]
    [InlineData("TimeOnly", "'23:59:59.999999'::TIME", "23:59:59.9999990")]
    [InlineData("TimeSpan", "'-1.02:03:04'", "-1.02:03:04")]
    [InlineData("TimeSpan", "'13:00:00'::TIME", "13:00:00")]
    public async Task Every_type_of_number_and_time_is_read_exactly(string column, string sql, string expected)
        => Assert.Equal(expected, await ReadOne(column, sql) switch
        {
            IFormattable value and (DateTime or DateTimeOffset or DateOnly or TimeOnly) => value.ToString("O", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        });

    [Fact]
    public async Task Bytes_are_read()
        => Assert.Equal([0, 255, 1], (byte[])(await ReadOne("Bytes", "'\\x00\\xFF\\x01'::BLOB"))!);

    [Theory]
    [InlineData("Int32", "2147483648::BIGINT", "the number 2147483648, which is beyond an int, -2147483648 to 2147483647. Widen the property's type, or correct the value.")]
    [InlineData("Byte", "-1::INTEGER", "the number -1, which is beyond a byte, 0 to 255.")]
    [InlineData("Int32", "7.50::DECIMAL(9,2)", "the number 7.50, which is no whole number.")]
    [InlineData("Int32", "99999999999::DECIMAL(18,0)", "the number 99999999999, which is beyond an int")]
    [InlineData("Decimal", "79228162514264337593543950336::DECIMAL(38,0)", "the number 79228162514264337593543950336, which no decimal holds exactly: it has 28 digits, and none beyond the 28th place.")]
    [InlineData("Decimal", "0.00000000000000000000000000001::DECIMAL(38,30)", "the number 0.000000000000000000000000000010, which no decimal holds exactly")]
    [InlineData("Single", "1e39::DOUBLE", "the number 1E+39, of which a float keeps nothing: it is too large or too near to zero. Make the property a double.")]
    [InlineData("Char", "'ab'", "the text 'ab', but a char is read from one UTF-16 character.")]
    [InlineData("Guid", "'no guid'", "the text 'no guid', but a Guid is read from its text")]
    [InlineData("DateTime", "'2024-05-31 13:45:06.12345678'::TIMESTAMP_NS", "the time 1717163106123456780 ns from 1970-01-01, which is finer than a DateTime holds: 100 nanoseconds. Write the file in microseconds.")]
    [InlineData("DateTime", "'12024-05-31'::TIMESTAMP", "the time 317286633600000000 µs from 1970-01-01, which is beyond a DateTime: that is of the years 1 to 9999. Correct the value.")]
    [InlineData("DateOnly", "'2024-05-31 13:45:06'::TIMESTAMP", "the time 2024-05-31T13:45:06, which is more than a day: a DateOnly would lose its time. Make the property a DateTime, or write the column as DATE.")]
    [InlineData("DateOnly", "'10000-01-01'::DATE", "the time 2932897 days from 1970-01-01, which is beyond a DateOnly")]
    [InlineData("TimeOnly", "'24:00:00'::TIME", "the time 86400000000 µs of a day, which is no TimeOnly: that is from 00:00:00 up to a day.")]
    public async Task A_value_that_does_not_fit_is_named(string column, string sql, string words)
        => Assert.StartsWith($"Column {column} of the row (Id = 42) in row 1 of {_folder["t.parquet"]} holds {words}", await Read.RowFails(With(column, sql)));

    [Fact]
    public async Task Every_missing_surplus_and_mistyped_column_is_named_in_one_error()
        => Assert.Equal(
            $"The columns of {_folder["t.parquet"]} don't fit the model Syncline.Files.Tests.Person; missing: Secret (add to the file, name the file's column with [SyncColumn], or take the property out of the model with [SyncIgnore]); "
            + "surplus: Mail, Deep (leave out of the file, add a property, or set AllowSurplusColumns); "
            + "of another type: Id is STRING where the model has Int32, Name is LIST where the model has Text, Age is TIMESTAMP without a zone where the model has Int32 (change the property, or what writes the file).",
            await Read.OpeningFails(ParquetSource.Read<Person>(Write("SELECT '1' AS id, ['a'] AS Name, 1 AS Mail, {'Id': 1} AS Deep, '2024-01-01'::TIMESTAMP AS Age"))));

    [Theory]
    [InlineData("DateTimeOffset", "'2024-01-01'::TIMESTAMP", "DateTimeOffset is TIMESTAMP without a zone where the model has DateTimeOffset")]
    [InlineData("Int32", "1.5::DOUBLE", "Int32 is DOUBLE where the model has Int32")]
    [InlineData("Double", "1::BIGINT", "Double is INT64 where the model has Double")]
    [InlineData("Boolean", "1", "Boolean is INT32 where the model has Boolean")]
    [InlineData("Text", "'a'::BLOB", "Text is BYTE_ARRAY where the model has Text")]
    [InlineData("Bytes", "'a'", "Bytes is STRING where the model has Bytes")]
    [InlineData("Text", "1.5::DECIMAL(9,2)", "Text is DECIMAL(9, 2) where the model has Text")]
    [InlineData("Guid", "'a'::BLOB", "Guid is BYTE_ARRAY where the model has Guid")]
    [InlineData("TimeSpan", "INTERVAL 1 DAY", "TimeSpan is FIXED_LEN_BYTE_ARRAY where the model has TimeSpan")]
    public async Task A_column_of_another_type_is_named(string column, string sql, string words)
        => Assert.Contains($"of another type: {words} (", await Read.OpeningFails(With(column, sql)));

    [Fact]
    public async Task Surplus_columns_are_not_even_read_where_they_are_allowed()
        => Assert.Equal([new Customer(1, "a", null)], await Read.RowsAsync(ParquetSource.Read<Customer>(Write("SELECT {'x': [1]} AS Deep, 1 AS ID, 'a' AS email, NULL::VARCHAR AS Name, [2] AS List"), new() { AllowSurplusColumns = true })));

    [Theory]
    [InlineData("SNAPPY")]
    [InlineData("ZSTD")]
    [InlineData("GZIP")]
    [InlineData("UNCOMPRESSED")]
    [InlineData("BROTLI")]
    [InlineData("LZ4_RAW")]
    public async Task Many_row_groups_of_any_compression_are_read_in_order(string codec)
    {
        var path = Write("SELECT i::INTEGER AS Id, CASE WHEN i % 3 = 0 THEN NULL ELSE 'mail ' || (i % 100) END AS Email, CASE WHEN i < 20000 THEN NULL ELSE repeat('x', (i % 50)::INTEGER) END AS Name FROM range(50000) r(i) ORDER BY i", $", COMPRESSION {codec}, ROW_GROUP_SIZE 4096");
        Customer[] expected = [.. Enumerable.Range(0, 50_000).Select(i => new Customer(i, i % 3 == 0 ? null : $"mail {i % 100}", i < 20_000 ? null : new string('x', i % 50)))];
        Assert.Equal(expected, await Read.RowsAsync(ParquetSource.Read<Customer>(path)));
        Assert.Equal(await Read.EncodedAsync(SyncSource.From(expected)), await Read.EncodedAsync(ParquetSource.Read<Customer>(path)));
    }

    [Fact]
    public async Task A_null_where_none_may_be_is_named_and_a_secret_is_not()
    {
        Assert.Equal(
            $"Column Age of the row (Id = 1) in row 1 of {_folder["t.parquet"]} holds null, but the model says never null. Make the property nullable, or give it a value.",
            await Read.RowFails(ParquetSource.Read<Person>(Write("SELECT 1 AS Id, 'a' AS Name, 'hush' AS Secret, NULL::INTEGER AS Age"))));
        Assert.Contains("Column Count of the row (Code = ***) in row 1", await Read.RowFails(ParquetSource.Read<SecretProduct>(Write("SELECT 'hush' AS Code, 3000000000 AS Count"))));
    }

    [Fact]
    public async Task A_null_part_of_a_key_makes_the_row_invalid_and_is_no_error()
    {
        var rows = await Read.EncodedAsync(ParquetSource.Read<Booked>(Write("SELECT * FROM (VALUES (NULL, 1, NULL), ('x', NULL, NULL), ('x', 1, 'n')) t(\"Order\", Line, Note)")));
        Assert.Equal([true, true, false], rows.Select(row => row.StartsWith("null", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Files_of_a_pattern_are_read_one_after_the_other_and_each_is_checked()
    {
        WriteTo(_folder["1.parquet"], "SELECT 1 AS Id, 'a' AS Email, 'b' AS Name");
        WriteTo(_folder["2.parquet"], "SELECT 'b' AS Name, 2 AS Id, 'a' AS Email");
        Assert.Equal([1, 2], (await Read.RowsAsync(ParquetSource.Read<Customer>(_folder["*.parquet"]))).Select(row => row.Id));
        WriteTo(_folder["3.parquet"], "SELECT 3 AS Id");
        Assert.StartsWith($"The columns of {_folder["3.parquet"]} don't fit", await Read.OpeningFails(ParquetSource.Read<Customer>(_folder["*.parquet"])));
    }

    [Fact]
    public async Task A_stream_has_to_seek()
    {
        var bytes = File.ReadAllBytes(Write("SELECT 1 AS Id, 'a' AS Email, 'b' AS Name"));
        Assert.Single(await Read.RowsAsync(ParquetSource.Read<Customer>(() => new MemoryStream(bytes), "s")));
        Assert.Equal("s is a stream that can't seek, and Parquet is read from its end. Copy it into a file or a MemoryStream first.", await Read.OpeningFails(ParquetSource.Read<Customer>(() => new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress), "s")));
    }

    [Fact]
    public async Task A_file_that_is_none_or_is_cut_short_is_an_error()
    {
        var bytes = File.ReadAllBytes(Write("SELECT i::INTEGER AS Id, 'a' AS Email, 'b' AS Name FROM range(1000) r(i)"));
        for (var length = 0; length < bytes.Length; length += 37)
        {
            var path = _folder.Write("cut.parquet", bytes[..length]);
            Assert.StartsWith($"{path} can't be read as Parquet: ", await Read.OpeningFails(ParquetSource.Read<Customer>(path)));
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_such_file_are_an_error_and_never_a_crash()
    {
        var random = new Random(3);
        var good = File.ReadAllBytes(Write("SELECT i::INTEGER AS Id, 'mail ' || (i % 7) AS Email, CASE WHEN i % 2 = 0 THEN 'b' END AS Name FROM range(300) r(i)", ", ROW_GROUP_SIZE 100"));
        var (read, failed) = (0, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                await Read.EncodedAsync(ParquetSource.Read<Customer>(_folder.Write("fuzz.parquet", bytes)));
                read++;
            }
            catch (SourceException)
            {
                failed++;
            }
        }

        Assert.True(read > 50 && failed > 50, $"{read} read, {failed} failed");
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_ends_the_run()
    {
        var path = Write("SELECT i::INTEGER AS Id, 'a' AS Email, 'b' AS Name FROM range(10) r(i)");
        await using var cursor = await ParquetSource.Read<Customer>(path).OpenAsync(Read.Stop);
        File.AppendAllText(path, "x");
        var failure = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            while (await cursor.ReadAsync(Read.Stop))
            {
            }
        });
        Assert.StartsWith($"The file {path} changed while it was read: ", failure.Message);
    }
}
