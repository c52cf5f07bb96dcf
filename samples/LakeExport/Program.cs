using LakeExport;
using Syncline;

var work = Directory.CreateTempSubdirectory("syncline-lakeexport-");
var failures = 0;
try
{
    var shop = new Shop(Path.Combine(work.FullName, "shop.db"));
    var folder = Path.Combine(work.FullName, "lake");
    var lake = new Lake(folder);
    var state = new SqliteStateStore(Path.Combine(work.FullName, "state.db"));

    // Three formats in one folder: each sync has its own files and its own chain of manifests.
    var changes = new FileFolder(folder, FileFormat.Csv()) { CreateIfMissing = true, Names = "customers/{utc:yyyy-MM}/{run}-{change}.csv" };
    var snapshots = new FileFolder(folder, FileFormat.Parquet()) { CreateIfMissing = true, Names = "invoices/{run}.parquet" };
    var events = new FileFolder(folder, FileFormat.JsonLines(new() { Compression = FileCompression.Gzip })) { CreateIfMissing = true, Names = "purchases/{commit}.jsonl.gz" };

    async Task RunAsync(string what)
    {
        Console.WriteLine(what);
        Report(await Customer.ChangesSync.RunAsync(shop.Customers, changes, state));
        Report(await Invoice.FullSync.RunAsync(shop.Invoices, snapshots, state));
        Report(await Purchase.Sync.RunAsync(shop.Purchases, events, state));
        lake.PrintWhatIsNew();
        Console.WriteLine();
    }

    await RunAsync("First run: every customer is added, every invoice is in the snapshot, every purchase is an event");
    shop.Change();
    await RunAsync("A customer came, two changed, one went with his invoices, and one bought: the differences, a new snapshot, one event");
    await RunAsync("Nothing happened: differences without rows, a snapshot as before, no event");

    var (commits, customers) = lake.Replay("LakeExport.Customer-Changes");
    Console.WriteLine($"Whoever applies the {commits} differences in the order of their manifests has {customers.Count} customers; the shop has {(await Customer.ChangesSync.PlanAsync(shop.Customers, state)).Counts.Queried}.");
    if (customers.Count != 59 || !customers.ContainsKey("60") || customers.ContainsKey("59") || !customers["1"].Contains("luis@example.com")) failures++;
}
finally
{
    Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    work.Delete(recursive: true);
}

return failures;

void Report(SyncReport report)
{
    Console.WriteLine($"  {report}");
    if (report.Status != SyncStatus.Succeeded) failures++;
}
