using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Keys that the database takes for one and the model tells apart, or the other way round.</summary>
public sealed class SpellingTests(Cluster cluster)
{
    public static TheoryData<string> LooseTypes() => ["citext", "text COLLATE loose"];

    private Task<TestTable> NewAsync(string type, string rows = "")
        => TestTable.NewAsync(cluster, $"CREATE EXTENSION IF NOT EXISTS citext; CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false); CREATE TABLE c (\"Shop\" integer, \"Title\" text, \"Code\" {type}, PRIMARY KEY (\"Code\", \"Shop\")); CREATE TABLE f (\"Code\" {type} PRIMARY KEY, \"Title\" text); {rows}");

    private static Operation<Product, Product.Key> Row(OperationKind kind, string code, string title) => TestTable.Row<Product, Product.Key>(kind, new(1, title, code));

    [Theory]
    [MemberData(nameof(LooseTypes))]
    public async Task A_record_spelled_otherwise_is_left_alone_and_both_are_named(string type)
    {
        var database = await NewAsync(type, "INSERT INTO c VALUES (1, 'old', 'Abc'), (1, 'same', 'def')");
        foreach (var kind in new[] { OperationKind.Insert, OperationKind.Update, OperationKind.Upsert })
        {
            var outcomes = await TestTable.ApplyAsync(database.Table(), Row(kind, "ABC", "new"), Row(OperationKind.Upsert, "def", "fine"));
            Assert.Equal([Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
            Assert.Matches("^The table has a record \\(Code = 'Abc', Shop = 1\\) that its .+ takes for the same as \\(Code = 'ABC', Shop = 1\\)\\. Make the spellings alike, or set IgnoreCase on the key\\.$", outcomes[0].Reason);
        }

        var removed = await TestTable.ApplyAsync<Product, Product.Key>(database.Table(), new Operation<Product, Product.Key>(OperationKind.Delete, new("aBC", 1), null));
        Assert.Equal(Outcome.Rejected, removed[0].Outcome);
        Assert.Equal(["1|old|Abc", "1|fine|def"], await database.RowsAsync("SELECT * FROM c ORDER BY \"Code\""));
    }

    [Theory]
    [MemberData(nameof(LooseTypes))]
    public async Task Two_rows_of_one_batch_that_the_collation_makes_one_are_both_refused(string type)
    {
        var database = await NewAsync(type);
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, "a", "1"), Row(OperationKind.Upsert, "b", "2"), Row(OperationKind.Upsert, "A", "3"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded, Outcome.Rejected], TestTable.Outcomes(outcomes));
        Assert.StartsWith("Another row (Code = 'A', Shop = 1) has a key that the table's ", outcomes[0].Reason, StringComparison.Ordinal);
        Assert.StartsWith("Another row (Code = 'a', Shop = 1) has a key that the table's ", outcomes[2].Reason, StringComparison.Ordinal);
        Assert.Equal(["b"], await database.RowsAsync("SELECT \"Code\" FROM c"));
    }

    [Theory]
    [MemberData(nameof(LooseTypes))]
    public async Task A_record_that_is_removed_first_is_in_nobodys_way(string type)
    {
        var database = await NewAsync(type, "INSERT INTO c VALUES (1, 'old', 'Abc')");
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, "ABC", "new"), new(OperationKind.Delete, new("Abc", 1), null));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|new|ABC"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Theory]
    [MemberData(nameof(LooseTypes))]
    public async Task A_model_that_ignores_case_finds_any_spelling_and_keeps_it(string type)
    {
        var database = await NewAsync(type, "INSERT INTO f VALUES ('Abc', 'old')");
        var outcomes = await TestTable.ApplyAsync<FoldedProduct, FoldedProduct.Key>(database.Table("f"), TestTable.Row<FoldedProduct, FoldedProduct.Key>(OperationKind.Upsert, new("aBC", "new")));
        Assert.Equal([OperationOutcome.Succeeded], outcomes);
        Assert.Equal(["Abc|new"], await database.RowsAsync("SELECT * FROM f"));
    }

    [Fact]
    public async Task A_collation_that_takes_more_for_one_than_the_model_does_is_told()
    {
        // Level 1 compares neither case nor accents.
        var database = await TestTable.NewAsync(cluster, "CREATE COLLATION base (provider = icu, locale = 'und-u-ks-level1', deterministic = false); CREATE TABLE f (\"Code\" text COLLATE base PRIMARY KEY, \"Title\" text); INSERT INTO f VALUES ('resume', 'old')");
        Operation<FoldedProduct, FoldedProduct.Key> Row(string code) => TestTable.Row<FoldedProduct, FoldedProduct.Key>(OperationKind.Upsert, new(code, "new"));
        var outcomes = await TestTable.ApplyAsync(database.Table("f"), Row("Résumé"), Row("x"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.StartsWith("The table has a record (Code = 'resume') that its collation public.base takes for the same", outcomes[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_ignores_case_does_not_fit_a_column_that_does_not()
    {
        var database = await NewAsync("text");
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.OpenAsync<FoldedProduct, FoldedProduct.Key>(database.Table("f"), OperationKinds.Upsert));
        Assert.EndsWith("the key column Code ignores case in the model and compares with case in the table, which would keep two records of one key. Declare it citext or with a nondeterministic collation, or take IgnoreCase off the model.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_collation_of_its_own_is_found()
    {
        foreach (var type in new[] { "text COLLATE \"C\"", "varchar(20) COLLATE \"und-x-icu\"", "character(20)" })
        {
            var database = await NewAsync(type, "INSERT INTO c VALUES (1, 'old', 'Abc')");
            var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, "Abc", "new"), Row(OperationKind.Upsert, "ABC", "other"), Row(OperationKind.Insert, "x", "x"));
            Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
            Assert.Equal(["ABC|other", "Abc|new", "x|x"], (await database.RowsAsync("SELECT rtrim(\"Code\"), \"Title\" FROM c")).Order(StringComparer.Ordinal));
        }
    }
}
