using Microsoft.Data.Sqlite;
using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class SourceColumnTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _file;

    public SourceColumnTests()
        => _file = _folder.Sql("shop.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (1, 'a@b', 'Ada'), (2, NULL, NULL)");

    public void Dispose() => _folder.Dispose();

    private ISyncSource<Customer> Query(string sql, params (string, object?)[] parameters) => SqliteSource.Query<Customer>(TestFolder.Source(_file), sql, parameters);

    private async Task<string> OpeningFails(ISyncSource<Customer> source) => (await Assert.ThrowsAsync<SourceException>(async () => await source.OpenAsync(Read.Stop))).Message;

    [Fact]
    public async Task Columns_are_matched_by_name_whatever_their_order_and_case()
        => Assert.Equal([new Customer(1, "a@b", "Ada"), new Customer(2, null, null)], await Read.RowsAsync(Query("SELECT name, EMAIL, iD FROM c ORDER BY id")));

    [Fact]
    public async Task Every_missing_surplus_and_ambiguous_column_is_named_in_one_error()
    {
        var message = await OpeningFails(Query("SELECT Id, Id, 'x' AS Mail, 1 AS Age FROM c"));
        Assert.Contains("Syncline.Sqlite.Tests.Customer", message);
        Assert.Contains("missing: Email, Name (", message);
        Assert.Contains("surplus: Mail, Age (leave out of the SELECT, or add a property)", message);
        Assert.Contains("more than once: Id (", message);
        Assert.Contains(_file, message);
    }

    [Theory]
    [InlineData("SELECT Id, Email, Nam FROM c", "no such column: Nam")]
    [InlineData("SELEC 1", "syntax error")]
    [InlineData("SELECT * FROM nowhere", "no such table: nowhere")]
    [InlineData("-- nothing", "has no statement")]
    [InlineData("CREATE TABLE x (y)", "gives no columns")]
    [InlineData("INSERT INTO c (Email) VALUES ('x') RETURNING Id, Email, Name", "writes")]
    [InlineData("SELECT Id, Email, Name FROM c; SELECT 1", "more than one statement")]
    public async Task A_statement_that_is_no_single_query_is_refused(string sql, string words)
    {
        var message = await OpeningFails(Query(sql));
        Assert.Contains(words, message);
        Assert.Contains(_file, message);
    }

    [Fact]
    public async Task A_comment_or_semicolon_after_the_query_is_fine()
        => Assert.Equal(2, (await Read.RowsAsync(Query("SELECT * FROM c; -- done"))).Count);

    [Fact]
    public async Task Parameters_are_bound_by_name_with_or_without_prefix()
    {
        Assert.Equal([new Customer(1, "a@b", "Ada")], await Read.RowsAsync(Query("SELECT * FROM c WHERE Id = $id AND Name = @name", ("$id", 1), ("name", "Ada"))));
        Assert.Equal([new Customer(7, "0.5", null)], await Read.RowsAsync(Query("SELECT :id AS Id, :d AS Email, :n AS Name", ("id", Tier.Pro + 6), ("d", 0.5m), ("n", null))));
    }

    [Fact]
    public async Task Parameters_without_value_and_values_without_parameter_are_named()
    {
        var message = await OpeningFails(Query("SELECT * FROM c WHERE Id = $id AND Name = ?", ("other", 1)));
        Assert.Contains("no value is given for $id", message);
        Assert.Contains("parameter 2 has no name", message);
        Assert.Contains("the statement has no parameter other", message);
        Assert.Contains("$n: SQLite's largest integer is 9223372036854775807", await OpeningFails(Query("SELECT * FROM c WHERE Id = $n", ("n", ulong.MaxValue))));
    }

    [Fact]
    public void A_statement_with_a_NUL_is_an_argument_error()
        => Assert.StartsWith("The statement holds the character NUL at position 15, where SQLite would take it to end.", Assert.Throws<ArgumentException>(() => Query("SELECT * FROM c\0 WHERE Id = 1")).Message);

    [Fact]
    public void A_parameter_that_has_no_form_in_SQLite_is_an_argument_error()
    {
        Assert.Contains("TestFolder", Assert.Throws<ArgumentException>(() => Query("SELECT 1", ("x", _folder))).Message);
        Assert.Contains("given twice", Assert.Throws<ArgumentException>(() => Query("SELECT 1", ("$x", 1), ("x", 1))).Message);
    }

    [Fact]
    public async Task A_missing_file_is_an_error_and_is_not_created()
    {
        var message = await OpeningFails(SqliteSource.Query<Customer>($"Data Source={_folder["none.db"]}", "SELECT 1"));
        Assert.Contains(_folder["none.db"], message);
        Assert.Contains("does not exist", message);
        Assert.False(File.Exists(_folder["none.db"]));
        Assert.Contains("the folder", await OpeningFails(SqliteSource.Query<Customer>(_folder["no/such/none.db"], "SELECT 1")));
        Assert.Contains("is a folder", await OpeningFails(SqliteSource.Query<Customer>(_folder.Path, "SELECT 1")));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_error()
    {
        await File.WriteAllTextAsync(_folder["text.db"], new string('x', 5000), Read.Stop);
        var message = await OpeningFails(SqliteSource.Query<Customer>(_folder["text.db"], "SELECT 1"));
        Assert.Contains($"{_folder["text.db"]} is not a SQLite database", message);
    }

    [Fact]
    public async Task A_locked_file_is_an_error_that_says_so()
    {
        using var other = _folder.Open("shop.db");
        using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        var message = await OpeningFails(Query("SELECT * FROM c"));
        Assert.Contains($"{_file} is locked", message);
        Assert.Contains("Default Timeout", message);
    }

    [Fact]
    public async Task A_lock_that_is_given_up_in_time_is_waited_for()
    {
        var other = _folder.Open("shop.db");
        using (var command = other.CreateCommand())
        {
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
        }

        var reading = Task.Run(() => Read.RowsAsync(SqliteSource.Query<Customer>($"Data Source={_file};Default Timeout=20", "SELECT * FROM c")), Read.Stop);
        await Task.Delay(50, Read.Stop);
        await other.DisposeAsync();
        Assert.Equal(2, (await reading).Count);
    }

    [Fact]
    public async Task The_password_of_a_connection_string_is_in_no_message()
    {
        var source = SqliteSource.Query<Customer>($"Data Source={_folder["none.db"]};Password=hunter2", "SELECT 1");
        Assert.DoesNotContain("hunter2", source.Name);
        Assert.DoesNotContain("hunter2", (await Assert.ThrowsAsync<SourceException>(async () => await source.OpenAsync(Read.Stop))).ToString());
        Assert.DoesNotContain("hunter2", Assert.Throws<ArgumentException>(() => SqliteSource.Query<Customer>("Data Source=x;Password=a;hunter2=1", "SELECT 1")).ToString());
    }

    [Fact]
    public async Task The_whole_query_is_one_snapshot()
    {
        _folder.Sql("shop.db", "PRAGMA journal_mode = WAL");
        await using var cursor = await Query("SELECT * FROM c ORDER BY Id").OpenAsync(Read.Stop);
        Assert.True(await cursor.ReadAsync(Read.Stop));
        _folder.Sql("shop.db", "DELETE FROM c; INSERT INTO c VALUES (3, NULL, NULL)");
        Assert.True(await cursor.ReadAsync(Read.Stop));
        Assert.Equal(new Customer(2, null, null), cursor.Current);
        Assert.False(await cursor.ReadAsync(Read.Stop));
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_reading_between_rows_and_inside_a_long_step()
    {
        using var stop = new CancellationTokenSource();
        await using var cursor = await Query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS Id, NULL AS Email, NULL AS Name FROM n").OpenAsync(Read.Stop);
        var reading = Task.Run(async () => await cursor.ReadAsync(stop.Token), Read.Stop);
        await Task.Delay(50, Read.Stop);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        await using var second = await Query("SELECT * FROM c").OpenAsync(Read.Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second.ReadAsync(stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Query("SELECT * FROM c").OpenAsync(stop.Token));
    }

    [Fact]
    public async Task A_query_that_fails_halfway_says_after_how_many_rows()
    {
        await using var cursor = await Query("SELECT Id, Email, CASE Id WHEN 2 THEN abs(-9223372036854775808) || '' END AS Name FROM c ORDER BY Id").OpenAsync(Read.Stop);
        Assert.True(await cursor.ReadAsync(Read.Stop));
        var error = await Assert.ThrowsAsync<SourceException>(async () => await cursor.ReadAsync(Read.Stop));
        Assert.Contains("failed after 1 row:", error.Message);
        Assert.Contains("integer overflow", error.Message);
    }

    [Fact]
    public async Task A_shared_in_memory_database_is_read()
    {
        using var keeper = new SqliteConnection("Data Source=syncline-source;Mode=Memory;Cache=Shared");
        keeper.Open();
        using var command = keeper.CreateCommand();
        command.CommandText = "CREATE TABLE c (Id, Email, Name); INSERT INTO c VALUES (1, 'a', NULL)";
        command.ExecuteNonQuery();
        Assert.Equal([new Customer(1, "a", null)], await Read.RowsAsync(SqliteSource.Query<Customer>("Data Source=syncline-source;Mode=Memory;Cache=Shared", "SELECT * FROM c")));
    }

    [Fact]
    public async Task Wrappers_enums_and_renamed_columns_come_as_they_are_stored()
        => Assert.Equal([new Account(new(5), Tier.Pro, Tier.Free), new Account(new(6), Tier.Free, null)], await Read.RowsAsync(SqliteSource.Query<Account>(_file, "SELECT 5 AS ACCOUNT, 1 AS Tier, 'Free' AS Wished UNION ALL SELECT 6, 0, NULL")));
}
