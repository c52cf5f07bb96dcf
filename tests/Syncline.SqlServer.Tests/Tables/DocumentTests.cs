using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>What docs/destinations/sqlserver.md shows of the table, run.</summary>
public sealed class DocumentTests(ServerUnderTest server)
{
    [Fact]
    public async Task What_the_page_shows_writes_a_table_in_a_schema()
    {
        var database = await TestTable.NewAsync(server, "CREATE SCHEMA crm");
        var crmConnectionString = database.ConnectionString;

        var crm = new SqlServerTable(crmConnectionString, "customers") { Schema = "crm", CreateIfMissing = true };

        var report = await Customer.Sync.RunAsync(SyncSource.From<Customer>([new(1, "ada@example.com", "Ada")]), crm, new InMemoryStateStore(), cancellationToken: TestTable.Stop);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(["1|ada@example.com|Ada"], await database.RowsAsync("SELECT * FROM crm.customers"));
    }

    [Fact]
    public async Task State_and_table_in_one_database_commit_together()
    {
        var database = await TestTable.NewAsync(server);
        var state = new SqlServerStateStore(database.ConnectionString);
        foreach (var added in new[] { 2L, 0L })
        {
            var report = await Customer.Sync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A"), new(2, "b", "B")]), database.Table(create: true), state, cancellationToken: TestTable.Stop);
            Assert.Equal((SyncStatus.Succeeded, added), (report.Status, report.Counts.Added));
        }
    }
}
