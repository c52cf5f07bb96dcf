using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>What a batch does to a table, operation by operation.</summary>
public sealed class BatchTests(ServerUnderTest server)
{
    private const string Customers = """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100), "Name" nvarchar(100))""";

    [Fact]
    public async Task Insert_creates_what_is_not_there_and_leaves_what_is()
    {
        var database = await TestTable.NewAsync(server, $"{Customers}; INSERT INTO c VALUES (2, 'old', 'B')");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Insert, new(1, "a", null), new(2, "new", "N"), new(3, null, null));
        Assert.Equal([Outcome.Succeeded, Outcome.Skipped, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal("A record with this key is there already.", outcomes[1].Reason);
        Assert.Equal(["1|a|null", "2|old|B", "3|null|null"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Update_changes_what_is_there_and_creates_nothing()
    {
        var database = await TestTable.NewAsync(server, $"{Customers}; INSERT INTO c VALUES (2, 'old', 'B')");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new(1, "a", null), new(2, "new", null));
        Assert.Equal([Outcome.Skipped, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal("There is no record with this key.", outcomes[0].Reason);
        Assert.Equal(["2|new|null"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Kinds_of_one_batch_are_applied_with_removals_first()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100) UNIQUE, "Name" nvarchar(100)); INSERT INTO c VALUES (1, 'taken', 'A'), (2, 'b', 'B'), (3, 'c', 'C')""");
        Operation<Customer, Customer.Key>[] batch =
        [
            TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(4, "taken", "D")), new(OperationKind.Delete, new(1), null), new(OperationKind.Delete, new(9), null),
            new(OperationKind.Clear, new(2), null), new(OperationKind.Clear, new(8), null), TestTable.Row<Customer, Customer.Key>(OperationKind.Update, new(3, "C", "C")),
        ];
        Assert.All(await TestTable.ApplyAsync(database.Table(), batch), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["2|null|null", "3|C|C", "4|taken|D"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_key_alone_is_a_row_too()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY); INSERT INTO c VALUES (1)""");
        Operation<Tag, Tag.Key> Row(OperationKind kind, int id) => TestTable.Row<Tag, Tag.Key>(kind, new(id));
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, 1), Row(OperationKind.Upsert, 2), Row(OperationKind.Insert, 3), Row(OperationKind.Update, 4), new(OperationKind.Clear, new(5), null));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Skipped, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal(["1", "2", "3"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Keys_of_parts_in_another_order_than_their_columns_find_their_records()
    {
        var database = await TestTable.NewAsync(server);
        var table = database.Table(create: true);
        await TestTable.ApplyAsync<Product, Product.Key>(table, TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(1, "one", "a")), TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(2, "two", "a")));
        await TestTable.ApplyAsync<Product, Product.Key>(table, new Operation<Product, Product.Key>(OperationKind.Delete, new("a", 1), null));
        Assert.Equal(["2|two|a"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task A_null_left_out_takes_the_default_and_keeps_the_old_value()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100) DEFAULT 'none', "Score" int NOT NULL DEFAULT (100 + 1)); INSERT INTO c VALUES (1, 'kept', 7)""");
        Operation<Patch, Patch.Key> Row(OperationKind kind, Patch row) => TestTable.Row<Patch, Patch.Key>(kind, row);
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, new(1, null, 8)), Row(OperationKind.Upsert, new(2, null, null)), Row(OperationKind.Insert, new(3, "e", null)));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|kept|8", "2|none|101", "3|e|101"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_default_of_another_type_does_not_change_what_is_sent()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100) DEFAULT (0), "Score" int)""");
        Operation<Patch, Patch.Key> Row(int id, string? email) => TestTable.Row<Patch, Patch.Key>(OperationKind.Upsert, new(id, email, 1));
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(1, "007"), Row(2, "abc"), Row(3, null));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|007|1", "2|abc|1", "3|0|1"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Archiving_sets_the_column_and_writing_takes_it_back()
    {
        foreach (var type in new[] { "bit NOT NULL DEFAULT (0)", "smallint", "decimal(3,1)" })
        {
            var database = await TestTable.NewAsync(server, $"""CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100), gone {type}); INSERT INTO c ("Id", "Email") VALUES (1, 'a')""");
            var table = new SqlServerTable(database.ConnectionString, "c") { ArchiveColumn = "gone" };
            await TestTable.ApplyAsync<Contact, Contact.Key>(table, new(OperationKind.Archive, new(1), null), new(OperationKind.Archive, new(2), null), TestTable.Row<Contact, Contact.Key>(OperationKind.Upsert, new(3, "c")));
            Assert.Equal(["1|1", "3|0"], await database.RowsAsync("""SELECT "Id", CAST(gone AS bit) FROM c ORDER BY 1"""));
            await TestTable.ApplyAsync<Contact, Contact.Key>(table, TestTable.Row<Contact, Contact.Key>(OperationKind.Upsert, new(1, "b")));
            Assert.Equal(["1|b|0"], await database.RowsAsync("""SELECT "Id", "Email", CAST(gone AS bit) FROM c WHERE "Id" = 1"""));
        }
    }

    [Fact]
    public async Task Names_of_any_kind_are_quoted()
    {
        var database = await TestTable.NewAsync(server, "CREATE SCHEMA [a.b ]]c]\nGO\nCREATE TABLE victims (id int)");
        foreach (var name in new[] { "select", "a \"b\" c", "a ]b[ c", "Robert'); DROP TABLE victims; --", "]; DROP TABLE victims; --", "t", "s", "a #b", "inserted", "größe 漢字", "a.b", "$1 :x @y" })
        {
            var table = new SqlServerTable(database.ConnectionString, name) { Schema = "a.b ]c", CreateIfMissing = true };
            Operation<Hostile, Hostile.Key> Row(OperationKind kind, int id, string value) => TestTable.Row<Hostile, Hostile.Key>(kind, new(id, value, value, value, value, value, value, value, value));
            await TestTable.ApplyAsync(table, Row(OperationKind.Insert, 1, "a"), Row(OperationKind.Insert, 2, "b"), Row(OperationKind.Insert, 3, "c"), Row(OperationKind.Insert, 4, "d"));
            var outcomes = await TestTable.ApplyAsync(table, new(OperationKind.Delete, new(1), null), new(OperationKind.Clear, new(2), null), Row(OperationKind.Update, 3, "u"), Row(OperationKind.Upsert, 4, "x"), Row(OperationKind.Upsert, 5, "y"));
            Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
            var quoted = $"[a.b ]]c].{SqlServerName.Quote(name)}";
            Assert.Equal(["2|null|null", "3|u|u", "4|x|x", "5|y|y"], await database.RowsAsync($"SELECT [select], [excluded], [$1] FROM {quoted} ORDER BY 1"));
        }

        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM victims"));
    }

    [Fact]
    public async Task A_batch_that_is_not_committed_leaves_nothing_and_the_next_one_works()
    {
        var database = await TestTable.NewAsync(server);
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(create: true), OperationKinds.Upsert);
        var row = TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A"));
        await using (var work = await delivery.ApplyAsync(new(1, new[] { row }), TestTable.Stop)) Assert.Equal(OperationOutcome.Succeeded, work.Outcomes.Single());
        Assert.Equal(["0"], await database.RowsAsync("SELECT COUNT(*) FROM sys.tables WHERE name = 'c'"));
        await TestTable.ApplyAsync(delivery, row);
        await TestTable.ApplyAsync(delivery, row with { Row = new(1, "b", "A") });
        Assert.Equal(["1|b|A"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task Texts_that_the_server_parses_stop_their_own_row_alone()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Xml" xml, "Label" nvarchar(100))""");
        Operation<Parsed, Parsed.Key> Row(int id, string? xml, string? label) => TestTable.Row<Parsed, Parsed.Key>(OperationKind.Upsert, new(id, xml, label));
        Assert.All(await TestTable.ApplyAsync(database.Table(), Row(1, "<a>1</a>", "glad"), Row(3, null, "none"), Row(4, "text alone", null)), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|<a>1</a>|glad", "3|null|none", "4|text alone|null"], await database.RowsAsync("SELECT \"Id\", CAST(\"Xml\" AS nvarchar(max)), \"Label\" FROM c ORDER BY 1"));
        // The double reads no XML.
        if (!server.IsReal) return;
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(1, "<a>2</a>", "glad"), Row(2, "<broken", "sad"));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected], TestTable.Outcomes(outcomes));
        Assert.Matches("^SQL Server refused the row: .+, error 94[0-9][0-9]\\. Correct the row, or the column's type or rule\\.$", outcomes[1].Reason);
    }
}
