using Syncline.Doubles;
using Syncline.Doubles.Engine.Storage;
using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>Rows that the table refuses are found among the others, and told what they ran into.</summary>
public sealed class RefusalTests(ServerUnderTest server)
{
    [Fact]
    public async Task Bad_rows_stand_alone_whatever_rule_they_break()
    {
        var database = await TestTable.NewAsync(server, """
            CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents VALUES (1);
            CREATE TABLE c ("Id" int PRIMARY KEY, "Parent" int NOT NULL CONSTRAINT "FK_parents" REFERENCES parents (id), "Label" nvarchar(100) CONSTRAINT "UX_label" UNIQUE CONSTRAINT "CK_label" CHECK (LEN([Label]) < 5));
            INSERT INTO c VALUES (100, 1, 'held')
            """);
        var rows = Enumerable.Range(1, 40).Select(id => new Node(id, 1, $"l{id}")).ToArray();
        rows[6] = new(7, 2, "l7");
        rows[13] = new(14, null, "l14");
        rows[20] = new(21, 1, "long label");
        rows[27] = new(28, 1, "held");
        var outcomes = await TestTable.ApplyAsync<Node, Node.Key>(database.Table(), [.. rows.Select(row => TestTable.Row<Node, Node.Key>(OperationKind.Upsert, row))]);
        Assert.Equal([6, 13, 20, 27], Enumerable.Range(0, 40).Where(i => outcomes[i].Outcome == Outcome.Rejected));
        Assert.Matches("^The table \\[dbo\\]\\.\\[parents\\] has no record for Parent = 2 to refer to by its id \\(.*FK_parents.*, error 547\\)\\. Deliver that record first, or correct the value\\.$", outcomes[6].Reason);
        Assert.Matches("^Column Parent gets null, and the table takes none there \\(.*, error 515\\)\\. Send a value, keep such rows out of the source, or allow null in the table\\.$", outcomes[13].Reason);
        Assert.Matches("^The row breaks a rule of the table with Label = 'long label' \\(.*CK_label.*, error 547\\)\\. Correct the row, or change the rule\\.$", outcomes[20].Reason);
        Assert.Matches("^The record \\(Id = 100\\) has Label = 'held' already, and the table takes it once \\(.*UX_label.*, error 2627\\)\\. Give one of the two another value; where two records exchange theirs, give one a third value first\\.$", outcomes[27].Reason);
        Assert.Equal(37, await database.CountAsync("c"));
    }

    [Fact]
    public async Task Two_records_exchange_a_unique_value_within_a_batch_and_name_each_other_across_two()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100) UNIQUE, "Name" nvarchar(100)); INSERT INTO c VALUES (1, 'a', 'A'), (2, 'b', 'B')""");
        // One statement writes both, and its rules are looked at when it is done.
        Assert.All(await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new(1, "b", "A"), new(2, "a", "B")), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|b|A", "2|a|B"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
        var one = await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new Customer(1, "a", "A"));
        Assert.StartsWith("The record (Id = 2) has Email = 'a' already", one[0].Reason, StringComparison.Ordinal);
        var other = await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new Customer(2, "b", "B"));
        Assert.StartsWith("The record (Id = 1) has Email = 'b' already", other[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_others_refer_to_is_not_deleted()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY); INSERT INTO c VALUES (1), (2), (3); CREATE TABLE letters (tag int REFERENCES c); INSERT INTO letters VALUES (2)""");
        var outcomes = await TestTable.ApplyAsync<Tag, Tag.Key>(database.Table(), new(OperationKind.Delete, new(1), null), new(OperationKind.Delete, new(2), null), new(OperationKind.Delete, new(3), null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Matches("^The table \\[dbo\\]\\.\\[letters\\] has records that refer to this one by tag \\(.*, error 547\\)\\. Remove them first, or let them refer to another\\.$", outcomes[1].Reason);
        Assert.Equal(["2"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task A_trigger_that_refuses_rows_leaves_the_others_alone()
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync("CREATE TABLE c (Id int PRIMARY KEY, Email nvarchar(100), Name nvarchar(100))");
        // One ends the transaction, one undoes it in the old way.
        server.AddTrigger("db", "c", TriggerEvents.Insert | TriggerEvents.Update, call =>
        {
            if (call.Inserted.Any(row => "thrown".Equals(row[2]))) TriggerCall.Throw("no such name", 50_001);
            if (call.Inserted.Any(row => "undone".Equals(row[2]))) call.RollBack();
        });
        Customer[] rows = [.. Enumerable.Range(0, 60).Select(id => new Customer(id, null, id == 17 ? "thrown" : id == 40 ? "undone" : "good"))];
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, rows);
        Assert.Equal([17, 40], Enumerable.Range(0, 60).Where(i => outcomes[i].Outcome != Outcome.Succeeded));
        Assert.Equal("A trigger of the table refused the row: no such name, error 50001. Correct the row, or change the rule.", outcomes[17].Reason);
        Assert.Matches("^A trigger of the table refused the row: .+, error 3609\\. Correct the row, or change the rule\\.$", outcomes[40].Reason);
        Assert.Equal(58, await database.CountAsync("c"));
        Assert.Equal(0, await database.CountAsync("c WHERE Name <> 'good'"));
    }

    [Theory]
    [InlineData(512, "Subquery returned more than 1 value.")]
    [InlineData(6522, "A .NET Framework error occurred during execution of user-defined routine or aggregate \"check\": System.ArgumentException: no such name.")]
    [InlineData(8623, "The query processor ran out of internal resources and could not produce a query plan.")]
    [InlineData(15600, "An invalid parameter or option was specified for procedure 'no such name'.")]
    public async Task What_a_trigger_runs_into_refuses_its_row_alone(int number, string message)
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync("CREATE TABLE c (Id int PRIMARY KEY, Email nvarchar(100), Name nvarchar(100))");
        server.AddTrigger("db", "c", TriggerEvents.Insert, call =>
        {
            if (call.Inserted.Any(row => "bad".Equals(row[2]))) TriggerCall.Throw(message, number);
        });
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, [.. Enumerable.Range(0, 8).Select(id => new Customer(id, null, id == 5 ? "bad" : "good"))]);
        Assert.Equal([5], Enumerable.Range(0, 8).Where(i => outcomes[i].Outcome != Outcome.Succeeded));
        Assert.Equal($"A trigger of the table refused the row: {message.TrimEnd('.')}, error {number}. Correct the row, or change the rule.", outcomes[5].Reason);
        Assert.Equal(7, await database.CountAsync("c"));
    }

    [Theory]
    [InlineData(6522)]
    [InlineData(512)]
    [InlineData(15600)]
    [InlineData(50001)]
    public async Task What_a_trigger_says_of_a_secret_is_left_out_whatever_its_number(int number)
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync("CREATE TABLE c (Id int PRIMARY KEY, Value nvarchar(100), Level int)");
        server.AddTrigger("db", "c", TriggerEvents.Insert, _ => TriggerCall.Throw("no hidden", number));
        var outcome = Assert.Single(await TestTable.ApplyAsync<Secret, Secret.Key>(database.Table(), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "hidden", 1))));
        Assert.Equal($"A trigger of the table refused the row: error {number}, whose message may hold a sensitive value and is left out. Correct the row, or change the rule.", outcome.Reason);
    }

    [Fact]
    public async Task An_error_that_nobody_knows_ends_the_run_without_its_words_where_they_may_quote_a_secret()
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync("CREATE TABLE c (Id int PRIMARY KEY, Value nvarchar(100), Level int)");
        server.Faults.Fail("INSERT INTO [dbo].[c]", 7999, message: "no hidden");
        var error = await Assert.ThrowsAsync<DestinationException>(() => TestTable.ApplyAsync<Secret, Secret.Key>(database.Table(), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "hidden", 1))));
        Assert.Contains("error 7999, whose message may hold a sensitive value and is left out", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_trigger_selects_is_not_taken_for_what_was_done()
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync("CREATE TABLE c (Id int PRIMARY KEY, Email nvarchar(100), Name nvarchar(100)); INSERT INTO c VALUES (1, 'a', 'A'), (2, 'b', 'B')");
        server.AddTrigger("db", "c", TriggerEvents.All, call => call.Select("left over", 0, 1, 2));
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new(1, "x", "X"), new(3, "y", "Y"), new(4, "z", "Z"));
        Assert.Equal([Outcome.Succeeded, Outcome.Skipped, Outcome.Skipped], TestTable.Outcomes(outcomes));
        outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, new(2, "x", "X"), new(3, "y", "Y"));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        outcomes = await TestTable.ApplyAsync<Customer, Customer.Key>(database.Table(), new(OperationKind.Delete, new(1), null), new(OperationKind.Delete, new(9), null));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal(["2|x", "3|y"], await database.RowsAsync("SELECT Id, Email FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Forty_bad_rows_among_two_thousand_are_found()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100), "Name" nvarchar(100) CHECK ("Name" <> 'bad'))""");
        Customer[] rows = [.. Enumerable.Range(0, 2_000).Select(id => new Customer(id, null, id % 50 == 7 ? "bad" : "good"))];
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Insert, rows);
        Assert.Equal(rows.Select(row => row.Name == "bad" ? Outcome.Rejected : Outcome.Succeeded), TestTable.Outcomes(outcomes));
        Assert.Equal(1_960, await database.CountAsync("c"));
    }
}
