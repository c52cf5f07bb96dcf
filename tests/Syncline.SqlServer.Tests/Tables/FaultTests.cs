using Syncline.Doubles;
using Syncline.Doubles.Faults;
using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>What goes wrong between a table and its server, on the double: a real one fails when it likes.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly SqlServerDouble _server = SqlServerDouble.Start();

    private async Task<TestTable> NewAsync()
    {
        var database = new TestTable(_server.ConnectionString(more: "Connect Retry Count=0;Command Timeout=2;Pooling=False"));
        await database.SqlAsync("CREATE TABLE c (Id int NOT NULL CONSTRAINT PK_c PRIMARY KEY, Email nvarchar(100) NULL, Name nvarchar(100) NULL); INSERT INTO c VALUES (1, 'old', NULL)");
        return database;
    }

    private static Operation<Customer, Customer.Key>[] Rows(int count) => [.. Enumerable.Range(1, count).Select(id => TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(id, "new", null)))];

    private Task<string[]> HeldAsync() => new TestTable(_server.ConnectionString()).RowsAsync("SELECT Id, Email FROM c ORDER BY 1");

    public static TheoryData<string, int> Steps()
    {
        var steps = new TheoryData<string, int>();
        foreach (var step in new[] { "TRUNCATE TABLE [#syncline_stage]", "INSERT BULK", "SAVE TRANSACTION", "UPDATE t SET", "INSERT INTO [dbo].[c]" })
        {
            foreach (var number in new[] { 1205, 1222, 40501, 8645, 601, 1203, 8630, 9002, 1105, 13535 }) steps.Add(step, number);
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_passes_undoes_the_whole_batch_and_it_is_worth_another_try(string step, int number)
    {
        var database = await NewAsync();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        var fault = _server.Faults.Fail(step, number);
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.ApplyAsync(delivery, Rows(3)));
        Assert.Equal((FailureEffect.NothingTransient, 1), (e.Effect, fault.Fired));
        Assert.Equal(["1|old"], await HeldAsync());
        Assert.All(await TestTable.ApplyAsync(delivery, Rows(3)), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|new", "2|new", "3|new"], await HeldAsync());
    }

    [Theory]
    [InlineData("INSERT BULK")]
    [InlineData("UPDATE t SET")]
    [InlineData("INSERT INTO [dbo].[c]")]
    public async Task A_connection_that_is_cut_undoes_the_batch_and_the_next_one_opens_another(string step)
    {
        var database = await NewAsync();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        foreach (var cut in new Func<Func<Request, bool>, int, int, Fault>[] { _server.Faults.DropBefore, _server.Faults.DropWhileAnswering, _server.Faults.DropAfter })
        {
            cut(FaultPlan.Holds(step), 1, 1);
            var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.ApplyAsync(delivery, Rows(3)));
            Assert.Equal(FailureEffect.NothingTransient, e.Effect);
            Assert.Equal(["1|old"], await HeldAsync());
        }

        Assert.All(await TestTable.ApplyAsync(delivery, Rows(3)), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
    }

    [Fact]
    public async Task A_statement_that_is_not_answered_in_time_undoes_the_batch()
    {
        var database = await NewAsync();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        _server.Faults.NeverAnswer(FaultPlan.Holds("UPDATE t SET"));
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.ApplyAsync(delivery, Rows(2)));
        Assert.Equal(FailureEffect.NothingTransient, e.Effect);
        Assert.Contains("did not answer in time", e.Message, StringComparison.Ordinal);
        Assert.All(await TestTable.ApplyAsync(delivery, Rows(2)), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_is_not_answered_is_in_doubt(bool done)
    {
        var database = await NewAsync();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        await using (var work = await delivery.ApplyAsync(new(1, Rows(2)), TestTable.Stop))
        {
            if (done) _server.Faults.DropAfter(FaultPlan.IsCommit);
            else _server.Faults.DropBefore(FaultPlan.IsCommit);
            var e = await Assert.ThrowsAsync<DestinationException>(async () => await work.CommitAsync(TestTable.Stop));
            Assert.Equal(FailureEffect.Unknown, e.Effect);
        }

        Assert.Equal(done ? ["1|new", "2|new"] : ["1|old"], await HeldAsync());
        // Rows are found by key, so sending them again does no harm.
        Assert.All(await TestTable.ApplyAsync(delivery, Rows(2)), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|new", "2|new"], await HeldAsync());
    }

    [Fact]
    public async Task A_connection_that_is_gone_before_the_commit_has_committed_nothing()
    {
        var database = await NewAsync();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        await using var work = await delivery.ApplyAsync(new(1, Rows(2)), TestTable.Stop);
        _server.KillConnections();
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await work.CommitAsync(TestTable.Stop));
        Assert.True(e.Effect is FailureEffect.Unknown or FailureEffect.NothingTransient);
        Assert.Equal(["1|old"], await HeldAsync());
    }

    [Fact]
    public async Task A_run_gets_through_a_deadlock_and_a_lost_connection()
    {
        var database = await NewAsync();
        _server.Faults.Fail("UPDATE t SET", 1205);
        _server.Faults.DropAfter(FaultPlan.Holds("INSERT INTO [dbo].[c]"));
        var report = await Customer.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, 50).Select(id => new Customer(id, "new", null))), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 50L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(50, (await HeldAsync()).Length);
    }

    [Fact]
    public async Task A_record_that_another_writer_has_made_meanwhile_is_found_at_the_second_try()
    {
        var database = await NewAsync();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        var fault = _server.Faults.Fail("INSERT INTO [dbo].[c]", 2627, 14, message: "Violation of PRIMARY KEY constraint 'PK_c'. Cannot insert duplicate key in object 'dbo.c'. The duplicate key value is (2).");
        Assert.All(await TestTable.ApplyAsync(delivery, Rows(3)), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(1, fault.Fired);
        Assert.Equal(["1|new", "2|new", "3|new"], await HeldAsync());
    }

    [Fact]
    public async Task A_record_that_the_account_never_sees_is_told()
    {
        var database = await NewAsync();
        _server.Faults.Fail("INSERT INTO [dbo].[c]", 2627, 14, message: "Violation of PRIMARY KEY constraint 'PK_c'. Cannot insert duplicate key in object 'dbo.c'. The duplicate key value is (2).", times: int.MaxValue);
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, new(1, "new", null), new(2, "new", null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected], TestTable.Outcomes(outcomes));
        Assert.StartsWith("A record with this key is there, and the account does not see it (", outcomes[1].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2628, "String or binary data would be truncated in table 'db.dbo.c', column 'Name'. Truncated value: 'x'.")]
    [InlineData(8115, "Arithmetic overflow error converting expression to data type int.")]
    [InlineData(33504, "The attempted operation failed because the target object 'db.dbo.c' has a block predicate that conflicts with this operation.")]
    public async Task A_row_that_the_server_refuses_is_rejected_with_its_words(int number, string message)
    {
        var database = await NewAsync();
        _server.Faults.Fail(request => request.Text.Contains("INSERT INTO [dbo].[c]", StringComparison.Ordinal) && request.Parameters["@a"] is int a && request.Parameters["@b"] is int b && a <= 5 && b >= 5, number, message: message, times: int.MaxValue);
        var outcomes = await TestTable.ApplyAsync(database.Table(), Rows(20));
        Assert.Equal([5], Enumerable.Range(0, 20).Where(i => outcomes[i].Outcome == Outcome.Rejected));
        Assert.Equal($"SQL Server refused the row: {message.TrimEnd('.')}, error {number}. Correct the row, or the column's type or rule.", outcomes[5].Reason);
        Assert.Equal(19, (await HeldAsync()).Length);
    }

    [Fact]
    public async Task A_right_that_is_missing_ends_the_run()
    {
        var database = await NewAsync();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        _server.Deny("db", "dbo.c", "UPDATE");
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.ApplyAsync(delivery, Rows(1)));
        Assert.Equal(FailureEffect.NothingPermanent, e.Effect);
        Assert.Contains("A right is missing", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _server.Dispose();
}
