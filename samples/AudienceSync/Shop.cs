using Microsoft.Data.Sqlite;
using Syncline;

namespace AudienceSync;

/// <summary>The shop's database: a copy of the Chinook data, so that the sample can change it.</summary>
internal sealed class Shop
{
    private readonly string _file;

    public Shop(string file)
    {
        _file = file;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Data", "chinook.sqlite"), file);
        File.SetAttributes(file, FileAttributes.Normal);
        Execute("CREATE TABLE Former (CustomerId INTEGER, Email TEXT); INSERT INTO Former VALUES (901, 'former@example.com'), (902, 'gone@example.com')");
    }

    public ISyncSource<Subscriber> Subscribers => Query<Subscriber>("SELECT Email AS email_address, FirstName AS FNAME, LastName AS LNAME, Country AS COUNTRY FROM Customer");

    public ISyncSource<BigSpender> BigSpenders => Query<BigSpender>("SELECT Email FROM Customer JOIN Invoice USING (CustomerId) GROUP BY CustomerId HAVING sum(Total) > 40");

    public ISyncSource<Purchase> Purchases => Query<Purchase>("SELECT InvoiceId, Email, InvoiceDate AS OccurredAt, Total FROM Invoice JOIN Customer USING (CustomerId)");

    public ISyncSource<FormerSubscriber> FormerSubscribers => Query<FormerSubscriber>("SELECT Email FROM Former");

    public ISyncSource<Contact> Contacts => Query<Contact>("SELECT CustomerId, FirstName, LastName, Email, Country AS MailingCountry FROM Customer");

    public ISyncSource<OrderPlaced> Orders => Query<OrderPlaced>("SELECT InvoiceId AS Invoice_Id__c, CustomerId AS Customer_Id__c, Total AS Total__c FROM Invoice");

    public ISyncSource<FormerContact> FormerContacts => Query<FormerContact>("SELECT CustomerId FROM Former");

    public ISyncSource<AppUser> Users => Query<AppUser>("SELECT CustomerId AS external_id, FirstName || ' ' || LastName AS Name, Email FROM Customer");

    public ISyncSource<TopBuyer> TopBuyers => Query<TopBuyer>("SELECT CustomerId AS external_id FROM Invoice GROUP BY CustomerId HAVING sum(Total) > 40");

    public ISyncSource<Ordered> OrdersOfUsers => Query<Ordered>("SELECT InvoiceId, CustomerId AS user_id, InvoiceDate AS CreatedAt, Total FROM Invoice");

    public ISyncSource<FormerUser> FormerUsers => Query<FormerUser>("SELECT CustomerId AS external_id FROM Former");

    /// <summary>What happens in a shop between two runs: one signs up and buys, two change, one goes with his invoices.</summary>
    public void Change() => Execute("""
        INSERT INTO Customer (CustomerId, FirstName, LastName, Country, Email) VALUES (60, 'Ada', 'Nilsen', 'Norway', 'ada.nilsen@example.com');
        INSERT INTO Invoice (InvoiceId, CustomerId, InvoiceDate, BillingCountry, Total) VALUES (413, 60, '2026-01-02 00:00:00', 'Norway', 45.94);
        UPDATE Customer SET Country = 'Portugal' WHERE CustomerId = 1;
        UPDATE Customer SET LastName = 'Köhler-Stein' WHERE CustomerId = 2;
        DELETE FROM InvoiceLine WHERE InvoiceId IN (SELECT InvoiceId FROM Invoice WHERE CustomerId = 6);
        DELETE FROM Invoice WHERE CustomerId = 6;
        DELETE FROM Customer WHERE CustomerId = 6;
        """);

    private ISyncSource<T> Query<T>(string sql)
        where T : ISyncModel<T>
        => SqliteSource.Query<T>(_file, sql);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
