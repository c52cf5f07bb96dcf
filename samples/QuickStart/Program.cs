using QuickStart;
using Syncline;

// The sample kills a process of its own: this is what that one does.
if (KilledRun.IsVictim(args)) return await KilledRun.RunVictimAsync(args);
if (Arguments.AskForHelp(args))
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}

if (Arguments.TryParse(args, out var arguments) is { } problem)
{
    Console.Error.WriteLine(problem);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

using var folder = new WorkFolder();
var shop = arguments.Source ?? ShopFile.Copy(folder.File("shop.db"), arguments.Rows);
var crm = folder.File("crm.db");
var shopDatabase = WorkFolder.ConnectionString(shop, readOnly: true);
var crmDatabase = WorkFolder.ConnectionString(crm);
var customers = SqliteSource.Query<Customer>(shopDatabase, arguments.Query ?? ShopFile.Customers(arguments.Rows));
var customersInCrm = new SqliteTable(crmDatabase, "customers") { CreateIfMissing = true };
// State and tables share a file, so a batch and what the state says of it commit together: exactly once, whatever happens.
var state = new SqliteStateStore(crmDatabase);
var expected = new Expectations();

Steps.Title("First run: every row is new");
expected.Report(await Steps.RunAsync(options => Customer.Sync.RunAsync(customers, customersInCrm, state, options, stop.Token)), SyncStatus.Succeeded);
// The steps after this one show what a run does with the state that it left.
if (expected.ExitCode != 0) return expected.ExitCode;
if (arguments.Source is not null || arguments.Rows is not null)
{
    Steps.Title("Again: nothing changed, nothing is sent");
    expected.Report(await Steps.RunAsync(options => Customer.Sync.RunAsync(customers, customersInCrm, state, options, stop.Token)), SyncStatus.Succeeded);
    return expected.ExitCode;
}

var invoices = SqliteSource.Query<Invoice>(shopDatabase, "SELECT InvoiceId, CustomerId, InvoiceDate, BillingCountry, Total FROM Invoice");
var invoicesInCrm = new SqliteTable(crmDatabase, "invoices") { CreateIfMissing = true };
expected.Report(await Steps.RunAsync(options => Invoice.Sync.RunAsync(invoices, invoicesInCrm, state, options, stop.Token)), SyncStatus.Succeeded);

Steps.Title("Again: nothing changed, nothing is sent");
expected.Report(await Steps.RunAsync(options => Customer.Sync.RunAsync(customers, customersInCrm, state, options, stop.Token)), SyncStatus.Succeeded);
expected.Report(await Steps.RunAsync(options => Invoice.Sync.RunAsync(invoices, invoicesInCrm, state, options, stop.Token)), SyncStatus.Succeeded);

Steps.Title("In the shop two customers sign up, three change, one goes with his invoices, and an invoice is corrected");
ShopFile.Change(shop);
await using (var plan = await Customer.Sync.PlanAsync(customers, state, cancellationToken: stop.Token))
{
    // Nothing was sent yet: this is what will be.
    Console.Write(plan);
    expected.Report(await plan.ApplyAsync(customersInCrm, stop.Token), SyncStatus.Succeeded);
}

await using (var plan = await Invoice.Sync.PlanAsync(invoices, state, cancellationToken: stop.Token))
{
    Console.Write(plan);
    expected.Report(await plan.ApplyAsync(invoicesInCrm, stop.Token), SyncStatus.Succeeded);
}

Steps.Title("A query gone wrong: its filter leaves out most customers, and a guard stops the run");
var filtered = SqliteSource.Query<Customer>(shopDatabase, $"{ShopFile.Customers(null)} WHERE Country = 'USA'");
expected.Report(await Steps.RunAsync(options => Customer.Sync.RunAsync(filtered, customersInCrm, state, options, stop.Token)), SyncStatus.Stopped);

Steps.Title("The CRM afterwards; invoices that left the shop stay, for WhenRemoved is Keep");
expected.Same(shop, crm);

var place = new Place(shop, crm, state, expected, stop.Token);
await Purchases.DeliverAsync(place);
await BigSpenders.FollowAsync(place);
await KilledRun.ShowAsync(folder, expected, stop.Token);
return expected.ExitCode;
