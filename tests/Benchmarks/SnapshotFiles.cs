using System.Collections.Immutable;
using System.Globalization;
using DuckDB.NET.Data;
using Parquet;

namespace Syncline.Benchmarks;

/// <summary>A whole run of mode Snapshot into a folder, flushed, hashed and named in its manifest, against a library writing the same customers.</summary>
internal static class SnapshotFiles
{
    private const int CountedRounds = 5;
    private const int GroupRows = 250_000;

    public static double? RunCsv(int rows)
    {
        using var files = new Files(rows);
        var customers = files.Customers().ToArray();
        var (lake, theirs) = (files.PathOf("lake"), files.PathOf("csvhelper.csv"));
        var ratio = Compare(rows, lake, theirs, customers, FileFormat.Csv(), () => FilesCsvLibraries.WriteByCsvHelper(theirs, customers));
        var isSame = File.ReadLines(FileOf(lake)).SequenceEqual(File.ReadLines(theirs));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes a row: {BytesOf(FileOf(lake), rows):F1}, CsvHelper {BytesOf(theirs, rows):F1}; the lines are {(isSame ? "the same" : "not the same")}"));
        return ratio;
    }

    public static double? RunParquet(int rows)
    {
        using var files = new Files(rows);
        var customers = files.Customers().ToArray();
        var columns = customers.Chunk(GroupRows).Select(chunk => new FilesParquetLibraries.CustomerColumns(chunk)).ToArray();
        var (lake, theirs, byDuck) = (files.PathOf("lake"), files.PathOf("net.parquet"), files.PathOf("duck.parquet"));
        var format = FileFormat.Parquet(new() { RowsPerGroup = GroupRows, Decimals = ImmutableDictionary<string, ParquetDecimal>.Empty.Add(nameof(Customer.LifetimeValue), new(18, 2)) });
        var ratio = Compare(rows, lake, theirs, customers, format, () => FilesParquetLibraries.WriteByParquetNet(theirs, columns, CompressionMethod.Zstd));
        CopyByDuck(FileOf(lake), byDuck);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes a row: {BytesOf(FileOf(lake), rows):F1}, Parquet.Net {BytesOf(theirs, rows):F1}, DuckDB {BytesOf(byDuck, rows):F1}"));
        return ratio;
    }

    /// <summary>What a run has in memory beyond what was there before, at the most, over a tenth of the rows and over all of them, which are made up one by one.</summary>
    public static double? RunMemory(int rows)
    {
        var (few, many) = (Peak(rows / 10), Peak(rows));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows / 10} rows {few / 1024.0 / 1024:F1} MB, {rows} rows {many / 1024.0 / 1024:F1} MB, {(double)(many - few) / (rows - rows / 10):F1} bytes for each further row"));
        return (double)many / few;
    }

    private static long Peak(int rows)
    {
        using var files = new Files(rows);
        var start = GC.GetTotalMemory(forceFullCollection: true);
        var peak = start;
        IEnumerable<Customer> Watched()
        {
            var row = 0;
            foreach (var customer in files.Customers())
            {
                if ((++row & 0xFFFFF) == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                yield return customer;
            }

            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        }

        Deliver(files.PathOf("lake"), Watched(), FileFormat.Csv());
        return peak - start;
    }

    private static double Compare(int rows, string lake, string theirs, Customer[] customers, FileFormat format, Func<long> library)
    {
        // Neither is charged with the removal of what it wrote the round before, nor ours with bringing to the disk what the library left to the system to write one day: our first flush would wait for all of it.
        void Settle(int way)
        {
            if (way == 1) File.Delete(theirs);
            else if (Directory.Exists(lake)) Directory.Delete(lake, recursive: true);
            if (!File.Exists(theirs)) return;
            using var left = File.OpenHandle(theirs, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(left);
        }

        return 1 / Files.Compare(rows, CountedRounds, Settle, ("Syncline", () => Deliver(lake, customers, format)), ("the library", library))[1];
    }

    private static long Deliver(string lake, IEnumerable<Customer> customers, FileFormat format)
    {
        var report = Customer.SnapshotSync.RunAsync(SyncSource.From(customers), new FileFolder(lake, format) { CreateIfMissing = true }, new InMemoryStateStore()).GetAwaiter().GetResult();
        return report.Status == SyncStatus.Succeeded ? report.Counts.Succeeded : throw new InvalidOperationException($"{report} {report.Message}");
    }

    private static string FileOf(string lake) => Directory.GetFiles(lake, "*-snapshot.*", SearchOption.AllDirectories).Single();

    private static double BytesOf(string file, int rows) => (double)new FileInfo(file).Length / rows;

    private static void CopyByDuck(string from, string to)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT * FROM read_parquet('{from}')) TO '{to}' (FORMAT parquet, COMPRESSION zstd)";
        command.ExecuteNonQuery();
    }
}
