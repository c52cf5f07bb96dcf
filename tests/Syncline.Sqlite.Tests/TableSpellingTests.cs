using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Keys that a collation takes for the same and the model doesn't.</summary>
public sealed class TableSpellingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteTable Table(string collation = "NOCASE", string rows = "('abc', 'old')", string name = "p")
        => new(TestFolder.Source(_folder.Sql("p.db", $"CREATE TABLE p (Code TEXT COLLATE {collation} PRIMARY KEY, Title TEXT){(rows == "" ? "" : $"; INSERT INTO p VALUES {rows}")}")), name);

    private string[] Rows() => _folder.Rows("p.db", "SELECT * FROM p ORDER BY Code COLLATE BINARY");

    private static Operation<Product, Product.Key> Row(OperationKind kind, string code, string? title = null) => Deliver.Row<Product, Product.Key>(kind, new(code, title));

    private static Operation<Product, Product.Key> Gone(OperationKind kind, string code) => new(kind, new(code), null);

    [Theory]
    [InlineData(OperationKind.Insert)]
    [InlineData(OperationKind.Update)]
    [InlineData(OperationKind.Upsert)]
    [InlineData(OperationKind.Delete)]
    [InlineData(OperationKind.Clear)]
    [InlineData(OperationKind.Archive)]
    [InlineData(OperationKind.AddMember)]
    [InlineData(OperationKind.RemoveMember)]
    [InlineData(OperationKind.Event)]
    public async Task A_record_spelled_otherwise_is_left_alone_and_both_spellings_are_named(OperationKind kind)
    {
        var table = Table();
        _folder.Sql("p.db", "ALTER TABLE p ADD COLUMN archived INTEGER NOT NULL DEFAULT 0");
        if (kind == OperationKind.Archive) table = new(TestFolder.Source(_folder["p.db"]), "p") { ArchiveColumn = "archived" };
        var isGone = kind is OperationKind.Delete or OperationKind.Clear or OperationKind.Archive or OperationKind.RemoveMember;
        var outcomes = await Deliver.ApplyAsync(table, isGone ? Gone(kind, "ABC") : Row(kind, "ABC", "new"));
        Assert.Equal(Outcome.Rejected, outcomes[0].Outcome);
        Assert.Equal("The table has a record (Code = 'abc') that its collation NOCASE takes for the same as (Code = 'ABC'). Make the spellings alike, or set IgnoreCase on the key.", outcomes[0].Reason);
        Assert.Equal(["abc|old|0"], Rows());
    }

    [Fact]
    public async Task The_record_of_the_very_spelling_is_found()
    {
        var table = Table();
        Assert.Equal(Outcome.Skipped, (await Deliver.ApplyAsync(table, Row(OperationKind.Insert, "abc", "x")))[0].Outcome);
        Assert.All(await Deliver.ApplyAsync(table, Row(OperationKind.Update, "abc", "1"), Row(OperationKind.Upsert, "abc", "2"), Row(OperationKind.Upsert, "def", "3"), Gone(OperationKind.Delete, "none")), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["abc|2", "def|3"], Rows());
    }

    [Fact]
    public async Task Two_rows_that_are_one_to_the_table_are_both_rejected_whatever_else_arrives()
    {
        var table = Table(rows: "");
        var report = await Product.Sync.RunAsync(SyncSource.From<Product>([new("abc", "1"), new("ABC", "2"), new("def", "3")]), table, new InMemoryStateStore(), null, Read.Stop);
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["def|3"], Rows());
    }

    [Fact]
    public async Task Blanks_at_the_end_are_told_apart_under_RTRIM()
    {
        var outcomes = await Deliver.ApplyAsync(Table("RTRIM"), Row(OperationKind.Upsert, "abc  ", "new"));
        Assert.Contains("its collation RTRIM takes for the same as (Code = 'abc  ')", outcomes[0].Reason);
    }

    [Theory]
    [InlineData(OperationKind.Upsert)]
    [InlineData(OperationKind.AddMember)]
    [InlineData(OperationKind.Event)]
    public async Task Rows_of_one_batch_that_the_collation_makes_one_are_all_rejected_and_the_rest_go_through(OperationKind kind)
    {
        var outcomes = await Deliver.ApplyAsync(
            Table(rows: ""),
            Row(kind, "x"), Row(kind, "abc"), Row(kind, "y"), Row(kind, "ABC"), Row(kind, "aBc"), Row(kind, "z"));
        Assert.Equal([Outcome.Succeeded, Outcome.Rejected, Outcome.Succeeded, Outcome.Rejected, Outcome.Rejected, Outcome.Succeeded], outcomes.Select(outcome => outcome.Outcome));
        Assert.Contains("are one to the table, whose collation NOCASE takes their keys for the same; neither is written", outcomes[1].Reason);
        Assert.Contains("'ABC'", outcomes[1].Reason);
        Assert.Equal(["x|null", "y|null", "z|null"], Rows());
    }

    [Fact]
    public async Task A_removal_makes_room_for_the_other_spelling_in_the_same_batch()
    {
        var outcomes = await Deliver.ApplyAsync(Table(), Gone(OperationKind.Delete, "abc"), Row(OperationKind.Upsert, "ABC", "new"));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["ABC|new"], Rows());
    }

    [Fact]
    public async Task A_key_that_ignores_case_finds_either_spelling_and_keeps_the_tables()
    {
        Operation<FoldedProduct, FoldedProduct.Key> Folded(OperationKind kind, string code, string? title) => Deliver.Row<FoldedProduct, FoldedProduct.Key>(kind, new(code, title));
        var table = Table();
        Assert.All(await Deliver.ApplyAsync(table, Folded(OperationKind.Upsert, "ABC", "1"), Folded(OperationKind.Update, "Abc", "2")), outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["abc|2"], Rows());
        await Deliver.ApplyAsync(table, new Operation<FoldedProduct, FoldedProduct.Key>(OperationKind.Delete, Folded(OperationKind.Delete, "aBC", null).Key, null));
        Assert.Empty(Rows());
    }

    [Fact]
    public async Task A_key_that_ignores_case_needs_a_column_that_does_and_creates_one()
    {
        var error = await Assert.ThrowsAsync<DestinationException>(async () => await Deliver.OpenAsync<FoldedProduct, FoldedProduct.Key>(Table("BINARY")));
        Assert.Contains("Declare it COLLATE NOCASE, or take IgnoreCase off the model", error.Message);
        var created = new SqliteTable(_folder["created.db"], "p") { CreateIfMissing = true };
        await Deliver.ApplyAsync(created, Deliver.Row<FoldedProduct, FoldedProduct.Key>(OperationKind.Upsert, new("abc", "1")), Deliver.Row<FoldedProduct, FoldedProduct.Key>(OperationKind.Update, new("ABC", "2")));
        Assert.Equal(["abc|2"], _folder.Rows("created.db", "SELECT * FROM p"));
    }

    [Fact]
    public async Task A_sensitive_key_is_masked()
    {
        var outcomes = await Deliver.ApplyAsync(Table(rows: "('hunter2', '')"), Deliver.Row<SecretProduct, SecretProduct.Key>(OperationKind.Upsert, new("HUNTER2", "")));
        Assert.Equal(Outcome.Rejected, outcomes[0].Outcome);
        Assert.DoesNotContain("hunter2", outcomes[0].Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Code = ***", outcomes[0].Reason);
    }

    [Fact]
    public async Task An_index_looser_than_its_column_is_asked_by_its_own_collation()
    {
        _folder.Sql("p.db", "CREATE TABLE p (Code TEXT, Title TEXT); CREATE UNIQUE INDEX u ON p (Code COLLATE NOCASE); INSERT INTO p VALUES ('abc', 'old')");
        var table = new SqliteTable(_folder["p.db"], "p");
        Assert.Equal(Outcome.Rejected, (await Deliver.ApplyAsync(table, Row(OperationKind.Upsert, "ABC", "new")))[0].Outcome);
        Assert.Equal(Outcome.Rejected, (await Deliver.ApplyAsync(table, Row(OperationKind.Update, "ABC", "new")))[0].Outcome);
        Assert.Equal(Outcome.Succeeded, (await Deliver.ApplyAsync(table, Row(OperationKind.Update, "abc", "ok")))[0].Outcome);
        Assert.Equal(["abc|ok"], Rows());
    }

    [Fact]
    public async Task Equal_keys_of_different_looks_find_one_record()
    {
        var instants = new SqliteTable(_folder["i.db"], "t") { CreateIfMissing = true };
        var noon = new DateTimeOffset(2024, 5, 31, 12, 0, 0, TimeSpan.Zero);
        await Deliver.ApplyAsync(instants, Deliver.Row<ByInstant, ByInstant.Key>(OperationKind.Upsert, new(noon, "1")), Deliver.Row<ByInstant, ByInstant.Key>(OperationKind.Update, new(noon.ToOffset(TimeSpan.FromHours(2)), "2")));
        Assert.Equal(["2024-05-31 12:00:00+00:00|2"], _folder.Rows("i.db", "SELECT * FROM t"));

        var amounts = new SqliteTable(_folder["a.db"], "t") { CreateIfMissing = true };
        await Deliver.ApplyAsync(amounts, Deliver.Row<ByAmount, ByAmount.Key>(OperationKind.Upsert, new(1.50m, 1)), Deliver.Row<ByAmount, ByAmount.Key>(OperationKind.Update, new(1.5m, 2)), Deliver.Row<ByAmount, ByAmount.Key>(OperationKind.Insert, new(0.0m, -0.0)));
        Assert.Equal(["0.0|0.0", "1.5|2.0"], _folder.Rows("a.db", "SELECT * FROM t ORDER BY 1"));
    }
}
