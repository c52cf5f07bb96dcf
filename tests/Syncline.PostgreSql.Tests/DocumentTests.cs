using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests;

/// <summary>What docs/destinations/postgresql.md shows of sources and states, run.</summary>
public sealed class DocumentTests(Cluster cluster)
{
    [Fact]
    public async Task What_the_page_shows_delivers_the_rows_of_a_region()
    {
        var database = await cluster.NewDatabaseAsync();
        await Statements.ExecuteAsync(database, "CREATE TABLE visitors (id int PRIMARY KEY, email text, full_name text, region text); INSERT INTO visitors VALUES (1, 'ada@example.com', 'Ada', 'EU'), (2, NULL, 'Bo', 'US')");
        await using var shop = NpgsqlDataSource.Create(database);
        await using var crm = NpgsqlDataSource.Create(await cluster.NewDatabaseAsync());

        var source = PostgreSqlSource.Query<Visitor>(shop, "SELECT id, email, full_name AS name FROM visitors WHERE region = @region", ("@region", "EU"));
        var state = new PostgreSqlStateStore(crm, schema: "syncline");      // the table's own database: exactly once

        var report = await Visitor.Sync.RunAsync(source, new PostgreSqlTable(crm, "visitors") { CreateIfMissing = true }, state, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(["1|ada@example.com|Ada"], await Statements.RowsAsync(crm.ConnectionString, "SELECT \"Id\", \"Email\", \"Name\" FROM visitors"));
    }
}
