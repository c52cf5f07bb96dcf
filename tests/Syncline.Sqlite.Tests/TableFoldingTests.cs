using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Keys that ignore case, beyond the ASCII that NOCASE folds.</summary>
public sealed class TableFoldingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteTable Table(params string[] codes)
    {
        _folder.Sql("p.db", "CREATE TABLE p (Code TEXT COLLATE NOCASE PRIMARY KEY, Title TEXT)");
        foreach (var code in codes) _folder.Sql("p.db", $"INSERT INTO p VALUES ('{code}', 'old')");
        return new(TestFolder.Source(_folder["p.db"]), "p");
    }

    private string[] Rows(string table = "p") => _folder.Rows("p.db", $"SELECT * FROM {table} ORDER BY 1 COLLATE BINARY, 2 COLLATE BINARY");

    private static Operation<FoldedProduct, FoldedProduct.Key> Row(OperationKind kind, string code, string? title = null) => Deliver.Row<FoldedProduct, FoldedProduct.Key>(kind, new(code, title));

    private static Operation<FoldedProduct, FoldedProduct.Key> Gone(OperationKind kind, string code) => new(kind, Row(kind, code).Key, null);

    [Theory]
    [InlineData("É@x", "é@x")]
    [InlineData("é@x", "É@X")]
    [InlineData("ПЕТРОВ", "Петров")]
    [InlineData("Öööö", "öÖÖö")]
    [InlineData("\u212Aelvin", "kelvin")]
    [InlineData("books", "BOO\u212AS")]
    [InlineData("\u03C3\u03C2", "\u03A3\u03A3")]
    [InlineData("\U00010400z", "\U00010428Z")]
    public async Task A_record_is_found_by_any_spelling_of_its_key_and_keeps_its_own(string stored, string asked)
    {
        var table = Table(stored, "a", "boo", "zz", "é", "п", "Пе", "ö", "\uFFFD", "中");
        var others = Rows().Where(row => row != $"{stored}|old").ToArray();
        Assert.Equal(Outcome.Skipped, (await Deliver.ApplyAsync(table, Row(OperationKind.Insert, asked, "no")))[0].Outcome);
        Assert.All(await Deliver.ApplyAsync(table, Row(OperationKind.Upsert, asked, "1")), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal([$"{stored}|1"], Rows().Except(others));
        await Deliver.ApplyAsync(table, Row(OperationKind.Update, asked, "2"));
        Assert.Equal([$"{stored}|2"], Rows().Except(others));
        await Deliver.ApplyAsync(table, Gone(OperationKind.Clear, asked));
        Assert.Equal([$"{stored}|null"], Rows().Except(others));
        await Deliver.ApplyAsync(table, Gone(OperationKind.Delete, asked));
        Assert.Equal(others, Rows());
    }

    [Fact]
    public async Task A_key_that_only_looks_alike_is_another_record()
    {
        var outcomes = await Deliver.ApplyAsync(Table("ß", "i", "é"), Row(OperationKind.Upsert, "ss"), Row(OperationKind.Upsert, "İ"), Row(OperationKind.Upsert, "e\u0301"), Row(OperationKind.Update, "É\u0301"));
        Assert.Equal([Outcome.Succeeded, Outcome.Succeeded, Outcome.Succeeded, Outcome.Skipped], outcomes.Select(outcome => outcome.Outcome));
        Assert.Equal(6, Rows().Length);
    }

    [Theory]
    [InlineData(OperationKind.Insert)]
    [InlineData(OperationKind.Update)]
    [InlineData(OperationKind.Upsert)]
    [InlineData(OperationKind.Delete)]
    [InlineData(OperationKind.Clear)]
    public async Task Two_records_that_are_one_to_the_model_are_left_alone_and_named(OperationKind kind)
    {
        var table = Table("É", "é", "b");
        var outcomes = await Deliver.ApplyAsync(table, kind is OperationKind.Delete or OperationKind.Clear ? Gone(kind, "é") : Row(kind, "é", "new"), Row(OperationKind.Update, "B", "new"));
        Assert.Equal("The table has the records (Code = 'É') and (Code = 'é'), which are one key (Code = 'é') to the model: it ignores case, and the table's collation NOCASE does so in ASCII alone. Delete one of them, or give it another key.", outcomes[0].Reason);
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], outcomes.Select(outcome => outcome.Outcome));
        Assert.Equal(["b|new", "É|old", "é|old"], Rows());
    }

    [Fact]
    public async Task Random_keys_meet_the_record_that_a_scan_would_find()
    {
        var random = new Random(20240601);
        string Random() => new([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => "aAkK\u212AéÉßпПцΣσς1"[random.Next(15)])]);
        var table = Table();
        var model = new Dictionary<FoldedProduct.Key, string>();
        await using var delivery = await Deliver.OpenAsync<FoldedProduct, FoldedProduct.Key>(table);
        for (var i = 0; i < 20; i++)
        {
            var batch = Enumerable.Range(0, 60).Select(_ => random.Next(3) == 0 ? Gone(OperationKind.Delete, Random()) : Row(OperationKind.Upsert, Random(), $"{random.Next()}")).DistinctBy(operation => operation.Key).ToArray();
            Assert.All(await Deliver.ApplyAsync(delivery, batch), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
            foreach (var operation in batch)
            {
                if (operation.Row is null) model.Remove(operation.Key);
                else model[operation.Key] = $"{(model.TryGetValue(operation.Key, out var there) ? there.Split('|')[0] : operation.Row.Code)}|{operation.Row.Title}";
            }

            Assert.Equal(model.Values.Order(StringComparer.Ordinal), Rows().Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("Code, Shop")]
    [InlineData("Shop, Code")]
    public async Task A_part_of_a_longer_key_is_found_in_any_order_of_the_index(string index)
    {
        _folder.Sql("p.db", $"CREATE TABLE s (Shop INTEGER, Code TEXT COLLATE NOCASE, Name TEXT COLLATE NOCASE, Title TEXT, PRIMARY KEY ({index}, Name)); INSERT INTO s VALUES (1, 'É', 'Ü', ''), (2, 'é', 'ü', ''), (2, 'É', 'Ö', ''), (3, 'é', 'ö', '')");
        var table = new SqliteTable(_folder["p.db"], "s");
        Operation<ShopProduct, ShopProduct.Key> Row(int shop, string code, string name) => Deliver.Row<ShopProduct, ShopProduct.Key>(OperationKind.Upsert, new(shop, code, name, "x"));
        var outcomes = await Deliver.ApplyAsync(table, Row(1, "é", "ü"), Row(2, "É", "Ü"), Row(2, "é", "ö"), Row(4, "é", "ö"));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|É|Ü|x", "2|É|Ö|x", "2|é|ü|x", "3|é|ö|", "4|é|ö|x"], Rows("s"));
    }

    [Fact]
    public async Task A_key_delivered_in_two_spellings_stays_one_record_through_whole_runs()
    {
        var state = new InMemoryStateStore();
        foreach (var (code, title) in new[] { ("É@x", "1"), ("é@x", "2"), ("É@X", "3") })
        {
            var report = await FoldedProduct.Sync.RunAsync(SyncSource.From([new FoldedProduct(code, title), new("b", null)]), Created(), state, cancellationToken: Read.Stop);
            Assert.Equal(SyncStatus.Succeeded, report.Status);
            Assert.Equal(["b|null", $"É@x|{title}"], _folder.Rows("c.db", "SELECT * FROM p ORDER BY 1"));
        }

        var gone = await FoldedProduct.Sync.RunAsync(SyncSource.From([new FoldedProduct("b", null)]), Created(), state, cancellationToken: Read.Stop);
        Assert.Equal(SyncStatus.Succeeded, gone.Status);
        Assert.Equal(["b|null"], _folder.Rows("c.db", "SELECT * FROM p"));

        SqliteTable Created() => new(TestFolder.Source(_folder["c.db"]), "p") { CreateIfMissing = true };
    }

    [Theory]
    [InlineData("abc", "ABC")]
    [InlineData("É@x", "é@X")]
    public async Task Every_destination_keeps_the_spelling_a_record_was_created_with(string first, string later)
    {
        var memory = new InMemoryDestination();
        var operations = new[] { Row(OperationKind.Upsert, first, "1") };
        var updates = new[] { Row(OperationKind.Upsert, later, "2") };
        await using (var delivery = await memory.OpenAsync<FoldedProduct, FoldedProduct.Key>(new(new("Test.Sync", "test", SyncType.Objects, Upsert), SchemaOf<FoldedProduct>(), Deliver.Everything, "run"), Read.Stop))
        {
            await Deliver.ApplyAsync(delivery, operations);
            await Deliver.ApplyAsync(delivery, updates);
        }

        var table = Table();
        await Deliver.ApplyAsync(table, operations);
        await Deliver.ApplyAsync(table, updates);
        Assert.Equal([new(first, "2")], memory.Records<FoldedProduct, FoldedProduct.Key>().Values);
        Assert.Equal([new FoldedProduct(first, "2")], await Read.RowsAsync(SqliteSource.Query<FoldedProduct>(_folder["p.db"], "SELECT * FROM p")));
    }

    [Fact]
    public async Task A_NUL_in_a_key_that_ignores_case_is_rejected()
    {
        var outcomes = await Deliver.ApplyAsync(Table(), Row(OperationKind.Upsert, "a\0b"), Row(OperationKind.Upsert, "a\0c"), Row(OperationKind.Upsert, "a"));
        Assert.Equal([Outcome.Rejected, Outcome.Rejected, Outcome.Succeeded], outcomes.Select(outcome => outcome.Outcome));
        Assert.Equal("Column Code holds 'a\0b': the text holds the character NUL at position 1, and the table's collation NOCASE compares no further. Leave the character out of the key.", outcomes[0].Reason);
    }

    [Theory]
    [InlineData("RTRIM")]
    [InlineData("BINARY")]
    public async Task A_collation_that_does_not_ignore_case_is_refused(string collation)
    {
        _folder.Sql("p.db", $"CREATE TABLE p (Code TEXT COLLATE {collation} PRIMARY KEY, Title TEXT)");
        var error = await Assert.ThrowsAsync<DestinationException>(async () => await Deliver.OpenAsync<FoldedProduct, FoldedProduct.Key>(new(_folder["p.db"], "p")));
        Assert.Contains("Declare it COLLATE NOCASE, or take IgnoreCase off the model", error.Message);
    }

    [Fact]
    public async Task Of_two_indexes_the_one_that_ignores_case_is_taken_whatever_the_case_of_its_collation()
    {
        _folder.Sql("p.db", "CREATE TABLE p (Code TEXT PRIMARY KEY, Title TEXT); CREATE UNIQUE INDEX u ON p (Code COLLATE nocase); INSERT INTO p VALUES ('abc', 'old')");
        Assert.Equal(OperationOutcome.Succeeded, (await Deliver.ApplyAsync(new SqliteTable(_folder["p.db"], "p"), Row(OperationKind.Update, "ABC", "new")))[0]);
        Assert.Equal(["abc|new"], Rows());
    }

    [Fact]
    public void The_search_for_a_spelling_uses_the_index()
    {
        _folder.Sql("p.db", "CREATE TABLE s (Shop INTEGER, Code TEXT COLLATE NOCASE, Name TEXT COLLATE NOCASE, Title TEXT, PRIMARY KEY (Code, Shop, Name))");
        using var database = SqliteDatabase.Open(SqliteLocation.Parse(_folder["p.db"], "test"), Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite, Read.Stop);
        var shape = new TableInspector(database, new("s", false, SchemaOf<ShopProduct>(), Deliver.Everything)).Inspect()!;
        Assert.Equal([1, 0, 2], shape.KeyOrder);
        var sql = new TableSql(shape, SchemaOf<ShopProduct>());
        Assert.Equal("SEARCH k USING COVERING INDEX sqlite_autoindex_s_1 (Code>?)", Plan(sql.Seek([], 1)));
        Assert.Equal("SEARCH k USING COVERING INDEX sqlite_autoindex_s_1 (Code=? AND Shop=? AND Name>?)", Plan(sql.Seek([1, 0], 2)));

        string Plan(string query) => Assert.Single(_folder.Rows("p.db", $"EXPLAIN QUERY PLAN {query}")).Split('|')[3];
    }

    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;
}
