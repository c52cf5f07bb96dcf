using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class TableBatchTests : IDisposable
{
    private const string Customers = "CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, Name TEXT CHECK (Name <> 'bad'))";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteTable Table(string sql = Customers, string name = "customers") => new(TestFolder.Source(_folder.Sql("crm.db", sql)), name);

    private string[] Rows(string sql = "SELECT * FROM customers ORDER BY 1") => _folder.Rows("crm.db", sql);

    private static Operation<Customer, Customer.Key> Gone(OperationKind kind, int id) => new(kind, new(id), null);

    private static Outcome[] Outcomes(OperationOutcome[] outcomes) => [.. outcomes.Select(outcome => outcome.Outcome)];

    [Fact]
    public async Task Insert_creates_what_is_not_there_and_skips_what_is()
    {
        var outcomes = await Deliver.ApplyAsync(Table($"{Customers}; INSERT INTO customers VALUES (1, 'old', 'Old')"), OperationKind.Insert, new Customer(1, "new", "New"), new(2, "b", "B"));
        Assert.Equal([Outcome.Skipped, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal("A record with this key is there already.", outcomes[0].Reason);
        Assert.Equal(["1|old|Old", "2|b|B"], Rows());
    }

    [Fact]
    public async Task Update_changes_what_is_there_and_creates_nothing()
    {
        var outcomes = await Deliver.ApplyAsync(Table($"{Customers}; INSERT INTO customers VALUES (1, 'old', 'Old')"), OperationKind.Update, new Customer(1, "new", null), new(2, "b", "B"));
        Assert.Equal([Outcome.Succeeded, Outcome.Skipped], Outcomes(outcomes));
        Assert.Equal("There is no record with this key.", outcomes[1].Reason);
        Assert.Equal(["1|new|null"], Rows());
    }

    [Fact]
    public async Task Upsert_does_both_and_leaves_other_columns_alone()
    {
        var table = Table("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, Note TEXT); INSERT INTO customers VALUES (1, 'old', 'Old', 'mine')");
        var outcomes = await Deliver.ApplyAsync(table, OperationKind.Upsert, new Customer(1, "new", "New"), new(2, "b", "B"));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal(["1|new|New|mine", "2|b|B|null"], Rows());
    }

    [Fact]
    public async Task Delete_and_clear_of_what_is_not_there_count_as_done()
    {
        var outcomes = await Deliver.ApplyAsync(
            Table($"{Customers}; INSERT INTO customers VALUES (1, 'a', 'A'), (2, 'b', 'B')"),
            Gone(OperationKind.Delete, 1), Gone(OperationKind.Delete, 9), Gone(OperationKind.Clear, 2), Gone(OperationKind.Clear, 9));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["2|null|null"], Rows());
    }

    [Fact]
    public async Task A_row_that_violates_a_constraint_is_rejected_alone()
    {
        var outcomes = await Deliver.ApplyAsync(
            Table("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE NOT NULL, Name TEXT CHECK (Name <> 'bad')); INSERT INTO customers VALUES (7, 'taken', NULL)"),
            OperationKind.Upsert,
            new Customer(1, "a", "A"), new(2, "taken", "B"), new(3, null, "C"), new(4, "d", "bad"), new(5, "e", "E"));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Rejected, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal(["1|a|A", "5|e|E", "7|taken|null"], Rows());
    }

    [Fact]
    public async Task A_sensitive_value_is_in_no_reason()
    {
        var table = Table("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Name TEXT, Secret TEXT UNIQUE, Age INTEGER); INSERT INTO customers VALUES (7, 'x', 'hunter2', 0)");
        var outcomes = await Deliver.ApplyAsync(table, Deliver.Row<Person, Person.Key>(OperationKind.Upsert, new(1, "Ada", "hunter2", 3)));
        Assert.StartsWith("The record (Id = 7) has Secret = *** already, and the table takes it once (UNIQUE constraint failed: customers.Secret).", outcomes[0].Reason);

        _folder.Sql("crm.db", "CREATE TRIGGER tell BEFORE INSERT ON customers BEGIN SELECT RAISE(ABORT, 'no ' || new.Secret); END");
        outcomes = await Deliver.ApplyAsync(table, Deliver.Row<Person, Person.Key>(OperationKind.Upsert, new(2, "Ada", "geheim", 3)));
        Assert.Contains("its words are left out because the model has sensitive columns", outcomes[0].Reason);
        Assert.DoesNotContain("geheim", outcomes[0].Reason);
    }

    [Theory]
    [InlineData("ROLLBACK")]
    [InlineData("IGNORE")]
    [InlineData("REPLACE")]
    [InlineData("FAIL")]
    public async Task A_tables_own_conflict_clause_neither_undoes_the_batch_nor_deletes_other_records(string clause)
    {
        var table = Table($"CREATE TABLE customers (Id INTEGER PRIMARY KEY ON CONFLICT {clause}, Email TEXT UNIQUE ON CONFLICT {clause}, Name TEXT); INSERT INTO customers VALUES (7, 'taken', 'Grace')");
        var outcomes = await Deliver.ApplyAsync(table, OperationKind.Upsert, new Customer(1, "a", "A"), new(2, "taken", "B"), new(7, "taken", "C"), new(3, "c", "C"));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal(["1|a|A", "3|c|C", "7|taken|C"], Rows());
        outcomes = await Deliver.ApplyAsync(table, OperationKind.Update, new Customer(1, "taken", "A"), new(3, "cc", "C"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal(["1|a|A", "3|cc|C", "7|taken|C"], Rows());
    }

    [Theory]
    [InlineData("BEFORE", "ABORT, 'no thirteen'")]
    [InlineData("AFTER", "FAIL, 'no thirteen'")]
    [InlineData("AFTER", "ROLLBACK, 'no thirteen'")]
    public async Task A_trigger_that_refuses_a_row_refuses_it_alone_and_whole(string when, string raise)
    {
        var table = Table($"{Customers}; CREATE TABLE log (x); CREATE TRIGGER t {when} INSERT ON customers BEGIN INSERT INTO log VALUES (new.Id); SELECT CASE WHEN new.Id = 13 THEN RAISE({raise}) END; END");
        var outcomes = await Deliver.ApplyAsync(table, OperationKind.Upsert, new Customer(1, "a", "A"), new(13, "m", "M"), new(2, "b", "B"));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal("A trigger of the table refused the row, in its own words: no thirteen", outcomes[1].Reason);
        Assert.Equal(["1|a|A", "2|b|B"], Rows());
        Assert.Equal(["1", "2"], Rows("SELECT x FROM log"));
    }

    [Fact]
    public async Task A_row_that_a_trigger_passes_over_is_rejected_not_succeeded()
    {
        var table = Table($"{Customers}; INSERT INTO customers VALUES (1, 'a', 'A'); CREATE TRIGGER t BEFORE INSERT ON customers WHEN new.Id = 13 BEGIN SELECT RAISE(IGNORE); END; CREATE TRIGGER u BEFORE UPDATE ON customers BEGIN SELECT RAISE(IGNORE); END; CREATE TRIGGER d BEFORE DELETE ON customers BEGIN SELECT RAISE(IGNORE); END");
        var outcomes = await Deliver.ApplyAsync(
            table,
            Gone(OperationKind.Delete, 1),
            Deliver.Row<Customer, Customer.Key>(OperationKind.Insert, new(13, "m", "M")),
            Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "z", "Z")),
            Deliver.Row<Customer, Customer.Key>(OperationKind.Insert, new(2, "b", "B")));
        Assert.Equal([Outcome.Rejected, Outcome.Rejected, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Contains("a trigger of the table passed over the row", outcomes[1].Reason);
        Assert.Equal(["1|a|A", "2|b|B"], Rows());
    }

    [Fact]
    public async Task A_foreign_key_checked_at_once_rejects_its_row()
    {
        var table = Table("CREATE TABLE regions (Name TEXT PRIMARY KEY); INSERT INTO regions VALUES ('EU'); CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT REFERENCES regions, Name TEXT)");
        var outcomes = await Deliver.ApplyAsync(table, OperationKind.Insert, new Customer(1, "EU", null), new(2, "XX", null), new(3, null, null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
    }

    [Fact]
    public async Task A_deferred_foreign_key_rejects_its_row_and_not_the_batch()
    {
        var table = Table("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, Name TEXT REFERENCES customers (Email) DEFERRABLE INITIALLY DEFERRED)");
        var outcomes = await Deliver.ApplyAsync(table, OperationKind.Insert, new Customer(1, "a", "c"), new(2, "b", "nobody"), new(3, "c", "a"), new(4, "d", "nobody else"), new(5, "e", null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal("The table \"customers\" has no record for Name = 'nobody' to refer to by its Email (FOREIGN KEY constraint failed). Deliver that record first, or correct the value.", outcomes[1].Reason);
        Assert.Equal(["1", "3", "5"], Rows("SELECT Id FROM customers ORDER BY Id"));
    }

    [Fact]
    public async Task A_deferred_foreign_key_of_another_table_rejects_the_removal_that_breaks_it()
    {
        var table = Table($"{Customers}; INSERT INTO customers VALUES (1, 'a', 'A'), (2, 'b', 'B'), (3, 'c', 'C'); CREATE TABLE orders (Customer INTEGER REFERENCES customers DEFERRABLE INITIALLY DEFERRED); INSERT INTO orders VALUES (2)");
        var outcomes = await Deliver.ApplyAsync(table, Gone(OperationKind.Delete, 1), Gone(OperationKind.Delete, 2), Gone(OperationKind.Delete, 3));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.StartsWith("The table \"orders\" has records that refer to this one by Customer (FOREIGN KEY constraint failed).", outcomes[1].Reason);
        Assert.Equal(["2|b|B"], Rows());
    }

    [Fact]
    public async Task What_SQLite_can_not_hold_is_rejected_and_named()
    {
        var table = Table("CREATE TABLE t (Amount NUMERIC PRIMARY KEY, Ratio REAL)", "t");
        var outcomes = await Deliver.ApplyAsync(
            table,
            Deliver.Row<ByAmount, ByAmount.Key>(OperationKind.Upsert, new(1.5m, double.NaN)),
            Deliver.Row<ByAmount, ByAmount.Key>(OperationKind.Upsert, new(2.5m, double.PositiveInfinity)),
            Deliver.Row<ByAmount, ByAmount.Key>(OperationKind.Upsert, new(1.234567890123456m, 1)),
            Deliver.Row<ByAmount, ByAmount.Key>(OperationKind.Upsert, new(1200000000000000000m, 1)));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal("Column Ratio holds NaN: SQLite has no NaN and would store null. Send null, or a number.", outcomes[0].Reason);
        Assert.Equal("Column Amount holds 1.234567890123456: the decimal has more than 15 digits, and the column's declared type would round it. Declare the column TEXT.", outcomes[2].Reason);

        var half = await Deliver.ApplyAsync(new SqliteTable(_folder.Sql("text.db", "CREATE TABLE p (Code TEXT PRIMARY KEY, Title TEXT)"), "p"), OperationKind.Upsert, new Product("a", "x\uD800y"), new Product("b", "😀"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], Outcomes(half));
        Assert.Equal("Column Title holds 'x\uD800y': the text holds half a surrogate pair at position 1, which UTF-8 has no form for. Correct the text in the source.", half[0].Reason);
    }

    [Fact]
    public async Task A_ulong_beyond_SQLites_integers_is_rejected_in_a_row_and_in_a_key()
    {
        var table = new SqliteTable(_folder["big.db"], "t") { CreateIfMissing = true };
        Operation<ByNumber, ByNumber.Key> Row(ulong number, ulong? count) => Deliver.Row<ByNumber, ByNumber.Key>(OperationKind.Upsert, new(number, count, 0));
        var outcomes = await Deliver.ApplyAsync(table, Row(1, long.MaxValue), Row(2, 1UL + long.MaxValue), Row(ulong.MaxValue, 0), new(OperationKind.Delete, new(ulong.MaxValue), null), Deliver.Row<ByNumber, ByNumber.Key>(OperationKind.Upsert, new(3, 0, ulong.MaxValue)));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Rejected, Outcome.Rejected, Outcome.Rejected], Outcomes(outcomes));
        const string Reason = "SQLite's largest integer is 9223372036854775807. Use a decimal or a string, whose column is TEXT, or correct the number.";
        Assert.Equal($"Column Count holds 9223372036854775808: {Reason}", outcomes[1].Reason);
        Assert.Equal($"Column Number holds 18446744073709551615: {Reason}", outcomes[2].Reason);
        Assert.Equal($"Column Number holds 18446744073709551615: {Reason}", outcomes[3].Reason);
        Assert.Equal($"Column Secret holds a value that can't be stored: {Reason}", outcomes[4].Reason);
        Assert.Equal(["1|9223372036854775807|0"], _folder.Rows("big.db", "SELECT * FROM t"));
    }

    [Fact]
    public async Task A_batch_is_not_seen_before_its_commit_and_undone_without_it()
    {
        await using var delivery = await Deliver.OpenAsync<Customer, Customer.Key>(Table($"PRAGMA journal_mode = WAL; {Customers}"));
        var operations = new[] { Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")) };
        await using (var work = await delivery.ApplyAsync(new(1, operations), Read.Stop))
        {
            Assert.Empty(Rows());
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await delivery.ApplyAsync(new(2, operations), Read.Stop));
        }

        Assert.Empty(Rows());
        await Deliver.ApplyAsync(delivery, operations);
        Assert.Equal(["1|a|A"], Rows());
    }

    [Fact]
    public async Task A_delivery_that_is_closed_with_an_open_batch_undoes_it()
    {
        var table = Table();
        var delivery = await Deliver.OpenAsync<Customer, Customer.Key>(table);
        await delivery.ApplyAsync(new(1, new[] { Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")) }), Read.Stop);
        await delivery.DisposeAsync();
        Assert.Empty(Rows());
    }

    [Fact]
    public async Task A_cancelled_batch_is_undone()
    {
        using var stop = new CancellationTokenSource();
        await using var delivery = await Deliver.OpenAsync<Customer, Customer.Key>(Table());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await delivery.ApplyAsync(new(1, new[] { Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")) }), stop.Token));
        Assert.Equal(Outcome.Succeeded, (await Deliver.ApplyAsync(delivery, Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(2, "a", "A"))))[0].Outcome);
        Assert.Equal(["2|a|A"], Rows());
    }

    [Fact]
    public async Task A_lock_at_the_batch_is_transient_and_leaves_nothing()
    {
        await using var delivery = await Deliver.OpenAsync<Customer, Customer.Key>(Table());
        using (var other = _folder.Open("crm.db"))
        {
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            var error = await Assert.ThrowsAsync<DestinationException>(async () => await delivery.ApplyAsync(new(1, new[] { Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")) }), Read.Stop));
            Assert.Equal(FailureEffect.NothingTransient, error.Effect);
            Assert.Contains($"{_folder["crm.db"]} is locked", error.Message);
        }

        await Deliver.ApplyAsync(delivery, Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")));
        Assert.Equal(["1|a|A"], Rows());
    }

    [Fact]
    public async Task A_reader_that_keeps_a_commit_waiting_makes_it_transient_and_undone()
    {
        await using var delivery = await Deliver.OpenAsync<Customer, Customer.Key>(Table($"{Customers}; INSERT INTO customers VALUES (5, 'e', 'E'), (6, 'f', 'F')"));
        using (var other = _folder.Open("crm.db"))
        {
            using var command = other.CreateCommand();
            command.CommandText = "SELECT * FROM customers";
            using var reader = command.ExecuteReader();
            reader.Read();
            await using var work = await delivery.ApplyAsync(new(1, new[] { Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")) }), Read.Stop);
            var error = await Assert.ThrowsAsync<DestinationException>(async () => await work.CommitAsync(Read.Stop));
            Assert.Equal(FailureEffect.NothingTransient, error.Effect);
        }

        Assert.Equal(["5|e|E", "6|f|F"], Rows());
        await Deliver.ApplyAsync(delivery, Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")));
    }

    [Fact]
    public async Task A_full_disk_is_permanent_names_the_file_and_leaves_nothing()
    {
        var table = Table();
        await using var delivery = await Deliver.OpenAsync<Customer, Customer.Key>(table);
        ((SqliteDelivery)delivery).Database!.Execute("PRAGMA max_page_count = 3");
        var rows = Enumerable.Range(1, 2000).Select(id => Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(id, $"{id}", new string('x', 100)))).ToArray();
        var error = await Assert.ThrowsAsync<DestinationException>(async () => await delivery.ApplyAsync(new(1, rows), Read.Stop));
        Assert.Equal(FailureEffect.NothingPermanent, error.Effect);
        Assert.Contains($"{_folder["crm.db"]} can't grow: the disk is full", error.Message);
        Assert.Empty(Rows());
    }

    [Fact]
    public async Task A_table_that_vanishes_between_two_batches_is_an_error()
    {
        await using var delivery = await Deliver.OpenAsync<Customer, Customer.Key>(Table());
        await Deliver.ApplyAsync(delivery, Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A")));
        _folder.Sql("crm.db", "DROP TABLE customers");
        var error = await Assert.ThrowsAsync<DestinationException>(() => Deliver.ApplyAsync(delivery, Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(2, "b", "B"))));
        Assert.Contains("no such table: customers", error.Message);
        Assert.Equal(FailureEffect.NothingPermanent, error.Effect);
    }

    [Fact]
    public async Task A_model_of_nothing_but_its_key_is_delivered()
    {
        var table = Table("CREATE TABLE members (\"Order\" TEXT, Line INT, PRIMARY KEY (\"Order\", Line)); INSERT INTO members VALUES ('a', 1)", "members");
        Operation<KeyOnly, KeyOnly.Key> Row(OperationKind kind, string order, int line) => Deliver.Row<KeyOnly, KeyOnly.Key>(kind, new(order, line));
        var outcomes = await Deliver.ApplyAsync(
            table,
            new(OperationKind.Clear, Row(OperationKind.Clear, "a", 1).Key, null), new(OperationKind.Delete, Row(OperationKind.Delete, "x", 1).Key, null),
            Row(OperationKind.Upsert, "a", 1), Row(OperationKind.Upsert, "b", 1), Row(OperationKind.Update, "a", 1), Row(OperationKind.Update, "z", 1), Row(OperationKind.Insert, "a", 1), Row(OperationKind.Insert, "a", 2));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Skipped, Outcome.Skipped, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal(["a|1", "a|2", "b|1"], Rows("SELECT * FROM members ORDER BY 1, 2"));
    }

    [Fact]
    public async Task A_skipped_null_takes_the_default_in_a_create_and_leaves_the_old_value_in_an_update()
    {
        var table = Table("CREATE TABLE t (Id INTEGER PRIMARY KEY, Email TEXT DEFAULT 'none', Name TEXT DEFAULT 'nobody'); INSERT INTO t VALUES (1, 'old', 'Old')", "t");
        Operation<Patch, Patch.Key> Row(OperationKind kind, int id, string? email, string? name) => Deliver.Row<Patch, Patch.Key>(kind, new(id, email, name));
        var outcomes = await Deliver.ApplyAsync(
            table,
            Row(OperationKind.Upsert, 1, null, "New"), Row(OperationKind.Upsert, 2, null, "B"), Row(OperationKind.Upsert, 3, "c", null), Row(OperationKind.Upsert, 4, null, null), Row(OperationKind.Upsert, 4, null, null),
            Row(OperationKind.Update, 3, null, "C"), Row(OperationKind.Update, 3, null, null), Row(OperationKind.Update, 9, null, null), Row(OperationKind.Insert, 5, null, null));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Skipped, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal(["1|old|New", "2|none|B", "3|c|C", "4|none|nobody", "5|none|nobody"], Rows("SELECT * FROM t ORDER BY 1"));
    }

    [Fact]
    public async Task Every_set_of_skipped_nulls_has_its_statement()
    {
        var table = Table("CREATE TABLE t (Id INTEGER PRIMARY KEY, A INT DEFAULT -1, B INT DEFAULT -1, C INT DEFAULT -1, D INT DEFAULT -1, E INT DEFAULT -1, F INT DEFAULT -1, G INT DEFAULT -1, H INT DEFAULT -1)", "t");
        var rows = Enumerable.Range(0, 512).Select(id =>
        {
            int? Bit(int bit) => (id >> bit & 1) == 0 ? null : bit;
            return new WidePatch(id, Bit(0), Bit(1), Bit(2), Bit(3), Bit(4), Bit(5), Bit(6), Bit(7));
        });
        var outcomes = await Deliver.ApplyAsync(table, [.. rows.SelectMany(row => new[] { Deliver.Row<WidePatch, WidePatch.Key>(OperationKind.Upsert, row), Deliver.Row<WidePatch, WidePatch.Key>(OperationKind.Insert, row) })]);
        Assert.Equal((512, 512), (outcomes.Count(outcome => outcome.Outcome == Outcome.Succeeded), outcomes.Count(outcome => outcome.Outcome == Outcome.Skipped)));
        Assert.Equal(Enumerable.Range(0, 512).Select(id => string.Join('|', Enumerable.Range(0, 8).Select(bit => (id >> bit & 1) == 0 ? -1 : bit))), Rows("SELECT A, B, C, D, E, F, G, H FROM t ORDER BY Id"));
    }

    [Fact]
    public async Task An_expression_of_the_table_that_fails_on_a_row_rejects_it_alone()
    {
        var table = Table("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, Kind TEXT AS (json_extract(Name, '$.kind')) STORED)");
        var outcomes = await Deliver.ApplyAsync(table, OperationKind.Upsert, new Customer(1, null, "{\"kind\": \"x\"}"), new(2, null, "{broken"), new(3, null, null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded], Outcomes(outcomes));
        Assert.Equal("malformed JSON", outcomes[1].Reason);
        Assert.Equal(["1|x", "3|null"], Rows("SELECT Id, Kind FROM customers ORDER BY Id"));
    }

    [Fact]
    public async Task Names_of_any_kind_are_quoted()
    {
        foreach (var name in new[] { "select", "a \"b\" c", "Robert'); DROP TABLE victims; --", "excluded", "k", "größe 漢字", "[x]", "`y`" })
        {
            var table = new SqliteTable(TestFolder.Source(_folder["names.db"]), name) { CreateIfMissing = true };
            Operation<Hostile, Hostile.Key> Row(OperationKind kind, int id, string value) => Deliver.Row<Hostile, Hostile.Key>(kind, new(id, value, value, value, value, value));
            await Deliver.ApplyAsync(table, Row(OperationKind.Insert, 1, "a"), Row(OperationKind.Insert, 2, "b"), Row(OperationKind.Insert, 3, "c"), Row(OperationKind.Insert, 4, "d"));
            var outcomes = await Deliver.ApplyAsync(table, new(OperationKind.Delete, new(1), null), new(OperationKind.Clear, new(2), null), Row(OperationKind.Update, 3, "u"), Row(OperationKind.Upsert, 4, "x"), Row(OperationKind.Upsert, 5, "y"));
            Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
            var quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            Assert.Equal(["2|null|null|null|null|null", "3|u|u|u|u|u", "4|x|x|x|x|x", "5|y|y|y|y|y"], _folder.Rows("names.db", $"SELECT * FROM {quoted} ORDER BY 1"));
        }
    }

    [Fact]
    public async Task Rows_are_found_by_an_index_search()
    {
        var shape = TableInspector.Created(new("t", true, SchemaOf<KeyOnly>(), Deliver.Everything));
        var sql = new TableSql(shape with { KeyCollations = ["NOCASE", "BINARY"] }, SchemaOf<KeyOnly>());
        _folder.Sql("plan.db", "CREATE TABLE t (\"Order\" TEXT COLLATE NOCASE, Line INTEGER, PRIMARY KEY (\"Order\", Line)); CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT)");
        Assert.Contains("SEARCH k USING COVERING INDEX sqlite_autoindex_t_1 (Order=? AND Line=?)", string.Join(';', _folder.Rows("plan.db", $"EXPLAIN QUERY PLAN {sql.Find()}")));
        Assert.Contains("SEARCH k USING", string.Join(';', _folder.Rows("plan.db", $"EXPLAIN QUERY PLAN {sql.Delete()}")));
        var customers = new TableSql(TableInspector.Created(new("customers", true, SchemaOf<Customer>(), Deliver.Everything)), SchemaOf<Customer>());
        Assert.Contains("SEARCH k USING INTEGER PRIMARY KEY (rowid=?)", string.Join(';', _folder.Rows("plan.db", $"EXPLAIN QUERY PLAN {customers.Update(default)}")));
        Assert.Contains("SEARCH k USING INTEGER PRIMARY KEY (rowid=?)", string.Join(';', _folder.Rows("plan.db", $"EXPLAIN QUERY PLAN {customers.Clear()}")));
        await Task.CompletedTask;
    }

    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;
}
