using Xunit;

namespace Syncline.Files.Tests;

/// <summary>What is written is read back as it was by our own sources.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("csv.gz")]
    [InlineData("csv.zst")]
    [InlineData("jsonl")]
    [InlineData("jsonl.zst")]
    [InlineData("jsonl wide")]
    [InlineData("parquet")]
    public async Task Every_kind_of_column_comes_back(string form)
    {
        // Parquet has no ticks by default.
        AllKinds[] rows = form == "parquet" ? Extremes.Rows : [.. Extremes.Rows, .. Extremes.Finest];
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, Format(form), rows);
        Assert.Equal(DuckKinds.Comparable(rows), DuckKinds.Comparable(await ReadAsync(Source(form, file))));
    }

    [Fact]
    public async Task Null_and_the_empty_text_come_back_from_csv()
    {
        Customer[] rows = [new(1, null, ""), new(2, "", null), new(3, "\"\"", " ")];
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Csv(), rows);
        Assert.Equal(rows, await ReadAsync(CsvSource.Read<Customer>(file)));
    }

    [Fact]
    public async Task Texts_of_any_length_come_back_from_parquet_over_several_row_groups()
    {
        var random = new Random(3);
        Customer[] rows = [.. Enumerable.Range(1, 60).Select(id => new Customer(id, id % 7 == 0 ? null : new string('ß', random.Next(40_000)), id % 11 == 0 ? new string('x', 200_000) : "\U0001F600"))];
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Parquet(new() { RowsPerGroup = 17 }), rows);
        Assert.Equal(rows, await ReadAsync(ParquetSource.Read<Customer>(file)));
    }

    [Fact]
    public async Task A_null_that_is_left_out_comes_back_as_null()
    {
        Patch[] rows = [new(1, null, null, Tier.Pro), new(2, "e", "n", Tier.Free)];
        var file = await Deliver.SnapshotAsync<Patch, Patch.Key>(_folder, FileFormat.JsonLines(), rows);
        Assert.Equal(rows, await ReadAsync(JsonLinesSource.Read<Patch>(file, new() { MissingIsNull = true })));
    }

    private static FileFormat Format(string form) => form switch
    {
        "csv" => FileFormat.Csv(),
        "csv.gz" => FileFormat.Csv(new() { Compression = FileCompression.Gzip }),
        "csv.zst" => FileFormat.Csv(new() { Compression = FileCompression.Zstd }),
        "jsonl" => FileFormat.JsonLines(),
        "jsonl.zst" => FileFormat.JsonLines(new() { Compression = FileCompression.Zstd }),
        "jsonl wide" => FileFormat.JsonLines(new() { WideNumbersAsText = true }),
        _ => FileFormat.Parquet(),
    };

    private static ISyncSource<AllKinds> Source(string form, string file)
        => form[..3] switch
        {
            "csv" => CsvSource.Read<AllKinds>(file),
            "jso" => JsonLinesSource.Read<AllKinds>(file),
            _ => ParquetSource.Read<AllKinds>(file),
        };

    private static async Task<List<TModel>> ReadAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<TModel>();
        await using var cursor = await source.OpenAsync(TestFolder.Stop);
        while (await cursor.ReadAsync(TestFolder.Stop)) rows.Add(cursor.Current);
        return rows;
    }
}
