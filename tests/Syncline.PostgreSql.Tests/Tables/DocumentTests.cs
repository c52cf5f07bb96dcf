using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>What docs/destinations/postgresql.md shows of the table, run.</summary>
public sealed class DocumentTests(Cluster cluster)
{
    [Fact]
    public async Task What_the_page_shows_writes_a_table_in_a_schema()
    {
        var database = await TestTable.NewAsync(cluster, "CREATE SCHEMA crm");
        await using var crmDatabase = NpgsqlDataSource.Create(database.ConnectionString);

        var crm = new PostgreSqlTable(crmDatabase, "customers") { Schema = "crm", CreateIfMissing = true };

        var report = await Customer.Sync.RunAsync(SyncSource.From<Customer>([new(1, "ada@example.com", "Ada")]), crm, new InMemoryStateStore(), cancellationToken: TestTable.Stop);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(["1|ada@example.com|Ada"], await database.RowsAsync("SELECT * FROM crm.customers"));
    }
}
