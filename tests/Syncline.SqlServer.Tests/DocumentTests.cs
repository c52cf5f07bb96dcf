using Microsoft.Data.SqlClient;
using Xunit;

namespace Syncline.SqlServer.Tests;

/// <summary>What docs/destinations/sqlserver.md shows of sources and states, run.</summary>
public sealed class DocumentTests(ServerUnderTest server)
{
    [Fact]
    public async Task What_the_page_shows_finds_the_rows_of_a_region_and_remembers_them()
    {
        var shop = await server.NewDatabaseAsync();
        await Statements.ExecuteAsync(shop, "CREATE TABLE visitors (id int PRIMARY KEY, email nvarchar(50), full_name nvarchar(50), region nvarchar(2)); INSERT INTO visitors VALUES (1, N'ada@example.com', N'Ada', N'EU'), (2, NULL, N'Bo', N'US')");
        var crmDatabase = await server.NewDatabaseAsync();
        Func<SqlConnection> crm = () => new SqlConnection(crmDatabase);

        var source = SqlServerSource.Query<Visitor>(shop, "SELECT id, email, full_name AS name FROM visitors WHERE region = @region", ("@region", "EU"));
        var state = new SqlServerStateStore(crm, schema: "syncline");      // the table's own database: exactly once

        foreach (var (added, unchanged) in new[] { (1L, 0L), (0L, 1L) })
        {
            var report = await Visitor.Sync.RunAsync(source, new InMemoryDestination(), state, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((SyncStatus.Succeeded, added, unchanged), (report.Status, report.Counts.Added, report.Counts.Unchanged));
        }
    }

    [Fact]
    public void A_function_may_bring_a_token_along()
    {
        const string connectionString = "Server=crm.example.com;Database=crm";
        Func<SqlConnection> crm = () => new SqlConnection(connectionString) { AccessTokenCallback = GetTokenAsync };
        Assert.Equal("SQL Server state in the database crm on crm.example.com, schema dbo", new SqlServerStateStore(crm).Name);

        static Task<SqlAuthenticationToken> GetTokenAsync(SqlAuthenticationParameters parameters, CancellationToken cancellationToken)
            => Task.FromResult(new SqlAuthenticationToken("token", DateTimeOffset.MaxValue));
    }
}
