using System.Text;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Files that are damaged, cut short, or another kind of file than was said.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Rows = 400;
    private readonly TestFolder _folder = new(inMemory: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv.gz")]
    [InlineData("a.csv.zst")]
    public async Task A_compressed_file_that_is_cut_anywhere_is_named_and_said_to_be_damaged(string name)
    {
        var whole = File.ReadAllBytes(_folder.Write(name, Encoding.UTF8.GetBytes(Text())));
        Assert.Equal(Rows, (await Read.RowsAsync(CsvSource.Read<Customer>(_folder[name]))).Count);
        foreach (var length in Enumerable.Range(1, 40).Concat(Enumerable.Range(0, 40).Select(i => whole.Length - 1 - i)).Concat(Enumerable.Range(1, 40).Select(i => i * whole.Length / 41)).Distinct())
        {
            File.WriteAllBytes(_folder[name], whole[..length]);
            await CheckAsync(name, $"cut to {length}");
        }
    }

    [Theory]
    [InlineData("a.csv.gz")]
    [InlineData("a.csv.zst")]
    public async Task A_compressed_file_of_nonsense_is_named_and_said_to_be_damaged(string name)
    {
        var whole = File.ReadAllBytes(_folder.Write(name, Encoding.UTF8.GetBytes(Text())));
        var random = new Random(1);
        for (var i = 0; i < 60; i++)
        {
            // The head stays, or it would be no such file at all.
            var nonsense = whole[..4].Concat(Bytes(random, 200)).ToArray();
            File.WriteAllBytes(_folder[name], nonsense);
            await CheckAsync(name, $"nonsense {Convert.ToHexString(nonsense)}");
        }

        File.WriteAllText(_folder[name], Text());
        await CheckAsync(name, "a text");
    }

    [Fact]
    public async Task Nonsense_is_no_Parquet_file_and_named()
    {
        var random = new Random(1);
        var mark = "PAR1"u8.ToArray();
        byte[][] files = [.. Enumerable.Range(0, 12).Select(length => Bytes(random, length)), .. Enumerable.Range(0, 60).Select(_ => Bytes(random, 300)), [.. mark, .. mark], Encoding.UTF8.GetBytes(Text())];
        foreach (var file in files)
        {
            File.WriteAllBytes(_folder["a.parquet"], file);
            var message = await Read.OpeningFails(ParquetSource.Read<Customer>(_folder["a.parquet"]));
            Assert.StartsWith($"{_folder["a.parquet"]} can't be read as Parquet: ", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_text_in_UTF_16_without_a_mark_is_said_to_be(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: false);
        var csv = _folder["a.csv"];
        File.WriteAllBytes(csv, encoding.GetBytes(Text()));
        Assert.Equal($"{csv} looks like UTF-16 without a byte order mark: every other byte of its beginning is zero. Set Encoding to Encoding.Unicode, or to Encoding.BigEndianUnicode where the zero comes first.", await Read.OpeningFails(CsvSource.Read<Customer>(csv)));
        Assert.Equal(Rows, (await Read.RowsAsync(CsvSource.Read<Customer>(csv, new() { Encoding = encoding }))).Count);
        var lines = _folder["a.jsonl"];
        File.WriteAllBytes(lines, encoding.GetBytes("{\"Id\":1,\"Email\":null,\"Name\":null}\n"));
        Assert.Equal($"{lines} looks like UTF-16 without a byte order mark: every other byte of its beginning is zero. Write it in UTF-8, or with the mark.", await Read.OpeningFails(JsonLinesSource.Read<Customer>(lines)));
    }

    [Fact]
    public async Task Names_that_are_not_seen_are_told_in_characters_that_are()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        var path = _folder["a\u202evsc\u0007.csv"];
        const string Seen = "a\\u202evsc\\u0007.csv";
        Assert.Contains(Seen, await Read.OpeningFails(CsvSource.Read<Customer>(path)), StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, "Id,Email,Name,no\u202ename\nx,,,\n", TestFolder.Stop);
        var columns = await Read.OpeningFails(CsvSource.Read<Customer>(path));
        Assert.Contains(Seen, columns, StringComparison.Ordinal);
        Assert.Contains("surplus: no\\u202ename (", columns, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, "Id,Email,Name\nx\u202ey,,\n", TestFolder.Stop);
        var row = await Read.RowFails(CsvSource.Read<Customer>(path));
        Assert.Contains("'x\\u202ey'", row, StringComparison.Ordinal);
        Assert.Contains(Seen, row, StringComparison.Ordinal);
        Assert.All([columns, row], message => Assert.DoesNotContain('\u202e', message));
    }

    private static string Text()
    {
        var random = new Random(2);
        return $"Id,Email,Name\n{string.Concat(Enumerable.Range(1, Rows).Select(id => $"{id},{Convert.ToHexString(Bytes(random, 20))},b\n"))}";
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private async Task CheckAsync(string name, string what)
    {
        var message = await Read.ReadingFails(CsvSource.Read<Customer>(_folder[name]));
        Assert.True(message.StartsWith($"{_folder[name]} is {(name.EndsWith(".gz", StringComparison.Ordinal) ? "no whole gzip file" : "damaged")}", StringComparison.Ordinal), $"{what}: {message}");
    }
}
