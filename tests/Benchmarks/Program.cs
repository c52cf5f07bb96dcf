using System.Globalization;
using Syncline.Benchmarks;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

if (args is [ChildProcess.Argument, ..]) return ChildProcess.Run(args[1..]);

// One line a benchmark: its name, how many rows or models it takes by default, and the method, which prints what it likes and returns the ratio.
Benchmark[] benchmarks =
[
    new("diff-memory", 2_000_000, rows => DiffMemory.Run(rows, RowOrder.Ascending)),
    new("diff-memory-shuffled", 2_000_000, rows => DiffMemory.Run(rows, RowOrder.Shuffled)),
    new("state-bytes", 5_000_000, StateBytes.Run),
    new("nochange-sqlite", 2_000_000, NoChange.Run),
    new("nochange-ledger", 5_000_000, NoChangeLedger.Run),
    new("mirror-sqlite", 1_000_000, MirrorSqlite.Run),
    new("upsert-sqlite", 1_000_000, UpsertSqlite.Run),
    new("upsert-postgres", 1_000_000, UpsertPostgres.Run),
    new("nochange-postgres", 2_000_000, NoChangePostgres.Run),
    new("kill-postgres", 200, KillPostgres.Run),
    new("memory-postgres", 5_000_000, MemoryPostgres.Run),
    new("files-csv-libraries", 2_000_000, FilesCsvLibraries.Run),
    new("files-parquet-libraries", 2_000_000, FilesParquetLibraries.Run),
    new("nochange-csv", 2_000_000, NoChangeFiles.RunCsv),
    new("nochange-jsonlines", 2_000_000, NoChangeFiles.RunJsonLines),
    new("nochange-parquet", 2_000_000, NoChangeFiles.RunParquet),
    new("nochange-csv-memory", 10_000_000, NoChangeFiles.RunMemory),
    new("snapshot-csv", 2_000_000, SnapshotFiles.RunCsv),
    new("snapshot-parquet", 2_000_000, SnapshotFiles.RunParquet),
    new("snapshot-csv-memory", 10_000_000, SnapshotFiles.RunMemory),
    new("mailchimp-upsert", 100_000, MailchimpUpsert.Run),
    new("mailchimp-upsert-slow", 100_000, MailchimpUpsert.RunSlow),
    new("intercom-window", 8_000, IntercomWindow.Run),
    new("salesforce-bulk", 1_000_000, SalesforceBulk.Run),
    new("generator", 1_000, GeneratorBenchmark.Run),
    new("analyzers", 1_000, AnalyzerBenchmark.Run),
    new("small", 0, _ => Small.Run(args[1..])),
];

var chosen = benchmarks.FirstOrDefault(b => args.Length > 0 && b.Name == args[0]);
if (chosen is null)
{
    Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Select(b => b.Name))}. Most take --rows N, some --models N or --runs N.");
    return 2;
}

var at = Array.FindIndex(args, argument => argument is "--rows" or "--models" or "--runs");
var count = chosen.Rows;
if (at >= 0 && (at + 1 >= args.Length || !int.TryParse(args[at + 1].Replace("_", "", StringComparison.Ordinal), out count) || count <= 0))
{
    Console.Error.WriteLine($"{args[at]} takes a number above 0.");
    return 2;
}

var ratio = chosen.Run(count);
if (ratio is { } x) Console.WriteLine($"{chosen.Name} ratio {x:F2}");
return 0;

internal sealed record Benchmark(string Name, int Rows, Func<int, double?> Run);
