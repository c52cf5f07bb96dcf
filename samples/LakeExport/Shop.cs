using Microsoft.Data.Sqlite;
using Syncline;

namespace LakeExport;

/// <summary>The shop's database: a copy of the Chinook data, so that the sample can change it.</summary>
internal sealed class Shop
{
    private readonly string _file;

    public Shop(string file)
    {
        _file = file;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Data", "chinook.sqlite"), file);
        File.SetAttributes(file, FileAttributes.Normal);
    }

    public ISyncSource<Customer> Customers => SqliteSource.Query<Customer>(_file, "SELECT CustomerId, FirstName, LastName, Company, Country, Email FROM Customer");

    public ISyncSource<Invoice> Invoices => SqliteSource.Query<Invoice>(_file, "SELECT InvoiceId, CustomerId, InvoiceDate, BillingCountry, Total FROM Invoice");

    public ISyncSource<Purchase> Purchases => SqliteSource.Query<Purchase>(_file, "SELECT InvoiceId, CustomerId, Total FROM Invoice");

    /// <summary>What happens in a shop between two runs.</summary>
    public void Change()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO Customer (CustomerId, FirstName, LastName, Country, Email) VALUES (60, 'Ada', 'Nilsen', 'Norway', 'ada.nilsen@example.com');
            UPDATE Customer SET Email = 'luis@example.com' WHERE CustomerId = 1;
            UPDATE Customer SET Company = 'Köhler & Söhne, "Musik"' WHERE CustomerId = 2;
            DELETE FROM InvoiceLine WHERE InvoiceId IN (SELECT InvoiceId FROM Invoice WHERE CustomerId = 59);
            DELETE FROM Invoice WHERE CustomerId = 59;
            DELETE FROM Customer WHERE CustomerId = 59;
            INSERT INTO Invoice (InvoiceId, CustomerId, InvoiceDate, BillingCountry, Total) VALUES (413, 60, '2026-01-02 00:00:00', 'Norway', 5.94);
            """;
        command.ExecuteNonQuery();
    }
}
