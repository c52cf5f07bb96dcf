using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Rows that the table refuses are found among the others, and told what they ran into.</summary>
public sealed class RefusalTests(Cluster cluster)
{
    [Fact]
    public async Task Bad_rows_stand_alone_whatever_rule_they_break()
    {
        var database = await TestTable.NewAsync(cluster, """
            CREATE TABLE parents (id integer PRIMARY KEY); INSERT INTO parents VALUES (1);
            CREATE TABLE c ("Id" integer PRIMARY KEY, "Parent" integer NOT NULL REFERENCES parents, "Label" text UNIQUE CHECK (length("Label") < 5) );
            INSERT INTO c VALUES (100, 1, 'held')
            """);
        var rows = Enumerable.Range(1, 40).Select(id => new Node(id, 1, $"l{id}")).ToArray();
        rows[6] = new(7, 2, "l7");
        rows[13] = new(14, null, "l14");
        rows[20] = new(21, 1, "long label");
        rows[27] = new(28, 1, "held");
        var outcomes = await TestTable.ApplyAsync<Node, Node.Key>(database.Table(), [.. rows.Select(row => TestTable.Row<Node, Node.Key>(OperationKind.Upsert, row))]);
        Assert.Equal([6, 13, 20, 27], Enumerable.Range(0, 40).Where(i => outcomes[i].Outcome == Outcome.Rejected));
        Assert.Equal("The table parents has no record for Parent = 2 to refer to by its id (insert or update on table \"c\" violates foreign key constraint \"c_Parent_fkey\", error 23503). Deliver that record first, or correct the value.", outcomes[6].Reason);
        Assert.Equal("Column Parent gets null, and the table takes none there (null value in column \"Parent\" of relation \"c\" violates not-null constraint, error 23502). Send a value, keep such rows out of the source, or allow null in the table.", outcomes[13].Reason);
        Assert.Equal("The row breaks a rule of the table with Label = 'long label' (new row for relation \"c\" violates check constraint \"c_Label_check\", error 23514). Correct the row, or change the rule.", outcomes[20].Reason);
        Assert.Equal("The record (Id = 100) has Label = 'held' already, and the table takes it once (duplicate key value violates unique constraint \"c_Label_key\", error 23505). Give one of the two another value; where two records exchange theirs, give one a third value first.", outcomes[27].Reason);
        Assert.Equal(37, await database.ValueAsync<int>("SELECT count(*) FROM c"));
    }

    [Theory]
    [InlineData("\"Email\"::regtype IS NOT NULL", "42704", 3)]
    [InlineData("\"Email\"::regtype IS NOT NULL", "42704", 2000)]
    [InlineData("\"Email\"::regtype IS NOT NULL", "42704", 1)]
    [InlineData("('$.' || \"Email\")::jsonpath IS NOT NULL", "42601", 40)]
    public async Task A_row_that_a_check_stumbles_over_is_found_by_what_goes_through_without_it(string check, string number, int rows)
    {
        var database = await TestTable.NewAsync(cluster, $"CREATE TABLE c (\"Id\" integer PRIMARY KEY, \"Email\" text CHECK ({check}), \"Name\" text)");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, [.. Enumerable.Range(1, rows).Select(id => new Customer(id, id == rows ? "no_such]"[..^(number == "42704" ? 1 : 0)] : "text", null))]);
        Assert.Equal([rows - 1], Enumerable.Range(0, rows).Where(i => outcomes[i].Outcome != Outcome.Succeeded));
        Assert.Equal(Outcome.Rejected, outcomes[^1].Outcome);
        Assert.Contains(number, outcomes[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(rows - 1, await database.ValueAsync<int>("SELECT count(*) FROM c"));
    }

    [Fact]
    public async Task A_row_that_a_policy_refuses_aloud_stands_alone_and_a_missing_right_does_not()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text); ALTER TABLE c ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON c USING ("Email" <> 'theirs')""");
        var table = (await database.WithAccountAsync($"GRANT ALL ON c TO {database.Account}")).Table();
        var outcomes = await TestTable.ApplyAsync(table, OperationKind.Upsert, new(1, "ours", null), new(2, "theirs", null), new(3, "ours", null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Contains("row-level security policy", outcomes[1].Reason, StringComparison.Ordinal);
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(table, OperationKinds.Upsert);
        await database.SqlAsync($"REVOKE INSERT ON c FROM {database.Account}");
        var e = await Assert.ThrowsAsync<DestinationException>(() => TestTable.ApplyAsync(delivery, TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(4, "ours", null))));
        Assert.Equal(FailureEffect.NothingPermanent, e.Effect);
        Assert.Contains("A right is missing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_may_be_called_like_anything_in_the_loop_that_tries_rows()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text CHECK ("Email" <> 'bad'), "Name" text, number integer, syncline integer, "syncline number" integer, state text, said text)""");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, [.. Enumerable.Range(1, 300).Select(id => new Customer(id, id % 3 == 0 ? "bad" : "good", null))]);
        Assert.Equal(100, outcomes.Count(outcome => outcome.Outcome == Outcome.Rejected));
        Assert.Equal(200, await database.ValueAsync<int>("SELECT count(*) FROM c"));
    }

    [Fact]
    public async Task A_key_that_another_index_compares_otherwise_names_the_record_in_the_way()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false); CREATE TABLE c ("Shop" integer, "Title" text, "Code" text, PRIMARY KEY ("Code", "Shop")); CREATE UNIQUE INDEX other ON c ("Code" COLLATE loose, "Shop"); INSERT INTO c VALUES (1, 'there', 'e')""");
        var outcomes = await TestTable.ApplyAsync<Product, Product.Key>(database.Table(), TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(1, "x", "E")), TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(1, "y", "f")));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Contains("duplicate key value violates unique constraint \"other\"", outcomes[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_records_that_exchange_a_unique_value_name_each_other()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text UNIQUE, "Name" text); INSERT INTO c VALUES (1, 'a', 'A'), (2, 'b', 'B')""");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new(1, "b", "A"), new(2, "a", "B"));
        Assert.All(outcomes, outcome => Assert.Equal(Outcome.Rejected, outcome.Outcome));
        Assert.StartsWith("The record (Id = 2) has Email = 'b' already", outcomes[0].Reason, StringComparison.Ordinal);
        Assert.StartsWith("The record (Id = 1) has Email = 'a' already", outcomes[1].Reason, StringComparison.Ordinal);
        Assert.Equal(["1|a|A", "2|b|B"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_record_that_others_refer_to_is_not_deleted()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY); INSERT INTO c VALUES (1), (2), (3); CREATE TABLE letters (tag integer REFERENCES c); INSERT INTO letters VALUES (2)""");
        var outcomes = await TestTable.ApplyAsync<Tag, Tag.Key>(database.Table(), new(OperationKind.Delete, new(1), null), new(OperationKind.Delete, new(2), null), new(OperationKind.Delete, new(3), null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal("The table letters has records that refer to this one by tag (update or delete on table \"c\" violates foreign key constraint \"letters_tag_fkey\" on table \"letters\", error 23503). Remove them first, or let them refer to another.", outcomes[1].Reason);
        Assert.Equal(["2"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task A_deferred_rule_refuses_its_row_and_not_the_commit()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Parent" integer REFERENCES c DEFERRABLE INITIALLY DEFERRED, "Label" text)""");
        Operation<Node, Node.Key> Row(int id, int? parent) => TestTable.Row<Node, Node.Key>(OperationKind.Upsert, new(id, parent, null));
        // Two that refer to each other are fine together.
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(1, 2), Row(2, 1));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        outcomes = await TestTable.ApplyAsync(database.Table(), Row(3, null), Row(4, 99));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected], TestTable.Outcomes(outcomes));
    }

    [Fact]
    public async Task A_trigger_that_passes_over_rows_is_no_success()
    {
        var database = await TestTable.NewAsync(cluster, """
            CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text); INSERT INTO c VALUES (1, 'locked', 'A'), (2, 'b', 'B');
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN IF new."Name" = 'no' THEN RETURN NULL; END IF; RETURN new; END IF; IF old."Email" = 'locked' THEN RETURN NULL; END IF; IF TG_OP = 'DELETE' THEN RETURN old; END IF; RETURN new; END $$;
            CREATE TRIGGER t BEFORE INSERT OR UPDATE OR DELETE ON c FOR EACH ROW EXECUTE FUNCTION f()
            """);
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, new(1, "x", "X"), new(2, "y", "Y"), new(3, "z", "no"), new(4, "w", "W"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.StartsWith("Nothing was written: a trigger or row-level policy", outcomes[0].Reason, StringComparison.Ordinal);
        outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Insert, new(4, "w", "W"), new(5, "z", "no"), new(6, "w", "W"));
        Assert.Equal([Outcome.Skipped, Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new Customer(1, "x", "X"), new(2, "x", "X"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        outcomes = await TestTable.ApplyAsync<Customer, Customer.Key>(database.Table(), new(OperationKind.Delete, new(1), null), new(OperationKind.Delete, new(2), null));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
    }

    [Fact]
    public async Task A_value_that_is_too_long_for_its_index_is_named()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Shop" integer, "Title" text, "Code" text, PRIMARY KEY ("Code", "Shop")); CREATE INDEX titles ON c ("Title")""");
        var random = new Random(1);
        string Noise(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('!', '~')));
        Operation<Product, Product.Key> Row(int shop, string title, string code) => TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(shop, title, code));
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(1, "a", "a"), Row(2, "a", Noise(6_000)), Row(3, Noise(6_000), "a"), Row(4, "a", Noise(30_000)));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Rejected, Outcome.Rejected], TestTable.Outcomes(outcomes));
        Assert.Matches("""^Code is too long for the index c_pkey \(index row size \d+ exceeds btree version 4 maximum 2704 for index "c_pkey", error 54000\)\. Shorten the value, or index a part or a hash of it\.$""", outcomes[1].Reason);
        Assert.StartsWith("Title is too long for the index titles (", outcomes[2].Reason, StringComparison.Ordinal);
        Assert.Matches("^Code, Title are together too long for an index of the table \\(index row requires \\d+ bytes, maximum size is 8191, error 54000\\)", outcomes[3].Reason);
    }

    [Fact]
    public async Task A_batch_is_left_at_RejectLimit_and_the_next_run_begins_with_what_was_left()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text CHECK ("Name" <> 'bad'))""");
        var state = new InMemoryStateStore();
        Customer[] rows = [.. Enumerable.Range(0, 6_000).Select(id => new Customer(id, null, id is > 100 and < 5_900 ? "bad" : "good"))];
        var report = await Customer.Sync.RunAsync(SyncSource.From(rows), database.Table(), state, new() { RejectLimit = 1_200 }, TestTable.Stop);
        Assert.Equal(SyncStatus.Incomplete, report.Status);
        Assert.StartsWith($"{report.Counts.Rejected} operations in a row were rejected, and RejectLimit is 1200.", report.Message, StringComparison.Ordinal);
        Assert.Equal(101, report.Counts.Succeeded);
        Assert.InRange(report.Counts.Rejected, 1_200, 2_400);
        Assert.Equal(101, await database.ValueAsync<int>("SELECT count(*) FROM c"));
        report = await Customer.Sync.RunAsync(SyncSource.From(rows.Select(row => row with { Name = "good" })), database.Table(), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 6_000), (report.Status, await database.ValueAsync<int>("SELECT count(*) FROM c")));
    }

    [Fact]
    public async Task Rows_are_found_where_plpgsql_is_not_to_be_had()
    {
        var database = await TestTable.NewAsync(cluster, """DROP EXTENSION plpgsql; CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text CHECK ("Name" <> 'bad'))""");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, new(1, null, "bad"), new(2, null, "good"), new(3, null, "bad"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded, Outcome.Rejected], TestTable.Outcomes(outcomes));
        Assert.StartsWith("The row breaks a rule of the table with Name = 'bad' (", outcomes[2].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OperationKind.Insert)]
    [InlineData(OperationKind.Update)]
    [InlineData(OperationKind.Upsert)]
    public async Task Many_bad_rows_take_a_few_statements_each_batch(OperationKind kind)
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text CHECK ("Name" <> 'bad')); INSERT INTO c SELECT i * 2, 'old', NULL FROM generate_series(0, 499) AS i""");
        var log = new StatementLog();
        await using var source = new Npgsql.NpgsqlDataSourceBuilder(database.ConnectionString).UseLoggerFactory(log).Build();
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(new(source, "c"), OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert, expectsRecords: true);
        log.TakeAll();
        Customer[] rows = [.. Enumerable.Range(0, 1_000).Select(id => new Customer(id, "new", id % 5 == 1 ? "bad" : "good"))];
        var outcomes = await TestTable.ApplyAsync(delivery, [.. rows.Select(row => TestTable.Row<Customer, Customer.Key>(kind, row))]);
        Outcome Expected(Customer row) => (row.Id % 2 == 0, kind) switch
        {
            (true, OperationKind.Insert) or (false, OperationKind.Update) => Outcome.Skipped,
            _ => row.Name == "bad" ? Outcome.Rejected : Outcome.Succeeded,
        };
        Assert.Equal(rows.Select(Expected), TestTable.Outcomes(outcomes));
        Assert.Equal(rows.Count(row => Expected(row) == Outcome.Succeeded), await database.ValueAsync<int>("SELECT count(*) FROM c WHERE \"Email\" = 'new'"));
        Assert.InRange(log.TakeAll().Count, 1, 200);
    }

    [Fact]
    public async Task Forty_bad_rows_among_two_thousand_are_found()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text CHECK ("Name" <> 'bad'))""");
        Customer[] rows = [.. Enumerable.Range(0, 2_000).Select(id => new Customer(id, null, id % 50 == 7 ? "bad" : "good"))];
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Insert, rows);
        Assert.Equal(rows.Select(row => row.Name == "bad" ? Outcome.Rejected : Outcome.Succeeded), TestTable.Outcomes(outcomes));
        Assert.Equal(1_960, await database.ValueAsync<int>("SELECT count(*) FROM c"));
    }

    [Theory]
    [InlineData("RAISE 'no %', new.\"Email\" USING ERRCODE = 'AB001'", "no hidden, error AB001")]
    [InlineData("RAISE 'no %', new.\"Email\" USING ERRCODE = 'P0002'", "no hidden, error P0002")]
    [InlineData("RAISE 'no %', new.\"Email\" USING ERRCODE = '42501'", "no hidden, error 42501")]
    [InlineData("RAISE 'no %', new.\"Email\" USING ERRCODE = '23505'", "no hidden, error 23505")]
    [InlineData("ASSERT false, 'no ' || new.\"Email\"", "no hidden, error P0004")]
    [InlineData("SELECT \"Email\" INTO STRICT new.\"Email\" FROM c WHERE false", "query returned no rows, error P0002")]
    [InlineData("CASE new.\"Email\" WHEN 'a' THEN NULL; END CASE", "case not found, error 20000")]
    public async Task Whatever_error_a_trigger_raises_refuses_its_row_alone(string statement, string said)
    {
        var database = await TestTable.NewAsync(cluster, $"""
            CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new."Id" = 3 THEN {statement}; END IF; RETURN new; END $$;
            CREATE TRIGGER t AFTER INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()
            """);
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, [.. Enumerable.Range(1, 5).Select(id => new Customer(id, "hidden", null))]);
        Assert.Equal([null, null, $"A trigger or function of the table refused the row: {said}. Correct the row, or change the rule.", null, null], outcomes.Select(outcome => outcome.Reason));
        Assert.Equal(["1", "2", "4", "5"], await database.RowsAsync("SELECT \"Id\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_trigger_that_asks_for_another_attempt_gets_one()
    {
        var database = await TestTable.NewAsync(cluster, """
            CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'busy' USING ERRCODE = 'serialization_failure'; END $$;
            CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()
            """);
        var error = await Assert.ThrowsAsync<DestinationException>(() => TestTable.ApplyAsync(database.Table(), OperationKind.Upsert, new Customer(1, "a", null)));
        Assert.Equal(FailureEffect.NothingTransient, error.Effect);
    }
}
