using SqlServerUpsert;
using Syncline;

const string Schema = "dbo";
const string NoServer = "Server=none";
if (args is ["--script"])
{
    // What would be sent, for those who want to read it first; no server is asked.
    Console.WriteLine(Customers(NoServer).Script<Customer>(Customer.Sync.Definition));
    Console.WriteLine(InvoiceLines(NoServer).Script<InvoiceLine>(InvoiceLine.Sync.Definition));
    return 0;
}

if (args is not [{ Length: > 0 } connectionString] || connectionString.StartsWith('-'))
{
    Console.WriteLine("""
        Usage: dotnet run --project samples/SqlServerUpsert -- OPTION
          "Server=…;Database=…;…"  delivers customers and invoice lines into two tables, dbo.syncline_customers and dbo.syncline_invoice_lines, which it creates, with the state beside them
          --script                 prints the T-SQL that is sent, and needs no server
        """);
    return args is ["--help" or "-h" or "-?"] ? 0 : 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

using var shop = new Shop();
try
{
    var customers = Customers(connectionString);
    var lines = InvoiceLines(connectionString);
    // State and tables share a database, so a batch and what the state says of it commit together: exactly once, whatever happens.
    var state = new SqlServerStateStore(connectionString, Schema);

    Console.WriteLine("First run: what the tables and the state do not have yet");
    if (!Print(await Customer.Sync.RunAsync(shop.Customers, customers, state, cancellationToken: stop.Token))) return 1;
    if (!Print(await InvoiceLine.Sync.RunAsync(shop.InvoiceLines, lines, state, cancellationToken: stop.Token))) return 1;

    Console.WriteLine("\nAgain: nothing changed, nothing is sent");
    if (!Print(await Customer.Sync.RunAsync(shop.Customers, customers, state, cancellationToken: stop.Token))) return 1;

    Console.WriteLine("\nIn the shop one customer signs up, one changes, one goes, and a line is corrected");
    shop.Change();
    await using (var plan = await Customer.Sync.PlanAsync(shop.Customers, state, cancellationToken: stop.Token))
    {
        // Nothing was sent yet: this is what will be.
        Console.Write(plan);
        if (!Print(await plan.ApplyAsync(customers, stop.Token))) return 1;
    }

    return Print(await InvoiceLine.Sync.RunAsync(shop.InvoiceLines, lines, state, cancellationToken: stop.Token)) ? 0 : 1;
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static SqlServerTable Customers(string connectionString) => new(connectionString, "syncline_customers") { Schema = Schema, CreateIfMissing = true };

static SqlServerTable InvoiceLines(string connectionString) => new(connectionString, "syncline_invoice_lines") { Schema = Schema, CreateIfMissing = true };

static bool Print(SyncReport report)
{
    Console.WriteLine(report);
    if (report.Message is not null) Console.WriteLine($"  {report.Message}");
    foreach (var trouble in report.Troubled) Console.WriteLine($"  {trouble.Kind} {trouble.Key}: {trouble.Outcome}, {trouble.Reason}");
    return report.Status == SyncStatus.Succeeded;
}
