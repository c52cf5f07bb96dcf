using Microsoft.Data.Sqlite;

namespace QuickStart;

/// <summary>The shop's database: a copy of the Chinook data, so that the sample can change it.</summary>
internal static class ShopFile
{
    /// <summary>What the CRM's table holds.</summary>
    public const string CustomersInCrm = "SELECT CustomerId, FirstName, LastName, Company, Country, Email FROM customers";

    /// <summary>The query whose result is synced.</summary>
    public static string Customers(int? rows)
        => $"SELECT CustomerId, FirstName, LastName, Company, Country, Email FROM {(rows is null ? "Customer" : "Synthetic")}";

    /// <summary>Copies the shop's data, and makes synthetic customers where asked to.</summary>
    public static string Copy(string to, int? rows)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Data", "chinook.sqlite"), to);
        File.SetAttributes(to, FileAttributes.Normal);
        if (rows is { } count) MakeCustomers(to, count);
        return to;
    }

    /// <summary>What happens in a shop between two runs.</summary>
    public static void Change(string file) => Execute(file, """
        INSERT INTO Customer (CustomerId, FirstName, LastName, Country, Email) VALUES
            (60, 'Ada', 'Nilsen', 'Norway', 'ada.nilsen@example.com'),
            (61, 'Wanjiru', 'Kamau', 'Kenya', 'wanjiru@example.com');
        UPDATE Customer SET Email = 'luis@example.com' WHERE CustomerId = 1;
        UPDATE Customer SET Company = 'Köhler & Söhne' WHERE CustomerId = 2;
        UPDATE Customer SET Company = NULL WHERE CustomerId = 5;
        DELETE FROM InvoiceLine WHERE InvoiceId IN (SELECT InvoiceId FROM Invoice WHERE CustomerId = 59);
        DELETE FROM Invoice WHERE CustomerId = 59;
        DELETE FROM Customer WHERE CustomerId = 59;
        UPDATE Invoice SET Total = 2.97 WHERE InvoiceId = 1;
        """);

    /// <summary>A customer buys, and another sends a purchase back.</summary>
    public static void SellMore(string file) => Execute(file, """
        INSERT INTO Invoice (InvoiceId, CustomerId, InvoiceDate, BillingCountry, Total) VALUES (413, 24, '2026-01-02 00:00:00', 'USA', 5.94);
        DELETE FROM InvoiceLine WHERE InvoiceId IN (SELECT InvoiceId FROM Invoice WHERE CustomerId = 46);
        DELETE FROM Invoice WHERE InvoiceId = (SELECT InvoiceId FROM Invoice WHERE CustomerId = 46 ORDER BY Total DESC LIMIT 1);
        """);

    private static void MakeCustomers(string file, int rows) => Execute(file, $"""
        CREATE TABLE Synthetic (CustomerId INTEGER PRIMARY KEY, FirstName TEXT NOT NULL, LastName TEXT NOT NULL, Company TEXT, Country TEXT, Email TEXT NOT NULL);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
        INSERT INTO Synthetic
            SELECT i, 'First' || (i % 5000), 'Last' || (i % 7919), CASE WHEN i % 3 = 0 THEN 'Company ' || (i % 977) END, 'Country ' || (i % 24), 'user' || i || '@example.com' FROM n;
        """);

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection(WorkFolder.ConnectionString(file));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
