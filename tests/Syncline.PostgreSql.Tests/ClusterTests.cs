using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests;

public sealed class ClusterTests(Cluster cluster)
{
    [Fact]
    public async Task A_server_runs()
    {
        await using var connection = new NpgsqlConnection(await cluster.NewDatabaseAsync());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        Assert.True(connection.PostgreSqlVersion.Major >= 13);
    }
}
