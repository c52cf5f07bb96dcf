using Npgsql;
using Syncline;

namespace PostgreSqlQuickStart;

/// <summary>The shop's schema: the Chinook customers and invoices, and what happens to them.</summary>
internal sealed class Shop(NpgsqlDataSource database)
{
    public const string Schema = "quickstart_shop";
    public const string Customers = $"""SELECT "CustomerId", "FirstName", "LastName", "Company", "Country", "Email" FROM {Schema}.customers""";
    public const string Invoices = $"""SELECT "InvoiceId", "CustomerId", "InvoiceDate", "BillingCountry", "Total" FROM {Schema}.invoices""";

    /// <summary>Copies the sample's SQLite file into the schema: from one database to another is a sync like any other.</summary>
    public async Task FillAsync(CancellationToken stop)
    {
        var chinook = $"Data Source={Path.Combine(AppContext.BaseDirectory, "Data", "chinook.sqlite")};Mode=ReadOnly";
        // Copied once, and nothing to be remembered of it.
        var state = new InMemoryStateStore();
        var customers = SqliteSource.Query<Customer>(chinook, "SELECT CustomerId, FirstName, LastName, Company, Country, Email FROM Customer");
        var invoices = SqliteSource.Query<Invoice>(chinook, "SELECT InvoiceId, CustomerId, InvoiceDate, BillingCountry, Total FROM Invoice");
        Check(await Customer.ShopSync.RunAsync(customers, Table("customers"), state, cancellationToken: stop));
        Check(await Invoice.ShopSync.RunAsync(invoices, Table("invoices"), state, cancellationToken: stop));
    }

    /// <summary>What happens in a shop between two runs.</summary>
    public Task ChangeAsync(CancellationToken stop) => ExecuteAsync($"""
        INSERT INTO {Schema}.customers ("CustomerId", "FirstName", "LastName", "Country", "Email") VALUES
            (60, 'Ada', 'Nilsen', 'Norway', 'ada.nilsen@example.com'),
            (61, 'Wanjiru', 'Kamau', 'Kenya', 'wanjiru@example.com');
        UPDATE {Schema}.customers SET "Company" = 'Köhler & Söhne' WHERE "CustomerId" = 2;
        UPDATE {Schema}.customers SET "Company" = NULL WHERE "CustomerId" = 5;
        DELETE FROM {Schema}.invoices WHERE "CustomerId" = 59;
        DELETE FROM {Schema}.customers WHERE "CustomerId" = 59;
        UPDATE {Schema}.invoices SET "Total" = 2.97 WHERE "InvoiceId" = 1;
        """, stop);

    public async Task ExecuteAsync(string sql, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(stop);
    }

    private PostgreSqlTable Table(string name) => new(database, name) { Schema = Schema, CreateIfMissing = true };

    private static void Check(SyncReport report)
    {
        if (report.Status != SyncStatus.Succeeded) throw new InvalidOperationException($"{report}\n{report.Message}");
    }
}
