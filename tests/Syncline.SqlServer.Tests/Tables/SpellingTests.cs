using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>Keys that the database takes for one and the model tells apart, or the other way round.</summary>
public sealed class SpellingTests(ServerUnderTest server)
{
    public static TheoryData<string> LooseTypes() => ["nvarchar(50) COLLATE Latin1_General_CI_AS", "varchar(50) COLLATE SQL_Latin1_General_CP1_CI_AS", "nchar(50) COLLATE Latin1_General_100_CI_AI"];

    private Task<TestTable> NewAsync(string type, string rows = "")
        => TestTable.NewAsync(server, $"CREATE TABLE c (\"Shop\" int NOT NULL, \"Title\" nvarchar(100), \"Code\" {type} NOT NULL, PRIMARY KEY (\"Code\", \"Shop\")); CREATE TABLE f (\"Code\" {type} NOT NULL PRIMARY KEY, \"Title\" nvarchar(100)); {rows}");

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
            Assert.Matches("^The table has a record \\(Code = 'Abc', Shop = 1\\) that its .+ takes for the same as \\(Code = 'ABC', Shop = 1\\)\\. Make the spellings alike, or set IgnoreCase on the key where they differ by case alone\\.$", outcomes[0].Reason);
        }

        var removed = await TestTable.ApplyAsync<Product, Product.Key>(database.Table(), new Operation<Product, Product.Key>(OperationKind.Delete, new("aBC", 1), null));
        Assert.Equal(Outcome.Rejected, removed[0].Outcome);
        Assert.Equal(["1|old|Abc", "1|fine|def"], await database.RowsAsync("SELECT \"Shop\", \"Title\", RTRIM(\"Code\") FROM c ORDER BY \"Code\""));
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
        Assert.Equal(["b"], await database.RowsAsync("SELECT RTRIM(\"Code\") FROM c"));
    }

    [Theory]
    [MemberData(nameof(LooseTypes))]
    public async Task A_record_that_is_removed_first_is_in_nobodys_way(string type)
    {
        var database = await NewAsync(type, "INSERT INTO c VALUES (1, 'old', 'Abc')");
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, "ABC", "new"), new(OperationKind.Delete, new("Abc", 1), null));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|new|ABC"], await database.RowsAsync("SELECT \"Shop\", \"Title\", RTRIM(\"Code\") FROM c"));
    }

    [Theory]
    [MemberData(nameof(LooseTypes))]
    public async Task A_model_that_ignores_case_finds_any_spelling_and_keeps_it(string type)
    {
        var database = await NewAsync(type, "INSERT INTO f VALUES ('Abc', 'old')");
        var outcomes = await TestTable.ApplyAsync<FoldedProduct, FoldedProduct.Key>(database.Table("f"), TestTable.Row<FoldedProduct, FoldedProduct.Key>(OperationKind.Upsert, new("aBC", "new")));
        Assert.Equal([OperationOutcome.Succeeded], outcomes);
        Assert.Equal(["Abc|new"], await database.RowsAsync("SELECT RTRIM(\"Code\"), \"Title\" FROM f"));
    }

    [Fact]
    public async Task A_collation_that_takes_more_for_one_than_the_model_does_is_told()
    {
        var database = await TestTable.NewAsync(server, "CREATE TABLE f (\"Code\" nvarchar(50) COLLATE Latin1_General_CI_AI NOT NULL PRIMARY KEY, \"Title\" nvarchar(50)); INSERT INTO f VALUES ('resume', 'old')");
        Operation<FoldedProduct, FoldedProduct.Key> Row(string code) => TestTable.Row<FoldedProduct, FoldedProduct.Key>(OperationKind.Upsert, new(code, "new"));
        var outcomes = await TestTable.ApplyAsync(database.Table("f"), Row("Résumé"), Row("x"));
        Assert.Equal([Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.StartsWith("The table has a record (Code = 'resume') that its collation Latin1_General_CI_AI takes for the same", outcomes[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_ignores_case_does_not_fit_a_column_that_does_not()
    {
        var database = await NewAsync("nvarchar(50) COLLATE Latin1_General_CS_AS");
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.OpenAsync<FoldedProduct, FoldedProduct.Key>(database.Table("f"), OperationKinds.Upsert));
        Assert.EndsWith("the key column Code ignores case in the model and compares with case in the table, by the collation Latin1_General_CS_AS, which would keep two records of one key. Declare it with a collation of _CI_, or take IgnoreCase off the model.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_collation_of_its_own_is_found()
    {
        foreach (var type in new[] { "nvarchar(50) COLLATE Latin1_General_100_BIN2", "varchar(50) COLLATE Latin1_General_CS_AS", "nchar(20) COLLATE Latin1_General_BIN" })
        {
            var database = await NewAsync(type, "INSERT INTO c VALUES (1, 'old', 'Abc')");
            var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, "Abc", "new"), Row(OperationKind.Upsert, "ABC", "other"), Row(OperationKind.Insert, "x", "x"));
            Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
            Assert.Equal(["ABC|other", "Abc|new", "x|x"], (await database.RowsAsync("SELECT RTRIM(\"Code\"), \"Title\" FROM c")).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Blanks_at_the_end_count_for_no_collation_and_are_told()
    {
        var database = await TestTable.NewAsync(server);
        await TestTable.ApplyAsync<Product, Product.Key>(database.Table(create: true), Row(OperationKind.Upsert, "a", "1"));
        var outcomes = await TestTable.ApplyAsync(database.Table(), Row(OperationKind.Upsert, "a ", "2"), Row(OperationKind.Upsert, "b", "3"), Row(OperationKind.Upsert, "b  ", "4"), Row(OperationKind.Upsert, " b", "5"));
        Assert.Equal([Outcome.Rejected, Outcome.Rejected, Outcome.Rejected, Outcome.Succeeded], TestTable.Outcomes(outcomes));
        Assert.Equal("The table has a record (Code = 'a', Shop = 1) that its collation Latin1_General_100_BIN2 takes for the same as (Code = 'a ', Shop = 1). Make the spellings alike, or set IgnoreCase on the key where they differ by case alone.", outcomes[0].Reason);
        Assert.True(outcomes[1].IsFinal);
        Assert.Equal(Outcome.Rejected, (await TestTable.ApplyAsync<Product, Product.Key>(database.Table(), new Operation<Product, Product.Key>(OperationKind.Delete, new("a ", 1), null)))[0].Outcome);
        Assert.Equal([" b|5", "a|1"], await database.RowsAsync("SELECT \"Code\", \"Title\" FROM c ORDER BY 1"));
    }
}
