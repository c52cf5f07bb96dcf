using System.Buffers.Binary;
using DuckDB.NET.Data;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Files that begin and end as Parquet does, and are damaged between: each is an error that names it, or all its rows are read; none is read forever, and none takes more memory than its size explains.</summary>
public sealed class ParquetDamageTests : IDisposable
{
    private const int Rows = 30;
    private const long MostBytes = 64 << 20;
    private static readonly byte[] Mark = "PAR1"u8.ToArray();
    private readonly TestFolder _folder = new(inMemory: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1580", "its footer says that more follows than there is.")]
    [InlineData("15FFFFFFFFFFFFFFFFFFFFFFFFFF", "a number in its footer has no end.")]
    [InlineData("68FFFFFFFF07", "its footer says that more follows than there is.")]
    [InlineData("29FCFFFFFFFF07", "its footer says that more follows than there is.")]
    [InlineData("292C00", "its footer says that more follows than there is.")]
    [InlineData("291500", "a list of its footer is of another type than Parquet's.")]
    [InlineData("1800", "a field of its footer is of another type than Parquet's.")]
    [InlineData("C9C10000000000000000000000000000000000", "its footer has a list of booleans that is not known.")]
    [InlineData("CC150000", "its footer has a struct that is not known.")]
    [InlineData("CB00", "its footer has a field of a type that is not known.")]
    public async Task What_is_wrong_with_a_footer_is_said(string footer, string words)
        => Assert.Equal($"{_folder["a.parquet"]} can't be read as Parquet: {words} It may be damaged or cut short, or of a kind that the reader does not know. Write it anew.", await ReadAsync(Framed(Convert.FromHexString(footer))));

    [Fact]
    public async Task A_footer_of_lists_in_lists_is_no_crash()
        => Assert.Contains("its footer has lists in lists in lists.", await ReadAsync(Framed([0xC9, .. Enumerable.Repeat((byte)0x19, 200_000)])), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(101)]
    [InlineData(int.MaxValue)]
    public async Task A_footer_that_has_no_room_is_said_to_have_none(int length)
        => Assert.Contains($"its footer is said to have {length} bytes, and there is room for 100.", await ReadAsync(Framed(new byte[100], length)), StringComparison.Ordinal);

    [Fact]
    public async Task Nonsense_between_the_marks_is_an_error()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var nonsense = new byte[100];
            random.NextBytes(nonsense);
            CheckFailed(await ReadAsync(Framed(nonsense, random.Next(1, 101))), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bit_that_differs_is_an_error_or_all_rows_are_read(bool inFooter)
    {
        var good = Good();
        var footer = FooterOf(good);
        var (from, to) = inFooter ? (footer * 8, (good.Length - 8) * 8) : (0, footer * 8);
        var step = Math.Max(1, (to - from) / 300) | 1;
        for (var bit = from; bit < to; bit += step)
        {
            var flipped = (byte[])good.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var read = await ReadAsync(flipped);
            // Parquet has no checksum of most of this: a value may be another, and so may how values are stored.
            if (read.Split('\n').Length != Rows) CheckFailed(read, $"bit {bit}");
        }
    }

    [Fact]
    public async Task A_page_that_begins_at_the_end_of_the_file_is_an_error()
    {
        var good = Good();
        var last = ZigZag(good.Length - 1);
        var failed = 0;
        for (var at = FooterOf(good); at < good.Length - 8 - last.Length; at++)
        {
            // A whole number two fields behind the one before, as the offset of the first data page is.
            if (good[at] != 0x26 || good[at + 1] < 0x80 || good[at + 2] >= 0x80) continue;
            var moved = (byte[])good.Clone();
            last.CopyTo(moved, at + 1);
            var read = await ReadAsync(moved);
            if (read.Contains("can't be read as Parquet: it says that more follows than there is.", StringComparison.Ordinal)) failed++;
        }

        Assert.True(failed > 0, "No page was looked for at the end.");
    }

    private static byte[] ZigZag(int number) => [(byte)((number << 1) | 0x80), (byte)(number >> 6)];

    private static int FooterOf(byte[] file) => file.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));

    private byte[] Good()
    {
        var path = _folder["good.parquet"];
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT i::INTEGER AS Id, 'mail ' || (i % 7) AS Email, CASE WHEN i % 2 = 0 THEN 'b' END AS Name FROM range({Rows}) r(i)) TO {Duck.Quote(path)} (FORMAT parquet)";
        command.ExecuteNonQuery();
        return File.ReadAllBytes(path);
    }

    /// <summary>A file of nothing but a footer.</summary>
    private static byte[] Framed(byte[] footer, int? length = null)
    {
        var stored = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(stored, length ?? footer.Length);
        return [.. Mark, .. footer, .. stored, .. Mark];
    }

    /// <summary>The rows of a file, or its error. A file that is not done with in a minute is taken to be read forever.</summary>
    private async Task<string> ReadAsync(byte[] bytes)
    {
        var path = _folder.Write("a.parquet", bytes);
        // A thread of its own, which allocates for nobody else.
        var done = new TaskCompletionSource<(string Text, long Allocated)>();
        new Thread(() =>
        {
            try
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var text = TextAsync(path).GetAwaiter().GetResult();
                done.SetResult((text, GC.GetAllocatedBytesForCurrentThread() - before));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true }.Start();
        var (read, allocated) = await done.Task.WaitAsync(TimeSpan.FromMinutes(1), Read.Stop);
        // Else it was read by other threads, and how much it took is not known.
        Assert.True(allocated > bytes.Length, $"{allocated} bytes for {Convert.ToHexString(bytes)}");
        Assert.True(allocated < MostBytes, $"{allocated} bytes for {Convert.ToHexString(bytes)}");
        return read;
    }

    private static async Task<string> TextAsync(string path)
    {
        try
        {
            return string.Join('\n', await Read.EncodedAsync(ParquetSource.Read<Customer>(path)));
        }
        catch (SourceException e)
        {
            return e.Message;
        }
    }

    private void CheckFailed(string read, string what) => Assert.True(read.Contains(_folder["a.parquet"], StringComparison.Ordinal), $"{what}: {read}");
}
