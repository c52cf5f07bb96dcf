using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>What docs/destinations/sqlite.md shows, run.</summary>
public sealed class DocumentTests
{
    [Fact]
    public async Task What_the_page_shows_delivers_the_rows_of_a_region()
    {
        using var folder = new TestFolder();
        folder.Sql("shop.db", "CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, FullName TEXT, Region TEXT); INSERT INTO customers VALUES (1, 'ada@example.com', 'Ada', 'EU'), (2, NULL, 'Bo', 'US')");
        var (shopFile, crmFile) = (folder["shop.db"], folder["crm.db"]);

        var source = SqliteSource.Query<Customer>(shopFile, "SELECT Id, Email, FullName AS Name FROM customers WHERE Region = $region", ("$region", "EU"));
        var crm = new SqliteTable(crmFile, "customers") { CreateIfMissing = true };
        var state = new SqliteStateStore(crmFile);      // the table's own file: exactly once

        var report = await Customer.Sync.RunAsync(source, crm, state, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(["1|ada@example.com|Ada"], folder.Rows("crm.db", "SELECT Id, Email, Name FROM customers"));
    }

    [Fact]
    public async Task What_the_page_shows_archives_a_record_whose_row_is_gone()
    {
        using var folder = new TestFolder();
        var crmFile = folder["crm.db"];

        var contacts = new SqliteTable(crmFile, "contacts") { CreateIfMissing = true, ArchiveColumn = "archived" };

        foreach (Contact[] rows in new[] { new Contact[] { new(1, "a"), new(2, "b") }, [new(1, "a")] })
        {
            var report = await Contact.Sync.RunAsync(SyncSource.From(rows), contacts, new SqliteStateStore(crmFile), cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(SyncStatus.Succeeded, report.Status);
        }

        Assert.Equal(["1|0", "2|1"], folder.Rows("crm.db", "SELECT Id, archived FROM contacts ORDER BY Id"));
    }
}
