using Microsoft.Data.Sqlite;
using Syncline;

namespace SqlServerUpsert;

/// <summary>The shop's database: a copy of the Chinook data in a folder of the sample's own, so that it can be changed.</summary>
internal sealed class Shop : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("syncline-sqlserver-");
    private readonly string _database;

    public Shop()
    {
        var file = Path.Combine(_folder.FullName, "shop.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Data", "chinook.sqlite"), file);
        File.SetAttributes(file, FileAttributes.Normal);
        _database = new SqliteConnectionStringBuilder { DataSource = file }.ToString();
    }

    public ISyncSource<Customer> Customers => SqliteSource.Query<Customer>(_database, "SELECT CustomerId, FirstName, LastName, Company, Country, Email FROM Customer");

    public ISyncSource<InvoiceLine> InvoiceLines => SqliteSource.Query<InvoiceLine>(_database, "SELECT InvoiceId, InvoiceLineId, TrackId, UnitPrice, Quantity FROM InvoiceLine");

    /// <summary>What happens in a shop between two runs.</summary>
    public void Change()
    {
        using var connection = new SqliteConnection(_database);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO Customer (CustomerId, FirstName, LastName, Country, Email) VALUES (60, 'Ada', 'Nilsen', 'Norway', 'ada.nilsen@example.com');
            UPDATE Customer SET Company = 'Köhler & Söhne' WHERE CustomerId = 2;
            DELETE FROM InvoiceLine WHERE InvoiceId IN (SELECT InvoiceId FROM Invoice WHERE CustomerId = 59);
            DELETE FROM Invoice WHERE CustomerId = 59;
            DELETE FROM Customer WHERE CustomerId = 59;
            UPDATE InvoiceLine SET Quantity = 3 WHERE InvoiceLineId = 1;
            """;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
