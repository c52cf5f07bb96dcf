using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>What a batch does to a table, operation by operation.</summary>
public sealed class BatchTests(Cluster cluster)
{
    private const string Customers = """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text)""";

    [Fact]
    public async Task Insert_creates_what_is_not_there_and_leaves_what_is()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (2, 'old', 'B')");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Insert, new(1, "a", null), new(2, "new", "N"), new(3, null, null));
        Assert.Equal([Outcome.Succeeded, Outcome.Skipped, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal("A record with this key is there already.", outcomes[1].Reason);
        Assert.Equal(["1|a|null", "2|old|B", "3|null|null"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Update_changes_what_is_there_and_creates_nothing()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (2, 'old', 'B')");
        var outcomes = await TestTable.ApplyAsync(database.Table(), OperationKind.Update, new(1, "a", null), new(2, "new", null));
        Assert.Equal([Outcome.Skipped, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal("There is no record with this key.", outcomes[0].Reason);
        Assert.Equal(["2|new|null"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Kinds_of_one_batch_are_applied_with_removals_first()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text UNIQUE, "Name" text); INSERT INTO c VALUES (1, 'taken', 'A'), (2, 'b', 'B'), (3, 'c', 'C')""");
        Operation<Customer, Customer.Key>[] batch =
        [
            TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(4, "taken", "D")), new(OperationKind.Delete, new(1), null), new(OperationKind.Delete, new(9), null),
            new(OperationKind.Clear, new(2), null), new(OperationKind.Clear, new(8), null), TestTable.Row<Customer, Customer.Key>(OperationKind.Update, new(3, "C", "C")),
        ];
        Assert.All(await TestTable.ApplyAsync(database.Table(), batch), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["2|null|null", "3|C|C", "4|taken|D"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_batch_after_one_whose_rollback_was_refused_is_committed()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        using var proxy = new RefusedRollbackProxy(database.ConnectionString);
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(new(proxy.ConnectionString, "c"), OperationKinds.Upsert);
        await (await delivery.ApplyAsync(Batch(1), TestTable.Stop)).DisposeAsync();
        Assert.Equal(1, proxy.Refused);
        await using (var work = await delivery.ApplyAsync(Batch(2), TestTable.Stop)) await work.CommitAsync(TestTable.Stop);
        Assert.Equal(["2"], await database.RowsAsync("SELECT \"Id\" FROM c"));

        static Batch<Customer, Customer.Key> Batch(int id) => new(id, new[] { TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(id, null, null)) });
    }

    [Fact]
    public async Task A_key_alone_is_a_row_too()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY); INSERT INTO c VALUES (1)""");
        Operation<Tag, Tag.Key> Row(OperationKind kind, int id) => TestTable.Row<Tag, Tag.Key>(kind, new(id));
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, 1), Row(OperationKind.Upsert, 2), Row(OperationKind.Insert, 3), Row(OperationKind.Update, 4), new(OperationKind.Clear, new(5), null));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Skipped, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal(["1", "2", "3"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Keys_of_parts_in_another_order_than_their_columns_find_their_records()
    {
        var database = await TestTable.NewAsync(cluster);
        var table = database.Table(create: true);
        await TestTable.ApplyAsync<Product, Product.Key>(table, TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(1, "one", "a")), TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(2, "two", "a")));
        await TestTable.ApplyAsync<Product, Product.Key>(table, new Operation<Product, Product.Key>(OperationKind.Delete, new("a", 1), null));
        Assert.Equal(["2|two|a"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task A_null_left_out_takes_the_default_and_keeps_the_old_value()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text DEFAULT 'none', "Score" integer NOT NULL GENERATED BY DEFAULT AS IDENTITY (START 100)); INSERT INTO c VALUES (1, 'kept', 7)""");
        Operation<Patch, Patch.Key> Row(OperationKind kind, Patch row) => TestTable.Row<Patch, Patch.Key>(kind, row);
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, new(1, null, 8)), Row(OperationKind.Upsert, new(2, null, null)), Row(OperationKind.Insert, new(3, "e", null)));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|kept|8", "2|none|", "3|e|"], (await database.RowsAsync("SELECT * FROM c ORDER BY 1")).Select((row, i) => i == 0 ? row : row[..(row.LastIndexOf('|') + 1)]));
        Assert.Equal(2, await database.ValueAsync<int>("""SELECT count(DISTINCT "Score") FROM c WHERE "Score" >= 100"""));
    }

    [Fact]
    public async Task A_default_of_another_type_does_not_change_what_is_sent()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TYPE mood AS ENUM ('glad', 'sad'); CREATE TABLE c ("Id" integer PRIMARY KEY, "At" timestamp DEFAULT now(), "Number" numeric DEFAULT random(), "Text" text DEFAULT gen_random_uuid(), "Short" varchar(5) DEFAULT 0, "Mood" mood DEFAULT 'sad')""");
        var table = new PostgreSqlTable($"{database.ConnectionString};Timezone=Europe/Berlin", "c");
        Operation<Sparse, Sparse.Key> Row(Sparse row) => TestTable.Row<Sparse, Sparse.Key>(OperationKind.Upsert, row);
        // A time that Berlin's clocks pass over; digits that no double has; texts that are no number.
        var outcomes = await TestTable.ApplyAsync(table, Row(new(1, new(2024, 3, 31, 2, 30, 0), 1234567890.123456789012345678m, "abc", "007", "glad")), Row(new(2, null, null, null, null, null)));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["2024-03-31 02:30:00|1234567890.123456789012345678|abc|007|glad"], await database.RowsAsync("""SELECT "At", "Number", "Text", "Short", "Mood" FROM c WHERE "Id" = 1"""));
        Assert.Equal(["t|t|36|0|sad"], await database.RowsAsync("""SELECT abs(extract(epoch FROM "At" AT TIME ZONE 'Europe/Berlin' - now())) < 600, "Number" BETWEEN 0 AND 1, length("Text"), "Short", "Mood" FROM c WHERE "Id" = 2"""));
    }

    [Fact]
    public async Task Archiving_sets_the_column_and_writing_takes_it_back()
    {
        foreach (var type in new[] { "boolean NOT NULL DEFAULT false", "smallint" })
        {
            var database = await TestTable.NewAsync(cluster, $"""CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, gone {type}); INSERT INTO c VALUES (1, 'a')""");
            var table = new PostgreSqlTable(database.ConnectionString, "c") { ArchiveColumn = "gone" };
            await TestTable.ApplyAsync<Contact, Contact.Key>(table, new(OperationKind.Archive, new(1), null), new(OperationKind.Archive, new(2), null), TestTable.Row<Contact, Contact.Key>(OperationKind.Upsert, new(3, "c")));
            Assert.Equal(["1|true", "3|false"], await database.RowsAsync("""SELECT "Id", gone::integer::boolean::text FROM c ORDER BY 1"""));
            await TestTable.ApplyAsync<Contact, Contact.Key>(table, TestTable.Row<Contact, Contact.Key>(OperationKind.Upsert, new(1, "b")));
            Assert.Equal(["1|b|false"], await database.RowsAsync("""SELECT "Id", "Email", gone::integer::boolean::text FROM c WHERE "Id" = 1"""));
        }
    }

    [Fact]
    public async Task Names_of_any_kind_are_quoted()
    {
        var database = await TestTable.NewAsync(cluster, "CREATE SCHEMA \"a.b \"\"c\"\"\"; CREATE TABLE victims (id integer)");
        foreach (var name in new[] { "select", "a \"b\" c", "Robert'); DROP TABLE victims; --", "excluded", "t", "s", "syncline_stage", "größe 漢字", "a.b", "$1 :x @y" })
        {
            var table = new PostgreSqlTable(database.ConnectionString, name) { Schema = "a.b \"c\"", CreateIfMissing = true };
            Operation<Hostile, Hostile.Key> Row(OperationKind kind, int id, string value) => TestTable.Row<Hostile, Hostile.Key>(kind, new(id, value, value, value, value, value, value, value));
            await TestTable.ApplyAsync(table, Row(OperationKind.Insert, 1, "a"), Row(OperationKind.Insert, 2, "b"), Row(OperationKind.Insert, 3, "c"), Row(OperationKind.Insert, 4, "d"));
            var outcomes = await TestTable.ApplyAsync(table, new(OperationKind.Delete, new(1), null), new(OperationKind.Clear, new(2), null), Row(OperationKind.Update, 3, "u"), Row(OperationKind.Upsert, 4, "x"), Row(OperationKind.Upsert, 5, "y"));
            Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
            var quoted = $"\"a.b \"\"c\"\"\".\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            Assert.Equal(["2|null|null", "3|u|u", "4|x|x", "5|y|y"], await database.RowsAsync($"SELECT \"select\", \"excluded\", \"$1\" FROM {quoted} ORDER BY 1"));
        }

        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM victims"));
    }

    [Fact]
    public async Task A_batch_that_is_not_committed_leaves_nothing_and_the_next_one_works()
    {
        var database = await TestTable.NewAsync(cluster);
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(create: true), OperationKinds.Upsert);
        var row = TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A"));
        await using (var work = await delivery.ApplyAsync(new(1, new[] { row }), TestTable.Stop)) Assert.Equal(OperationOutcome.Succeeded, work.Outcomes.Single());
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM pg_class WHERE relname = 'c'"));
        await TestTable.ApplyAsync(delivery, row);
        await TestTable.ApplyAsync(delivery, row with { Row = new(1, "b", "A") });
        Assert.Equal(["1|b|A"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task Texts_that_the_server_parses_stop_their_own_row_alone()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TYPE mood AS ENUM ('glad', 'sad'); CREATE TABLE c ("Id" integer PRIMARY KEY, "Json" jsonb, "Mood" mood)""");
        Operation<Parsed, Parsed.Key> Row(int id, string? json, string? mood) => TestTable.Row<Parsed, Parsed.Key>(OperationKind.Upsert, new(id, json, mood));
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(1, "{\"a\":1}", "glad"), Row(2, "{broken", "sad"), Row(3, null, "angry"), Row(4, "[]", null));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal("PostgreSQL refused the row: invalid input syntax for type json, error 22P02. Correct the row, or the column's type or rule.", outcomes[1].Reason);
        Assert.Equal(["1|{\"a\": 1}|glad", "4|[]|null"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }
}
