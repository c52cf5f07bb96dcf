using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Triggers and cascades that do other than what was sent.</summary>
public sealed class TriggerTests(Cluster cluster)
{
    private const string Customers = """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text)""";
    private const string KeyChanged = "A trigger of the table changes the key, so the record would not be found again, and nothing was written. Send the key as the table keeps it, or take that out of the trigger.";

    private static string Trigger(string when, string body, string table = "c") => $"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$; CREATE TRIGGER t {when} ON {table} FOR EACH ROW EXECUTE FUNCTION f()";

    private static Task<SyncReport> MirrorAsync(TestTable database, params Customer[] rows) => Customer.AllSync.RunAsync(SyncSource.From(rows), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);

    [Fact]
    public async Task All_is_undone_where_a_cascade_of_the_table_takes_a_kept_record_along()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Parent" integer REFERENCES c ON DELETE CASCADE, "Label" text); INSERT INTO c VALUES (1, NULL, 'a'), (2, 1, 'b'), (3, NULL, 'c')""");
        var report = await Node.AllSync.RunAsync(SyncSource.From<Node>([new(2, 1, "b"), new(3, null, "c")]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("The table \"c\" in the database ", report.Message, StringComparison.Ordinal);
        Assert.Contains(" does not hold what was written to it: a trigger, or a foreign key that cascades, changed 1 record, Key { Id = 2 }. Everything was undone. Take the trigger or the action away for All, or use Upsert.", report.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], await database.RowsAsync("SELECT \"Id\" FROM c ORDER BY 1"));
    }

    [Theory]
    [InlineData("AFTER INSERT", "DELETE FROM c WHERE \"Id\" = 1; RETURN NULL;", "Key { Id = 1 }")]
    [InlineData("AFTER INSERT", "INSERT INTO c VALUES (7, 'mine', NULL) ON CONFLICT DO NOTHING; RETURN NULL;", "Key { Id = 7 }")]
    [InlineData("BEFORE INSERT", "new.\"Email\" = upper(new.\"Email\"); RETURN new;", "Key { Id = 2 }")]
    public async Task All_is_undone_where_a_trigger_meddles(string when, string body, string found)
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'a', NULL); {Trigger(when, body)}");
        var report = await MirrorAsync(database, new Customer(1, "a", null), new(2, "b", null));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"changed 1 record, {found}. Everything was undone.", report.Message, StringComparison.Ordinal);
        Assert.Equal(["1|a"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task All_is_undone_where_a_trigger_of_a_table_that_goes_along_meddles()
    {
        var body = "INSERT INTO c VALUES (8, NULL, NULL); RETURN NULL;";
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'a', NULL), (9, 'z', NULL); CREATE TABLE letters (c integer REFERENCES c ON DELETE CASCADE); INSERT INTO letters VALUES (9); {Trigger("AFTER DELETE", body, "letters")}");
        var report = await MirrorAsync(database, new Customer(1, "a", null));
        Assert.Contains("changed 1 record, Key { Id = 8 }.", report.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "9"], await database.RowsAsync("SELECT \"Id\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task All_lets_triggers_be_that_keep_to_themselves_and_what_was_rejected_is_no_meddling()
    {
        var body = "IF new.\"Name\" = 'no' THEN RETURN NULL; END IF; RETURN new;";
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'a', NULL), (9, 'z', NULL); CREATE TABLE letters (c integer REFERENCES c); INSERT INTO letters VALUES (9); {Trigger("BEFORE INSERT OR UPDATE", body)}");
        var report = await MirrorAsync(database, new Customer(1, "b", null), new(2, "b", "no"), new(3, "c", null));
        Assert.Equal((SyncStatus.Incomplete, 2L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["1|b", "3|c", "9|z"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task All_takes_what_the_server_prints_in_its_own_way_for_what_was_written()
    {
        var body = "IF new.\"Mood\" = 'meddle' THEN new.\"Json\" = '{}'; END IF; RETURN new;";
        var database = await TestTable.NewAsync(cluster, $"""CREATE TABLE c ("Id" integer PRIMARY KEY, "Json" jsonb, "Mood" text); {Trigger("BEFORE INSERT OR UPDATE", body)}""");
        Task<SyncReport> RunAsync(params Parsed[] rows) => Parsed.AllSync.RunAsync(SyncSource.From(rows), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Parsed(1, "{\"b\":1,  \"a\":2}", "x"), new(2, null, null))).Status);
        var report = await RunAsync(new Parsed(1, "{\"b\":1,  \"a\":2}", "x"), new(2, "[1,2]", "meddle"));
        Assert.Contains("changed 1 record, Key { Id = 2 }.", report.Message, StringComparison.Ordinal);
        Assert.Equal(["1|{\"a\": 2, \"b\": 1}", "2|null"], await database.RowsAsync("SELECT \"Id\", \"Json\" FROM c ORDER BY 1"));
    }

    [Theory]
    [InlineData(OperationKind.Upsert, 3)]
    [InlineData(OperationKind.Insert, 3)]
    [InlineData(OperationKind.Upsert, 150)]
    [InlineData(OperationKind.Insert, 150)]
    public async Task A_trigger_that_numbers_records_itself_is_told_and_nothing_is_written(OperationKind kind, int rows)
    {
        var database = await TestTable.NewAsync(cluster, $"CREATE SEQUENCE n START 1000; {Customers}; {Trigger("BEFORE INSERT", "new.\"Id\" = nextval('n'); RETURN new;")}");
        var outcomes = await TestTable.ApplyAsync(database.Table(), kind, [.. Enumerable.Range(1, rows).Select(id => new Customer(id, "a", null))]);
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Rejected(KeyChanged), outcome));
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM c"));
    }

    [Theory]
    [InlineData(OperationKind.Upsert)]
    [InlineData(OperationKind.Insert)]
    public async Task Rows_whose_key_a_trigger_leaves_as_it_is_go_through_beside_those_it_changes_or_passes_over(OperationKind kind)
    {
        var body = "IF new.\"Title\" = 'no' THEN RETURN NULL; END IF; new.\"Code\" = lower(new.\"Code\"); RETURN new;";
        var database = await TestTable.NewAsync(cluster, $"""CREATE TABLE c ("Shop" integer, "Title" text, "Code" text, PRIMARY KEY ("Code", "Shop")); {Trigger("BEFORE INSERT", body)}""");
        Product[] rows = [.. Enumerable.Range(0, 200).Select(i => new Product(i, i % 50 == 3 ? "no" : "x", i % 20 == 7 ? $"Code{i}" : $"code{i}"))];
        var outcomes = await TestTable.ApplyAsync<Product, Product.Key>(database.Table(), [.. rows.Select(row => TestTable.Row<Product, Product.Key>(kind, row))]);
        string? Expected(Product row) => row.Title == "no" ? "Nothing was written: a trigger or row-level policy of the table passed over the row. Send no such rows, or change the trigger or policy." : row.Code[0] == 'C' ? KeyChanged : null;
        Assert.Equal(rows.Select(Expected), outcomes.Select(outcome => outcome.Reason));
        Assert.Equal(rows.Count(row => Expected(row) is null), await database.ValueAsync<int>("SELECT count(*) FROM c"));
    }

    [Theory]
    [InlineData(OperationKind.Update)]
    [InlineData(OperationKind.Upsert)]
    public async Task A_record_that_a_trigger_gives_another_key_is_left_as_it_was(OperationKind kind)
    {
        var body = "IF new.\"Email\" = 'move' THEN new.\"Id\" = new.\"Id\" + 1000; END IF; RETURN new;";
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'a', NULL), (2, 'b', NULL), (3, 'c', NULL); {Trigger("BEFORE UPDATE", body)}");
        var outcomes = await TestTable.ApplyAsync(database.Table(), kind, new(1, "A", null), new(2, "move", null), new(3, "C", null));
        Assert.Equal([null, KeyChanged, null], outcomes.Select(outcome => outcome.Reason));
        Assert.Equal(["1|A", "2|b", "3|C"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_trigger_that_changes_keys_and_comes_while_the_run_goes_on_is_seen()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert, expectsRecords: true);
        await database.SqlAsync($"CREATE SEQUENCE n START 1000; {Trigger("BEFORE INSERT", "new.\"Id\" = nextval('n'); RETURN new;")}");
        var outcomes = await TestTable.ApplyAsync(delivery, [.. Enumerable.Range(1, 150).Select(id => TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(id, "a", null)))]);
        Assert.All(outcomes, outcome => Assert.Equal(KeyChanged, outcome.Reason));
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM c"));
    }
}
