using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>A permanent table that rows are staged in.</summary>
public sealed class StagingTests(ServerUnderTest server)
{
    private const string Customers = "CREATE TABLE c (Id int PRIMARY KEY, Email nvarchar(100), Name nvarchar(100))";

    private static SqlServerTable Table(TestTable database, string stage = "c ]stage") => new(database.ConnectionString, "c") { StagingTable = stage };

    [Fact]
    public async Task Rows_go_through_a_permanent_table_that_is_made_and_kept()
    {
        var database = await TestTable.NewAsync(server, Customers);
        await TestTable.ApplyAsync(Table(database), OperationKind.Upsert, new(1, "a", "A"), new(2, "b", "B"));
        await TestTable.ApplyAsync(Table(database), OperationKind.Upsert, new(2, "B", "B"), new(3, "c", "C"));
        Assert.Equal(["1|a|A", "2|B|B", "3|c|C"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
        Assert.Equal(1, await database.CountAsync("sys.tables WHERE name = 'c ]stage'"));
    }

    [Fact]
    public async Task Two_runs_do_not_share_one()
    {
        var database = await TestTable.NewAsync(server, Customers);
        await using var first = await TestTable.OpenAsync<Customer, Customer.Key>(Table(database), OperationKinds.Upsert);
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.OpenAsync<Customer, Customer.Key>(Table(database), OperationKinds.Upsert));
        Assert.Equal(FailureEffect.NothingTransient, e.Effect);
        Assert.Contains("The staging table [c ]]stage] in ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("is in use by another run. Wait for it, or name another StagingTable for each sync.", e.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await (await TestTable.OpenAsync<Customer, Customer.Key>(Table(database), OperationKinds.Upsert)).DisposeAsync();
    }

    [Fact]
    public async Task One_that_is_made_for_something_else_is_told()
    {
        var database = await TestTable.NewAsync(server, $"{Customers}; CREATE TABLE other (o int, k tinyint, c0 bigint, c1 nvarchar(100), c2 nvarchar(100))");
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.OpenAsync<Customer, Customer.Key>(Table(database, "other"), OperationKinds.Upsert));
        Assert.EndsWith("is not made for this sync: it lacks c0 int. Name another StagingTable, or drop this one: it is made anew.", e.Message, StringComparison.Ordinal);
    }
}
