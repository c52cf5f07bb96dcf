using System.Text.Json;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class JsonLinesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FileCompression.None, true)]
    [InlineData(FileCompression.None, false)]
    [InlineData(FileCompression.Gzip, true)]
    [InlineData(FileCompression.Zstd, false)]
    public async Task Every_kind_of_column_is_read_back_by_DuckDB(FileCompression compression, bool wideNumbersAsText)
    {
        // DuckDB reads a decimal that is a number of JSON by way of a double; as text it keeps every digit.
        AllKinds[] rows = [.. Extremes.Rows.Select(row => row.Decimal > 1 && !wideNumbersAsText ? row with { Decimal = 12.5m } : row)];
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, FileFormat.JsonLines(new() { Compression = compression, WideNumbersAsText = wideNumbersAsText }), rows);
        var read = DuckKinds.Read($"read_json({Duck.Quote(file)}, format = 'newline_delimited', columns = {DuckKinds.TextColumns})");
        Assert.Equal(DuckKinds.Comparable(rows), DuckKinds.Comparable(read));
    }

    [Fact]
    public async Task Every_digit_and_tick_is_written()
    {
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, FileFormat.JsonLines(), Extremes.Finest.Select(row => row with { Text = null, Char = null }));
        var lines = File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["79228162514264337593543950335", "-0.0000000000000000000000000001", "1.50"], lines.Select(line => line.GetProperty("Decimal").GetRawText()));
        Assert.Equal(["9999-12-31T23:59:59.9999999", "0001-01-01T00:00:00.0000000", "2026-01-01T01:02:03.0000007Z"], lines.Select(line => line.GetProperty("DateTime").GetString()));
        Assert.Equal(["10675199.02:48:05.4775807", "-10675199.02:48:05.4775808", "-00:00:00.0000001"], lines.Select(line => line.GetProperty("TimeSpan").GetString()));
    }

    [Fact]
    public async Task Wide_numbers_are_texts_where_that_is_asked_for()
    {
        var row = Extremes.Rows[4] with { Single = null, Double = 0.5, Bytes = null };
        var numbers = await OneAsync(FileFormat.JsonLines(), row);
        Assert.Equal(("9007199254740993", "0.100", "0.5"), (Raw(numbers, "Int64"), Raw(numbers, "Decimal"), Raw(numbers, "Double")));
        var texts = await OneAsync(FileFormat.JsonLines(new() { WideNumbersAsText = true }), row);
        Assert.Equal(("\"9007199254740993\"", "\"0.100\"", "0.5", "null"), (Raw(texts, "Int64"), Raw(texts, "Decimal"), Raw(texts, "Double"), Raw(texts, "Int32")));
    }

    [Fact]
    public async Task Names_are_the_models_and_a_null_that_is_left_out_has_none()
    {
        var file = await Deliver.SnapshotAsync<Patch, Patch.Key>(_folder, FileFormat.JsonLines(), [new(1, null, null, Tier.Pro), new(2, "a\\b\u0001\"\t\r\n\u2028é", "n", Tier.Free)]);
        Assert.Equal("""
            {"Id":1,"e \"mail\"":null,"Tier":"Pro"}
            {"Id":2,"e \"mail\"":"a\\b\u0001\"\t\r\n§é","Note":"n","Tier":"Free"}

            """.ReplaceLineEndings("\n").Replace('§', '\u2028'), File.ReadAllText(file));
    }

    [Fact]
    public async Task A_row_with_half_of_a_surrogate_pair_is_rejected_and_the_others_are_written()
    {
        var report = await Customer.LakeSync.RunAsync(SyncSource.From([new Customer(1, "a\n\uD800\n", "b"), new Customer(2, null, "c")]), Deliver.Lake(_folder, FileFormat.JsonLines()), new InMemoryStateStore(), null, TestFolder.Stop);
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("The text of column Email holds half of a surrogate pair, which UTF-8 has no form for. Correct it in the source.", report.Troubled[0].Reason);
        Assert.Equal("{\"Id\":2,\"Email\":null,\"Name\":\"c\"}\n", _folder.Text(_folder.Data().Single()));
    }

    private async Task<JsonElement> OneAsync(FileFormat format, AllKinds row)
        => JsonDocument.Parse(File.ReadAllText(await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, format, [row]))).RootElement;

    private static string Raw(JsonElement row, string column) => row.GetProperty(column).GetRawText();
}
