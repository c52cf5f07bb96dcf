using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles;
using Syncline.Doubles.Faults;
using Xunit;

namespace Syncline.SqlServer.Tests.State;

/// <summary>Every statement that a state sends in its life: read by the parsers of SQL Server 2016 to 2025 and Azure SQL, and checked name by name and type by type against the tables it makes.</summary>
public sealed class StateStatementTests
{
    private const string Schema = "a ]schema";
    private const string LockProcedure = "CREATE PROCEDURE [dbo].[sp_getapplock] @Resource nvarchar(255), @LockMode varchar(32), @LockOwner varchar(32), @LockTimeout int AS RETURN 0";

    [Fact]
    public async Task Every_statement_is_one_that_each_version_reads()
    {
        foreach (var statement in await SentAsync())
        {
            foreach (var parser in new TSqlParser[] { new TSql130Parser(true), new TSql150Parser(true), new TSql160Parser(true), new TSql170Parser(true), new TSql170Parser(true, SqlEngineType.SqlAzure) })
            {
                using var reader = new StringReader(statement.Text);
                parser.Parse(reader, out var errors);
                Assert.True(errors.Count == 0, $"{parser.GetType().Name}: {string.Join("; ", errors.Select(error => error.Message))}\n{statement.Text}");
            }
        }
    }

    [Theory]
    [InlineData(SqlServerVersion.Sql130)]
    [InlineData(SqlServerVersion.Sql160)]
    [InlineData(SqlServerVersion.Sql170)]
    [InlineData(SqlServerVersion.SqlAzure)]
    public async Task Every_name_in_every_statement_is_one_of_the_tables(SqlServerVersion version)
    {
        var sent = await SentAsync();
        using var model = new TSqlModel(version, new TSqlModelOptions());
        model.AddObjects(LockProcedure);
        model.AddObjects(Assert.Single(sent, statement => statement.Text.StartsWith("CREATE SCHEMA", StringComparison.Ordinal)).Text);
        // A model takes definitions alone, each by itself.
        foreach (var definition in Assert.Single(sent, IsOfTables).Text.Split(';').Where(part => part.TrimStart().StartsWith("CREATE TABLE", StringComparison.Ordinal))) model.AddObjects(definition);
        // Nor does it know the server's own catalog.
        var rest = sent.Where(statement => statement.Text.Contains("syncline_", StringComparison.Ordinal) && !IsOfTables(statement) && !statement.Text.Contains("sys.", StringComparison.Ordinal)).ToList();
        Assert.True(rest.Count >= 12, $"{rest.Count}");
        for (var i = 0; i < rest.Count; i++) model.AddObjects($"CREATE PROCEDURE [dbo].[p{i}] {string.Join(", ", rest[i].Parameters.Select(parameter => $"{parameter.Key} {TypeOf(parameter.Value)}"))} AS BEGIN\n{rest[i].Text}\nEND");
        Assert.Equal("", string.Join("\n", model.Validate().Select(problem => problem.Message)));
    }

    [Fact]
    public void A_model_finds_a_name_that_is_none()
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        model.AddObjects("CREATE TABLE [dbo].[syncline_lease] ([state] nvarchar(440) NOT NULL)");
        model.AddObjects("CREATE PROCEDURE [dbo].[p] @state nvarchar(440) AS BEGIN SELECT l.[wrong] FROM [dbo].[syncline_lease] AS l WHERE l.[state] = @state END");
        Assert.Contains(model.Validate(), problem => problem.Message.Contains("wrong", StringComparison.Ordinal));
    }

    private static bool IsOfTables(Request statement) => statement.Text.Contains("CREATE TABLE", StringComparison.Ordinal);

    private static string TypeOf(object? value) => value switch { long => "bigint", byte[] => "varbinary(max)", string => "nvarchar(440)", _ => throw new ArgumentException($"{value} is of no type that a state sends.") };

    /// <summary>The statements, each once, of a state that is made, taken, written, read, replaced, lost and planned with.</summary>
    private static async Task<List<Request>> SentAsync()
    {
        using var server = SqlServerDouble.Start();
        var store = new SqlServerStateStore(server.ConnectionString(), Schema);
        ReadOnlyMemory<byte>[] segments = [new byte[] { 1 }, new byte[] { 2 }];
        await using (var session = await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop))
        {
            await session.AppendAsync(segments, null, Statements.Stop);
            await session.AppendAsync([], null, Statements.Stop);
            Assert.Equal(2, await session.ReadAsync(Statements.Stop).CountAsync(Statements.Stop));
            await session.ReplaceAsync(session.ReadAsync(Statements.Stop), Statements.Stop);
        }

        await using (var plan = await store.OpenAsync("a", StateAccess.Read, TimeProvider.System, Statements.Stop)) Assert.Equal(2, await plan.ReadAsync(Statements.Stop).CountAsync(Statements.Stop));
        await using (var session = await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop))
        {
            server.Execute("db", "UPDATE [a ]]schema].[syncline_lease] SET [fence] = [fence] + 1");
            await Assert.ThrowsAsync<LeaseLostException>(async () => await session.AppendAsync(segments, null, Statements.Stop));
        }

        // A state whose row says that it has no format is mended as it is replaced.
        server.Execute("db", "DELETE FROM [a ]]schema].[syncline_meta]; UPDATE [a ]]schema].[syncline_lease] SET [expires] = '0001-01-01'");
        await using (var session = await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop)) await session.ReplaceAsync(segments.ToAsyncEnumerable(), Statements.Stop);
        return [.. server.Log.Where(request => request.Kind is RequestKind.Batch or RequestKind.Call).DistinctBy(request => request.Text)];
    }
}
