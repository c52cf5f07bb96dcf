using System.Globalization;
using System.Text;
using CsCheck;
using Syncline.Tests;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>The raw way and the way by records give the same, and what independent writers wrote comes back.</summary>
public sealed class RawReadingTests : IDisposable
{
    private static readonly string[] Fields =
    [
        "", "\"\"", "a", "\"a,b\"", "\" x \"", "ß→漢😀", "1", "0", "-1", "255", "256", "-12.50", " 3 ", "1e3", "\"1,5\"", "99999999999999999999", "0.1000", ".", "true", "False", "2024-02-29", "2023-02-29",
        "2024-02-29T23:59:59.1234567", "2024-02-29 23:59:59.12345678Z", "2024-02-29 23:59:59+14:00", "9999-12-31T23:59:59.9999999", "0001-01-01", "12:34", "23:59:59.9999999", "1.02:03:04", "-10675199.02:48:05.4775808",
        "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}", "NaN", "-Infinity", "1e39", "1e-50", "1.7976931348623157E+308", "AP8=", "A P8=", "9223372036854775807", "18446744073709551615", "65535", "4294967295",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1", "255", "-129", "1.5", "1.0", "1e3", "1e-29", "123456789012345678901234567890", "\"\"", "\"a\"", "\"\\u00df\\ud83d\\ude00\"", "\"\\\"\\\\\\n\"", "\"12\"", "\"-1.50\"", "\"NaN\"", "\"2024-02-29\"",
        "\"2024-02-29T23:59:59.1234567+02:00\"", "\"12:34\"", "\"1.02:03:04\"", "\"6f9619ff-8b86-d011-b42d-00cf4fc964ff\"", "\"AP8=\"", "\"\\u0041P8=\"", "[]", "{\"a\":1}", "9223372036854775807", "18446744073709551615", "1E400", "\"漢\"",
    ];

    private static readonly Gen<string> AnyText = Gen.OneOf(Gen.Char["ab ,;\"'\r\n\t\\/\u0001é→\u2028"].Array[0, 12].Select(characters => new string(characters)), Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 20]);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Raw_fields_and_records_give_the_same_encoding_or_the_same_error()
    {
        var random = new Random(20240531);
        var columns = Columns.Of<AllKinds>();
        var (errors, count) = (0, 0);
        foreach (var column in columns)
        {
            var text = new StringBuilder($"{string.Join(',', columns)}\n");
            foreach (var field in Fields) text.AppendJoin(',', columns.Select(c => c == column ? field : c == "Id" ? random.Next(99).ToString(CultureInfo.InvariantCulture) : "")).Append('\n');
            var path = _folder.Write("any.csv", text.ToString());
            var expected = await Read.EncodedAsync(CsvSource.Read<AllKinds>(path, null, throughRecords: true));
            Assert.Equal(expected, await Read.EncodedAsync(CsvSource.Read<AllKinds>(path)));
            Assert.Equal(Fields.Length, expected.Count);
            (errors, count) = (errors + expected.Count(row => row.Contains("holds", StringComparison.Ordinal)), count + expected.Count);
        }

        Assert.InRange(errors, count / 3, count * 5 / 6);
    }

    [Fact]
    public async Task Raw_properties_and_records_give_the_same_encoding_or_the_same_error()
    {
        var columns = Columns.Of<AllKinds>();
        var (errors, count) = (0, 0);
        foreach (var column in columns)
        {
            var text = new StringBuilder();
            foreach (var value in Values) text.Append('{').AppendJoin(',', columns.Select(c => $"\"{c}\":{(c == column ? value : c == "Id" ? "7" : "null")}")).Append("}\n");
            var path = _folder.Write("any.jsonl", text.ToString());
            var expected = await Read.EncodedAsync(JsonLinesSource.Read<AllKinds>(path, null, throughRecords: true));
            Assert.Equal(expected, await Read.EncodedAsync(JsonLinesSource.Read<AllKinds>(path)));
            Assert.Equal(Values.Length, expected.Count);
            (errors, count) = (errors + expected.Count(row => row.Contains("holds", StringComparison.Ordinal)), count + expected.Count);
        }

        Assert.InRange(errors, count / 3, count * 5 / 6);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("parquet")]
    public async Task What_a_folder_was_given_comes_back_as_it_was(string extension)
    {
        var format = extension switch { "csv" => FileFormat.Csv(), "jsonl" => FileFormat.JsonLines(), _ => FileFormat.Parquet() };
        AllKinds[] rows = extension == "parquet" ? Extremes.Rows : [.. Extremes.Rows, .. Extremes.Finest];
        var path = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, format, rows);
        var raw = await Read.EncodedAsync(Source<AllKinds>(path, throughRecords: false));
        Assert.Equal(await Read.EncodedAsync(SyncSource.From(rows)), raw);
        Assert.Equal(raw, await Read.EncodedAsync(Source<AllKinds>(path, throughRecords: true)));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task Random_texts_come_back_as_an_independent_writer_wrote_them(string extension)
    {
        var file = 0;
        await Gen.Select(AnyText, AnyText.Null()).Array[1, 20].SampleAsync(
            async pairs =>
            {
                Texts[] rows = [.. pairs.Select((pair, i) => new Texts(i, pair.Item1, pair.Item2))];
                var path = _folder[$"random{Interlocked.Increment(ref file)}.{extension}"];
                if (extension == "csv") ByHand(path, rows);
                else File.WriteAllLines(path, rows.Select(row => System.Text.Json.JsonSerializer.Serialize(new { row.Id, row.Required, row.Optional })));
                Assert.Equal(rows, await Read.RowsAsync(Source<Texts>(path, throughRecords: false)));
                Assert.Equal(await Read.EncodedAsync(SyncSource.From(rows)), await Read.EncodedAsync(Source<Texts>(path, throughRecords: false)));
                // And as an independent reader reads them.
                if (extension == "csv") Assert.Equal(rows.Select(row => row.Required), ByDuck(path));
                File.Delete(path);
            },
            iter: 200);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task Bytes_that_are_no_such_file_are_an_error_and_never_a_crash(string extension)
    {
        var random = new Random(7);
        var good = extension == "csv"
            ? "Id,Required,Optional\r\n1,\"a\"\"b\",\r\n2,\"x\r\ny\",z\r\n3,,\"\"\r\n"u8.ToArray()
            : "{\"Id\":1,\"Required\":\"a\\n\\u00e9\",\"Optional\":null}\n{\"Id\":2,\"Required\":\"x\",\"Optional\":\"z\"}\n"u8.ToArray();
        var (read, failed) = (0, 0);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : good[random.Next(good.Length)]);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            var path = _folder.Write($"fuzz.{extension}", bytes);
            try
            {
                Assert.Equal(await Read.EncodedAsync(Source<Texts>(path, throughRecords: true)), await Read.EncodedAsync(Source<Texts>(path, throughRecords: false)));
                read++;
            }
            catch (SourceException)
            {
                failed++;
            }
        }

        Assert.True(read > 100 && failed > 100, $"{read} read, {failed} failed");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task A_row_that_does_not_differ_costs_no_allocation(string extension)
    {
        var rows = Enumerable.Range(0, 5_000).Select(i => new Texts(i, i % 7 == 0 ? "a \"quoted\" größe" : $"name {i}", i % 3 == 0 ? null : "x\ny"));
        var path = _folder[$"c.{extension}"];
        if (extension == "csv") ByHand(path, rows);
        else File.WriteAllLines(path, rows.Select(row => System.Text.Json.JsonSerializer.Serialize(new { row.Id, row.Required, row.Optional })));
        await using var cursor = await Source<Texts>(path, throughRecords: false).OpenAsync(Read.Stop);
        var encoder = new RowEncoder(SchemaOf<Texts>());
        // The first rows make the code ready.
        for (var i = 0; i < 200; i++) Encode(cursor, ref encoder);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 8; i++) Encode(cursor, ref encoder);
        }));
    }

    private static void Encode(RowCursor<Texts> cursor, ref RowEncoder encoder)
    {
        var reading = cursor.ReadAsync(default);
        Assert.True(reading.IsCompletedSuccessfully && reading.GetAwaiter().GetResult());
        encoder.Reset();
        cursor.Encode(ref encoder);
        encoder.Hash();
    }

    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    private static ISyncSource<TModel> Source<TModel>(string path, bool throughRecords)
        where TModel : ISyncModel<TModel>
        => Path.GetExtension(path) switch
        {
            ".csv" => CsvSource.Read<TModel>(path, null, throughRecords),
            ".jsonl" => JsonLinesSource.Read<TModel>(path, null, throughRecords),
            _ => ParquetSource.Read<TModel>(path, null, throughRecords),
        };

    private static void ByHand(string path, IEnumerable<Texts> rows)
        => File.WriteAllText(path, $"Id,Required,Optional\r\n{string.Concat(rows.Select(row => $"{row.Id},{Quoted(row.Required)},{(row.Optional is null ? "" : Quoted(row.Optional))}\r\n"))}");

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<string> ByDuck(string path)
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT Required FROM read_csv({Duck.Quote(path)}, all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', allow_quoted_nulls = false) ORDER BY Id::INT";
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return reader.GetString(0);
    }
}
