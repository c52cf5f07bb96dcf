using Syncline;

namespace AotSmoke;

/// <summary>Files of every format, written and read back: snapshots, differences and events.</summary>
internal static class FileRuns
{
    public static async Task CheckAsync(Checks checks)
    {
        var folder = Directory.CreateTempSubdirectory("syncline-aot-").FullName;
        try
        {
            foreach (var (name, format, read) in Formats())
            {
                var lake = Path.Combine(folder, name);
                await SnapshotAsync(checks, lake, format, read.Everything);
                await ChangesAsync(checks, lake, format, read.Lines);
                await EventsAsync(checks, lake, format, read.Visits);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Name, FileFormat Format, Sources Read)> Formats() =>
    [
        ("csv", FileFormat.Csv(), new(static at => CsvSource.Read<Everything>(at), static at => CsvSource.Read<OrderLine>(at), static at => CsvSource.Read<Visit>(at))),
        ("csv.gz", FileFormat.Csv(new() { Compression = FileCompression.Gzip }), new(static at => CsvSource.Read<Everything>(at), static at => CsvSource.Read<OrderLine>(at), static at => CsvSource.Read<Visit>(at))),
        ("jsonl", FileFormat.JsonLines(), new(static at => JsonLinesSource.Read<Everything>(at), static at => JsonLinesSource.Read<OrderLine>(at), static at => JsonLinesSource.Read<Visit>(at))),
        ("jsonl.zst", FileFormat.JsonLines(new() { Compression = FileCompression.Zstd }), new(static at => JsonLinesSource.Read<Everything>(at), static at => JsonLinesSource.Read<OrderLine>(at), static at => JsonLinesSource.Read<Visit>(at))),
        ("parquet", FileFormat.Parquet(new() { Times = ParquetTimes.Nanoseconds }), new(static at => ParquetSource.Read<Everything>(at), static at => ParquetSource.Read<OrderLine>(at), static at => ParquetSource.Read<Visit>(at))),
    ];

    private static async Task SnapshotAsync(Checks checks, string lake, FileFormat format, Func<string, ISyncSource<Everything>> read)
    {
        Everything[] rows = [Rows.Everything(1), Rows.Everything(2)];
        checks.Report(await Everything.FilesSync.RunAsync(SyncSource.From(rows), Folder(lake, format), new InMemoryStateStore()), SyncStatus.Succeeded, 2, 2);
        var back = await ReadAsync(lake, "snapshot", read);
        checks.That($"Every kind of column comes back from {format.Extension} as it was", Everything.FindChanges(rows, back).IsEmpty);
    }

    private static async Task ChangesAsync(Checks checks, string lake, FileFormat format, Func<string, ISyncSource<OrderLine>> read)
    {
        var state = new InMemoryStateStore();
        checks.Report(await OrderLine.ChangesSync.RunAsync(SyncSource.From(Rows.Lines()), Folder(lake, format), state), SyncStatus.Succeeded, 3, 3);
        checks.Report(await OrderLine.ChangesSync.RunAsync(SyncSource.From(Rows.LinesLater()), Folder(lake, format), state), SyncStatus.Succeeded, 3, 3);
        var removed = await ReadAsync(lake, "removed", read);
        checks.That($"A removed row is in its {format.Extension} file as it was", removed.SequenceEqual([Rows.Lines()[1]]));
        checks.That("Each run leaves its three files", Directory.GetFiles(lake, "*.*", SearchOption.AllDirectories).Count(static file => file.Contains("-changed.", StringComparison.Ordinal)) == 2);
    }

    private static async Task EventsAsync(Checks checks, string lake, FileFormat format, Func<string, ISyncSource<Visit>> read)
    {
        Visit[] visits = [new(1, "/"), new(2, "/docs")];
        checks.Report(await Visit.LogSync.RunAsync(SyncSource.From(visits), Folder(lake, format), new InMemoryStateStore()), SyncStatus.Succeeded, 2, 2);
        checks.That($"Events are in their {format.Extension} file", (await ReadAsync(lake, "events", read)).SequenceEqual(visits));
    }

    private static FileFolder Folder(string lake, FileFormat format) => new(lake, format) { CreateIfMissing = true };

    private static async Task<List<TModel>> ReadAsync<TModel>(string lake, string change, Func<string, ISyncSource<TModel>> read)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<TModel>();
        foreach (var file in Directory.GetFiles(lake, $"*-{change}.*", SearchOption.AllDirectories))
        {
            await using var cursor = await read(file).OpenAsync(CancellationToken.None);
            while (await cursor.ReadAsync(CancellationToken.None)) rows.Add(cursor.Current);
        }

        return rows;
    }

    private sealed record Sources(Func<string, ISyncSource<Everything>> Everything, Func<string, ISyncSource<OrderLine>> Lines, Func<string, ISyncSource<Visit>> Visits);
}
