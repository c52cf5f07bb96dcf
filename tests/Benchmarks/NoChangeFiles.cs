using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Parquet;

namespace Syncline.Benchmarks;

/// <summary>
/// A whole run over a file that finds nothing changed, its state loaded anew each time, against a library reading the same file into records and doing nothing with them.
/// </summary>
internal static class NoChangeFiles
{
    private const int CountedRounds = 5;
    private const int GroupRows = 250_000;
    private static readonly JsonSerializerOptions Json = new() { TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };

    public static double? RunCsv(int rows)
    {
        using var files = new Files(rows);
        var path = files.PathOf("customers.csv");
        FilesCsvLibraries.WriteByCsvHelper(path, files.Customers());
        var records = Compare("records", files, CsvSource.Read<Customer>(path, null, throughRecords: true), () => FilesCsvLibraries.ReadRecordsByCsvHelper(path));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nochange-csv-records ratio {records:F2}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nochange-csv-sylvan ratio {Compare("raw", files, CsvSource.Read<Customer>(path), () => FilesCsvLibraries.ReadRecordsBySylvan(path)):F2}"));
        return Compare("raw", files, CsvSource.Read<Customer>(path), () => FilesCsvLibraries.ReadRecordsByCsvHelper(path));
    }

    public static double? RunJsonLines(int rows)
    {
        using var files = new Files(rows);
        var path = files.PathOf("customers.jsonl");
        using (var text = new StreamWriter(path))
        {
            foreach (var row in files.Customers()) text.WriteLine(JsonSerializer.Serialize(PlainOf(row), Json));
        }

        return Compare("raw", files, JsonLinesSource.Read<Customer>(path), () => ReadBySerializer(path));
    }

    public static double? RunParquet(int rows)
    {
        using var files = new Files(rows);
        var path = files.PathOf("customers.parquet");
        FilesParquetLibraries.WriteByParquetNet(path, [.. files.Customers().Chunk(GroupRows).Select(chunk => new FilesParquetLibraries.CustomerColumns(chunk))], CompressionMethod.Snappy);
        return Compare("raw", files, ParquetSource.Read<Customer>(path), () => FilesParquetLibraries.ReadByParquetNet(path, withText: true).GetAwaiter().GetResult());
    }

    /// <summary>What a run that finds nothing changed has in memory, over a tenth of the rows and over all of them: the state is a table of the keys, so what is left without it must not grow.</summary>
    public static double? RunMemory(int rows)
    {
        var (few, many) = (Peak(rows / 10), Peak(rows));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows / 10} rows {few / 1024.0 / 1024:F1} MB, {rows} rows {many / 1024.0 / 1024:F1} MB"));
        return (double)many / few;

        static long Peak(int rows)
        {
            using var files = new Files(rows);
            var path = files.PathOf("customers.csv");
            FilesCsvLibraries.WriteByCsvHelper(path, files.Customers());
            // Read alone: what the engine remembers of keys is measured elsewhere.
            return PeakOfReading(CsvSource.Read<Customer>(path)).GetAwaiter().GetResult();
        }
    }

    private static async Task<long> PeakOfReading(ISyncSource<Customer> source)
    {
        var encoder = new RowEncoder(ModelOf<Customer>.Schema);
        var start = GC.GetTotalMemory(forceFullCollection: true);
        var peak = start;
        await using var cursor = await source.OpenAsync(default);
        for (var row = 0; await cursor.ReadAsync(default); row++)
        {
            encoder.Reset();
            cursor.Encode(ref encoder);
            if ((row & 0xFFFF) == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        }

        encoder.Release();
        return peak - start;
    }

    private static double Compare(string name, Files files, ISyncSource<Customer> source, Func<long> library)
    {
        var state = new SqliteStateStore($"Data Source={files.PathOf("state.db")}");
        var first = Customer.BaselineSync.RunAsync(source, new InMemoryDestination(), state).GetAwaiter().GetResult();
        if (first.Counts.Queried != files.Rows || first.Status != SyncStatus.Succeeded) throw new InvalidOperationException(first.ToString());
        var allocated = 0L;
        long Run()
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var report = Customer.BaselineSync.RunAsync(source, new InMemoryDestination(), state).GetAwaiter().GetResult();
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            return report is { Status: SyncStatus.Succeeded, Counts.Planned: 0 } ? report.Counts.Unchanged : throw new InvalidOperationException(report.ToString());
        }

        var (our, their) = Rounds.Compare(Run, () => library() == 0 ? 0L : files.Rows, CountedRounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} {our.TotalMilliseconds,7:F0} ms, {(double)allocated / files.Rows:F1} bytes allocated a row; library {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    private static long ReadBySerializer(string path)
    {
        var rows = 0L;
        foreach (var line in File.ReadLines(path)) rows += JsonSerializer.Deserialize<PlainCustomer>(line, Json)!.Email.Length > 0 ? 1 : 0;
        return rows;
    }

    private static PlainCustomer PlainOf(Customer row)
        => new() { Id = row.Id, Email = row.Email, Name = row.Name, LifetimeValue = row.LifetimeValue, UpdatedAt = row.UpdatedAt, Active = row.Active, Age = row.Age, Score = row.Score };
}
