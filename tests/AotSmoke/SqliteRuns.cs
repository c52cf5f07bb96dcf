using Microsoft.Data.Sqlite;
using Syncline;

namespace AotSmoke;

/// <summary>Runs from one SQLite file to another, with the state in the table's file and in one of its own.</summary>
internal static class SqliteRuns
{
    public static async Task CheckAsync(Checks checks)
    {
        var folder = Directory.CreateTempSubdirectory("syncline-aot-").FullName;
        try
        {
            await LinesAsync(checks, folder);
            await ProductsAsync(checks, folder);
            await EverythingAsync(checks, folder);
            await VisitsAsync(checks, folder);
            checks.That("SQLite's functions are called by address", NativeSqlite.IsAvailable);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task LinesAsync(Checks checks, string folder)
    {
        var (shop, crm) = (Path.Combine(folder, "shop.db"), Path.Combine(folder, "crm.db"));
        Execute(shop, """
            CREATE TABLE line (OrderId INTEGER, LineNumber INTEGER, Sku TEXT, State TEXT, Price TEXT, Discount INTEGER, PRIMARY KEY (OrderId, LineNumber));
            INSERT INTO line VALUES (10, 1, 'bolt', 'Open', '0.25', NULL), (10, 2, 'nut', 'Open', '0.10', 5), (11, 1, 'bolt', 'Shipped', '0.250', 0);
            """);
        var source = SqliteSource.Query<OrderLine>(shop, "SELECT * FROM line WHERE OrderId >= $from", ("from", 10));
        var destination = new SqliteTable(crm, "order lines") { CreateIfMissing = true };
        var state = new SqliteStateStore(crm);
        checks.Report(await OrderLine.Sync.RunAsync(source, destination, state), SyncStatus.Succeeded, 3, 3);
        checks.Report(await OrderLine.Sync.RunAsync(source, destination, state), SyncStatus.Succeeded, 0, 0);

        Execute(shop, "UPDATE line SET State = 'Shipped' WHERE OrderId = 10 AND LineNumber = 1; DELETE FROM line WHERE LineNumber = 2; INSERT INTO line VALUES (11, 2, 'wäscher', 'Open', '1.5', NULL)");
        await using (var plan = await OrderLine.Sync.PlanAsync(source, state))
        {
            checks.That("A plan over SQLite shows what a column was and becomes", plan.ToString().Contains("State: \"Open\" → \"Shipped\"", StringComparison.Ordinal));
            checks.Report(await plan.ApplyAsync(destination), SyncStatus.Succeeded, 3, 3);
        }

        var synced = await ReadAsync(SqliteSource.Query<OrderLine>(crm, "SELECT * FROM \"order lines\""));
        checks.That("The table holds the rows", synced.ToHashSet().SetEquals(Rows.LinesLater()));
        var wrong = SqliteSource.Query<OrderLine>(shop, "SELECT OrderId, Sku AS Surplus FROM line");
        var report = await OrderLine.Sync.RunAsync(wrong, destination, state);
        checks.That("Columns that don't fit are named in one error", report.Status == SyncStatus.Failed && report.Message is { } message && message.Contains("LineNumber", StringComparison.Ordinal) && message.Contains("Surplus", StringComparison.Ordinal));
    }

    private static async Task ProductsAsync(Checks checks, string folder)
    {
        var state = new SqliteStateStore(Path.Combine(folder, "state.db"));
        var destination = new SqliteTable(Path.Combine(folder, "products.db"), "products") { CreateIfMissing = true };
        checks.Report(await Product.Sync.RunAsync(SyncSource.From(Rows.Products()), destination, state), SyncStatus.Succeeded, 2, 2);
        checks.Report(await Product.Sync.RunAsync(SyncSource.From(Rows.Products().Take(1)), destination, state), SyncStatus.Succeeded, 1, 1);
        checks.Report(await Product.Sync.RunAsync(SyncSource.From(Rows.Products()), destination, state), SyncStatus.Succeeded, 1, 1);
        Execute(Path.Combine(folder, "state.db"), "UPDATE syncline_segments SET data = substr(data, 1, 20)");
        var report = await Product.Sync.RunAsync(SyncSource.From(Rows.Products()), destination, state);
        checks.That("A damaged state is named", report is { Status: SyncStatus.Failed or SyncStatus.Stopped, Message: { } message } && message.Contains("damaged", StringComparison.Ordinal));
    }

    private static async Task EverythingAsync(Checks checks, string folder)
    {
        var file = Path.Combine(folder, "everything.db");
        var state = new SqliteStateStore(file);
        Everything[] rows = [Rows.Everything(1), Rows.Everything(2)];
        checks.Report(await Everything.Sync.RunAsync(SyncSource.From(rows), new SqliteTable(file, "everything") { CreateIfMissing = true }, state), SyncStatus.Succeeded, 2, 2);
        var read = await ReadAsync(SqliteSource.Query<Everything>(file, "SELECT * FROM everything ORDER BY A"));
        checks.That("Every kind of column comes back as it was", Everything.FindChanges(rows, read).IsEmpty);
        checks.Report(await Everything.Sync.RunAsync(SqliteSource.Query<Everything>(file, "SELECT * FROM everything"), new SqliteTable(file, "everything"), state), SyncStatus.Succeeded, 0, 0);

        var readings = new SqliteTable(file, "readings") { CreateIfMissing = true };
        checks.Report(await Reading.Sync.RunAsync(SyncSource.From([Rows.Reading(1, 0.5f)]), readings, state), SyncStatus.Succeeded, 1, 1);
        checks.That("A struct comes back as it was", Reading.FindChanges([Rows.Reading(1, 0.5f)], await ReadAsync(SqliteSource.Query<Reading>(file, "SELECT * FROM readings"))).IsEmpty);
    }

    private static async Task VisitsAsync(Checks checks, string folder)
    {
        var file = Path.Combine(folder, "visits.db");
        var state = new SqliteStateStore(file);
        SqliteTable Table(string name) => new(file, name) { CreateIfMissing = true, ArchiveColumn = "archived" };
        Visit[] rows = [new(1, "/"), new(2, "/docs")];
        foreach (var (visits, changed) in new[] { (rows, 2), (rows[..1], 1), (rows, 1) })
        {
            // An event is delivered once; a record and a member go and come with their row.
            checks.Report(await Visit.LogSync.RunAsync(SyncSource.From(visits), Table("log"), state), SyncStatus.Succeeded, changed == 2 ? 2 : 0, changed == 2 ? 2 : 0);
            checks.Report(await Visit.ListSync.RunAsync(SyncSource.From(visits), Table("list"), state), SyncStatus.Succeeded, changed, changed);
            checks.Report(await Visit.RecordSync.RunAsync(SyncSource.From(visits), Table("records"), state), SyncStatus.Succeeded, changed, changed);
        }

        foreach (var table in new[] { "log", "list", "records" })
        {
            var read = await ReadAsync(SqliteSource.Query<Visit>(file, $"SELECT Id, Page FROM {table} WHERE NOT archived ORDER BY Id"));
            checks.That($"The table {table} holds the visits", read.SequenceEqual(rows));
        }
    }

    private static async Task<List<TModel>> ReadAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<TModel>();
        await using var cursor = await source.OpenAsync(CancellationToken.None);
        while (await cursor.ReadAsync(CancellationToken.None)) rows.Add(cursor.Current);
        return rows;
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
