using Npgsql;
using PostgreSqlQuickStart;
using Syncline;

const string Crm = "quickstart_crm";
if (args is not [var connectionString, .. var rest] || connectionString.StartsWith("--", StringComparison.Ordinal) || rest is not ([] or ["--keep"]))
{
    Console.WriteLine($"""
        Usage: dotnet run --project samples/PostgreSqlQuickStart -- "Host=localhost;Database=demo;Username=me" [--keep]
          The account must be allowed to create schemas. The sample makes two, {Shop.Schema} and {Crm}, and drops them when it is done; --keep leaves them to be looked at.
        """);
    return args is ["--help" or "-h" or "-?"] ? 0 : 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

NpgsqlDataSource database;
try
{
    database = NpgsqlDataSource.Create(connectionString);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"The connection string can't be read: {e.GetType().Name}. Write it as in Host=localhost;Database=demo;Username=me.");
    return 2;
}

await using (database)
{
    var shop = new Shop(database);
    try
    {
        await shop.ExecuteAsync($"CREATE SCHEMA {Shop.Schema}; CREATE SCHEMA {Crm}", stop.Token);
    }
    catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateSchema)
    {
        Console.Error.WriteLine($"{e.MessageText}: an earlier run of the sample left it. Drop what it made: DROP SCHEMA IF EXISTS {Shop.Schema}, {Crm} CASCADE");
        return 1;
    }
    catch (NpgsqlException e)
    {
        Console.Error.WriteLine($"The sample's schemas can't be created: {e.Message}");
        return 1;
    }

    try
    {
        await shop.FillAsync(stop.Token);
        return await SyncAsync(shop);
    }
    finally
    {
        if (rest is []) await shop.ExecuteAsync($"DROP SCHEMA {Shop.Schema}, {Crm} CASCADE", CancellationToken.None);
    }
}

async Task<int> SyncAsync(Shop shop)
{
    var customers = PostgreSqlSource.Query<Customer>(database, Shop.Customers);
    var invoices = PostgreSqlSource.Query<Invoice>(database, Shop.Invoices);
    var customersInCrm = new PostgreSqlTable(database, "customers") { Schema = Crm, CreateIfMissing = true };
    var invoicesInCrm = new PostgreSqlTable(database, "invoices") { Schema = Crm, CreateIfMissing = true };
    // State and tables share a database, so a batch and what the state says of it commit together: exactly once, whatever happens.
    var state = new PostgreSqlStateStore(database, Crm);
    var expected = new Expectations(database);

    Console.WriteLine("First run: every row is new");
    expected.Report(await Customer.CrmSync.RunAsync(customers, customersInCrm, state, cancellationToken: stop.Token), SyncStatus.Succeeded, sent: 59);
    expected.Report(await Invoice.CrmSync.RunAsync(invoices, invoicesInCrm, state, cancellationToken: stop.Token), SyncStatus.Succeeded, sent: 412);

    Console.WriteLine("\nAgain: nothing changed, nothing is sent");
    expected.Report(await Customer.CrmSync.RunAsync(customers, customersInCrm, state, cancellationToken: stop.Token), SyncStatus.Succeeded, sent: 0);

    Console.WriteLine("\nIn the shop two customers sign up, two change, one goes with his invoices, and an invoice is corrected");
    await shop.ChangeAsync(stop.Token);
    await using (var plan = await Customer.CrmSync.PlanAsync(customers, state, cancellationToken: stop.Token))
    {
        // Nothing was sent yet: this is what will be.
        Console.Write(plan);
        expected.Report(await plan.ApplyAsync(customersInCrm, stop.Token), SyncStatus.Succeeded, sent: 5);
    }

    await using (var plan = await Invoice.CrmSync.PlanAsync(invoices, state, cancellationToken: stop.Token))
    {
        Console.Write(plan);
        expected.Report(await plan.ApplyAsync(invoicesInCrm, stop.Token), SyncStatus.Succeeded, sent: 1);
    }

    Console.WriteLine("\nA query gone wrong: its filter leaves out most customers, and a guard stops the run");
    var filtered = PostgreSqlSource.Query<Customer>(database, $"""{Shop.Customers} WHERE "Country" = @country""", ("@country", "USA"));
    expected.Report(await Customer.CrmSync.RunAsync(filtered, customersInCrm, state, cancellationToken: stop.Token), SyncStatus.Stopped, sent: 0);

    Console.WriteLine("\nThe CRM afterwards; invoices that left the shop stay, for WhenRemoved is Keep");
    await expected.SameAsync("customers", Shop.Customers, $"""SELECT "CustomerId", "FirstName", "LastName", "Company", "Country", "Email" FROM {Crm}.customers""", stop.Token);
    await expected.SameAsync("invoices", Shop.Invoices, $"""SELECT "InvoiceId", "CustomerId", "InvoiceDate", "BillingCountry", "Total" FROM {Crm}.invoices WHERE "CustomerId" <> 59""", stop.Token);
    return expected.ExitCode;
}
