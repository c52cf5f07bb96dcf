using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests;

public sealed class SourceColumnTests(Cluster cluster)
{
    private const string Visitors = "CREATE TABLE v (Id int PRIMARY KEY, Email text, Name varchar(20)); INSERT INTO v VALUES (1, 'a@b', 'Ada'), (2, NULL, NULL)";

    private async Task<string> DatabaseAsync(string sql = Visitors)
    {
        var database = await cluster.NewDatabaseAsync();
        await Statements.ExecuteAsync(database, sql);
        return database;
    }

    private static async Task<string> OpeningFails<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
        => (await Assert.ThrowsAsync<SourceException>(async () => await source.OpenAsync(Statements.Stop))).Message;

    [Fact]
    public async Task Columns_are_matched_by_name_whatever_their_order_and_case()
    {
        var database = await DatabaseAsync();
        Assert.Equal([new Visitor(1, "a@b", "Ada"), new Visitor(2, null, null)], await Statements.ReadAsync(PostgreSqlSource.Query<Visitor>(database, "SELECT name, Email, iD FROM v ORDER BY id")));
        await using var dataSource = NpgsqlDataSource.Create(database);
        Assert.Equal(2, (await Statements.ReadAsync(PostgreSqlSource.Query<Visitor>(dataSource, "SELECT * FROM v; -- done"))).Count);
    }

    [Fact]
    public async Task Every_missing_surplus_ambiguous_and_mistyped_column_is_named_in_one_error()
    {
        var database = await DatabaseAsync();
        var source = PostgreSqlSource.Query<Patient>(database, "SELECT 1 AS Id, 2 AS id, 5 AS Name, 'x' AS Secret, 'x' AS Mail");
        var message = await OpeningFails(source);
        Assert.Equal(
            $"The columns of the {source.Name} don't fit the model Syncline.PostgreSql.Tests.Patient; missing: Age (add to the SELECT, rename with AS, or take the property out of the model with [SyncIgnore]); "
            + "surplus: mail (leave out of the SELECT, or add a property); more than once: id (keep one, or rename with AS); of another type: "
            + "Name is integer, and a string is read from text, character varying, citext, json, jsonb, xml or an enum, "
            + "Secret is text, and an int is read from smallint, integer, bigint or numeric (change the property, or convert in the query with CAST).",
            message);
        Assert.Equal($"PostgreSQL query on the database {new NpgsqlConnectionStringBuilder(database).Database} on 127.0.0.1:{cluster.Port}", source.Name);
    }

    [Theory]
    [InlineData("SELECT id, email, nam FROM v", "column \"nam\" does not exist")]
    [InlineData("SELEC 1", "syntax error at or near \"SELEC\"")]
    [InlineData("SELECT * FROM nowhere", "relation \"nowhere\" does not exist")]
    [InlineData("-- nothing", "gives no columns. Write a SELECT.")]
    [InlineData("CREATE TABLE x (y int)", "writes (cannot execute CREATE TABLE in a read-only transaction, error 25006). A source only reads: write a SELECT.")]
    [InlineData("INSERT INTO v VALUES (3) RETURNING id, email, name", "writes (cannot execute INSERT in a read-only transaction, error 25006)")]
    [InlineData("SELECT id, email, name FROM v; SELECT 1", "is more than one statement. One statement is one snapshot")]
    [InlineData("SELECT id, email, name FROM v WHERE id =:id", "No value is given for :id; if that is meant as a parameter, give one.")]
    public async Task A_statement_that_is_no_single_query_is_refused(string sql, string words)
    {
        var source = PostgreSqlSource.Query<Visitor>(await DatabaseAsync(), sql);
        var message = await OpeningFails(source);
        Assert.Contains(words, message);
        Assert.Contains(source.Name, message);
        Assert.EndsWith(".", message);
    }

    [Fact]
    public async Task Parameters_are_bound_by_name_with_or_without_prefix()
    {
        var database = await DatabaseAsync();
        Assert.Equal([new Visitor(1, "a@b", "Ada")], await Statements.ReadAsync(PostgreSqlSource.Query<Visitor>(database, "SELECT * FROM v WHERE id = @id AND name = :name AND id=@id", ("@id", 1), ("name", "Ada"))));
        Assert.Equal(2, (await Statements.ReadAsync(PostgreSqlSource.Query<Visitor>(database, "SELECT * FROM v WHERE id = ANY(@ids)", ("ids", new[] { 1, 2, 3 })))).Count);
        Assert.Equal([new Visitor(7, "0.5", null)], await Statements.ReadAsync(PostgreSqlSource.Query<Visitor>(database, "SELECT :id::int AS Id, :d::text AS Email, :n::text AS Name", ("id", DayOfWeek.Saturday + 1), ("d", 0.5m), ("n", null))));
    }

    [Fact]
    public async Task What_stands_in_texts_names_and_comments_is_no_parameter()
    {
        const string Sql = """
            SELECT 1 AS id, '@x'':x' || E'\'@x' || $$@x$$ || $t$:x $$ $t$ AS email, -- @x
                   "@x" /* :x /* @x */ @x */ AS name FROM (SELECT 'q'::text AS "@x") q WHERE ARRAY[1, 2] @> ARRAY[@x::int] AND 3>@x
            """;
        var row = Assert.Single(await Statements.ReadAsync(PostgreSqlSource.Query<Visitor>(await DatabaseAsync(), Sql, ("x", 1))));
        Assert.Equal(new Visitor(1, "@x':x'@x@x:x $$ ", "q"), row);
    }

    [Fact]
    public async Task A_parameter_without_value_and_a_value_without_parameter_are_named()
    {
        var database = await DatabaseAsync();
        var source = PostgreSqlSource.Query<Visitor>(database, "SELECT * FROM v WHERE id = @Id", ("id", 1), ("other", 2));
        Assert.Equal($"The parameters of the {source.Name} don't fit: no value is given for @Id (give one; where @ is meant as the operator, write abs(…)); the statement has no @id, @other (correct the name, or leave out the value).", await OpeningFails(source));
    }

    [Fact]
    public void Arguments_that_can_never_work_are_refused_at_once()
    {
        const string Database = "Host=h;Database=d";
        Assert.Contains("Uri, which has no form in PostgreSQL", Assert.Throws<ArgumentException>(() => PostgreSqlSource.Query<Visitor>(Database, "SELECT 1", ("x", new Uri("http://x")))).Message);
        Assert.Contains("given twice", Assert.Throws<ArgumentException>(() => PostgreSqlSource.Query<Visitor>(Database, "SELECT 1", ("@x", 1), ("x", 1))).Message);
        Assert.Contains("NUL", Assert.Throws<ArgumentException>(() => PostgreSqlSource.Query<Visitor>(Database, "SELECT 1", ("x", "a\0b"))).Message);
        Assert.StartsWith("The statement holds the character NUL at position 15,", Assert.Throws<ArgumentException>(() => PostgreSqlSource.Query<Visitor>(Database, "SELECT * FROM v\0 WHERE id = 1")).Message);
        Assert.Contains("names no Host", Assert.Throws<ArgumentException>(() => PostgreSqlSource.Query<Visitor>("Database=d", "SELECT 1")).Message);
        Assert.DoesNotContain("hunter2", Assert.Throws<ArgumentException>(() => PostgreSqlSource.Query<Visitor>("Host=h;Password=a;hunter2=1", "SELECT 1")).ToString());
    }

    [Fact]
    public async Task A_server_that_is_not_there_and_a_database_that_is_not_there_are_named_without_secrets()
    {
        var nowhere = PostgreSqlSource.Query<Visitor>("Host=127.0.0.1;Port=1;Database=shop;Username=u;Password=hunter2", "SELECT 1");
        var error = await Assert.ThrowsAsync<SourceException>(async () => await nowhere.OpenAsync(Statements.Stop));
        Assert.Equal("The database shop on 127.0.0.1:1 can't be reached (ConnectionRefused). Check Host and Port in the connection string, and that the server runs and may be reached from here.", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());

        var missing = new NpgsqlConnectionStringBuilder(await DatabaseAsync()) { Database = "none" }.ConnectionString;
        Assert.Equal(
            $"The database none on 127.0.0.1:{cluster.Port} does not exist (database \"none\" does not exist, error 3D000). Check Database in the connection string, or create it.",
            await OpeningFails(PostgreSqlSource.Query<Visitor>(missing, "SELECT 1")));
    }

    [Fact]
    public async Task The_whole_query_is_one_snapshot_and_can_write_nothing()
    {
        var database = await DatabaseAsync();
        await Statements.ExecuteAsync(database, "INSERT INTO v SELECT i, repeat('x', 1000), NULL FROM generate_series(3, 5000) i; CREATE FUNCTION amount() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT count(*)::int FROM v'");
        await using var cursor = await PostgreSqlSource.Query<Visitor>(database, "SELECT id, email, amount()::text AS name FROM v ORDER BY id").OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        await Statements.ExecuteAsync(database, "DELETE FROM v");
        var rows = 1;
        while (await cursor.ReadAsync(Statements.Stop))
        {
            rows++;
            Assert.Equal("5000", cursor.Current.Name);
        }

        Assert.Equal(5000, rows);
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_reading_between_rows_and_inside_a_long_statement()
    {
        var database = await DatabaseAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await PostgreSqlSource.Query<Visitor>(database, "SELECT 1 AS id, 'x' AS email, pg_sleep(60)::text AS name").OpenAsync(stop.Token));
        await using var second = await PostgreSqlSource.Query<Visitor>(database, "SELECT * FROM v").OpenAsync(Statements.Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second.ReadAsync(stop.Token));
    }

    [Fact]
    public async Task A_query_that_fails_halfway_says_after_how_many_rows()
    {
        await using var cursor = await PostgreSqlSource.Query<Visitor>(await DatabaseAsync(), "SELECT i AS id, repeat('x', 1000) AS email, (1 / (1000 - i))::text AS name FROM generate_series(1, 1000) i").OpenAsync(Statements.Stop);
        for (var i = 1; i < 1000; i++) Assert.True(await cursor.ReadAsync(Statements.Stop));
        var error = await Assert.ThrowsAsync<SourceException>(async () => await cursor.ReadAsync(Statements.Stop));
        Assert.Contains("failed after 999 rows: ", error.Message);
        Assert.Contains("division by zero, error 22012.", error.Message);
    }

    [Fact]
    public async Task The_server_s_words_are_left_out_where_they_may_quote_a_sensitive_value()
    {
        var source = PostgreSqlSource.Query<Patient>(await DatabaseAsync("CREATE TABLE p AS SELECT 'hunter2'::text AS s"), "SELECT 1 AS id, 'x' AS name, s::int AS secret, 2 AS age FROM p");
        var error = await Assert.ThrowsAsync<SourceException>(async () => await source.OpenAsync(Statements.Stop));
        Assert.Contains("error 22P02, whose message may hold a sensitive value and is left out", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Theory]
    [InlineData("AB001")]
    [InlineData("42501")]
    [InlineData("55000")]
    public async Task What_a_function_of_the_query_says_is_left_out_whatever_its_number(string number)
    {
        var database = await DatabaseAsync($"CREATE FUNCTION f(s text) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RAISE 'no %', s USING ERRCODE = '{number}'; END $$; CREATE TABLE p AS SELECT 'hunter2'::text AS s");
        var error = await Assert.ThrowsAsync<SourceException>(async () => await PostgreSqlSource.Query<Patient>(database, "SELECT 1 AS id, 'x' AS name, f(s) AS secret, 2 AS age FROM p").OpenAsync(Statements.Stop));
        Assert.Contains($"error {number}, whose message may hold a sensitive value and is left out", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public async Task A_query_that_is_left_early_gives_its_connection_back_at_once()
    {
        var database = await DatabaseAsync() + ";Maximum Pool Size=1";
        for (var i = 0; i < 2; i++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await using (var cursor = await PostgreSqlSource.Query<Visitor>(database, "SELECT i AS id, 'x' AS email, 'y' AS name FROM generate_series(1, 50000000) i").OpenAsync(Statements.Stop))
            {
                Assert.True(await cursor.ReadAsync(Statements.Stop));
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "The rest of the result was read.");
        }
    }
}
