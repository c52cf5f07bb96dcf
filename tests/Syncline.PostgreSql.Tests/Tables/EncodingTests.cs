using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Databases whose encoding has no form for some characters.</summary>
public sealed class EncodingTests(Cluster cluster)
{
    private static string Reason(string column, string text, string bytes)
        => $"Column {column} holds '{text}': the database can't keep a character of it (character with byte sequence {bytes} in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\", error 22P05). Take it out in the source, or use a database in UTF8.";

    private async Task<TestTable> NewAsync(string sql)
    {
        var other = new NpgsqlConnectionStringBuilder(await cluster.NewDatabaseAsync());
        var name = $"{other.Database}_latin1";
        await new TestTable(other.ConnectionString).SqlAsync($"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0");
        other.Database = name;
        var database = new TestTable(other.ConnectionString);
        await database.SqlAsync(sql);
        return database;
    }

    [Fact]
    public async Task A_character_without_a_form_stops_its_row_alone()
    {
        var database = await NewAsync("""CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text)""");
        Customer[] rows = [new(1, "é", "a"), new(2, "€", "a"), new(3, "a\0b", "a"), new(4, "ü", "漢字"), new(5, "e", "e")];
        string?[] reasons = [null, Reason("Email", "€", "0xe2 0x82 0xac"), "Column Email holds 'a\\0b': the text holds the character NUL at position 1, and no text in PostgreSQL does. Take it out in the source.", Reason("Name", "漢字", "0xe6 0xbc 0xa2"), null];
        foreach (var kind in new[] { OperationKind.Upsert, OperationKind.Insert })
        {
            var outcomes = await TestTable.ApplyAsync(database.Table(), kind, rows);
            Assert.Equal(reasons, outcomes.Select(outcome => outcome.Outcome == Outcome.Rejected ? outcome.Reason : null));
        }

        Assert.Equal(["1|é", "5|e"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task All_leaves_such_a_row_out_and_does_the_rest()
    {
        var database = await NewAsync("""CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text); INSERT INTO c VALUES (2, 'old', NULL), (9, 'z', NULL)""");
        Customer[] rows = [new(1, "é", null), new(2, "€", null), new(3, "a", null)];
        var report = await Customer.AllSync.RunAsync(SyncSource.From(rows), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Incomplete, 3L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["1|é", "2|old", "3|a"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_key_or_a_secret_without_a_form_is_told_as_such()
    {
        var database = await NewAsync("""CREATE TABLE c ("Shop" integer, "Title" text, "Code" text, PRIMARY KEY ("Code", "Shop")); CREATE TABLE s ("Id" integer PRIMARY KEY, "Value" text, "Level" integer)""");
        var outcomes = await TestTable.ApplyAsync<Product, Product.Key>(database.Table(), new(OperationKind.Delete, new("€", 1), null), TestTable.Row<Product, Product.Key>(OperationKind.Upsert, new(1, "a", "a")));
        Assert.Equal([Reason("Code", "€", "0xe2 0x82 0xac"), null], outcomes.Select(outcome => outcome.Reason));
        outcomes = await TestTable.ApplyAsync<Secret, Secret.Key>(database.Table("s"), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "€", 1)));
        Assert.Equal("Column Value holds a value that can't be stored: the database can't keep a character of it (error 22P05, whose message may hold a sensitive value and is left out). Take it out in the source, or use a database in UTF8.", outcomes[0].Reason);
    }
}
