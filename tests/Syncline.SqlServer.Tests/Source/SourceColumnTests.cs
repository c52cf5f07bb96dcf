using System.Data;
using Microsoft.Data.SqlClient;
using Xunit;

namespace Syncline.SqlServer.Tests.Source;

public sealed class SourceColumnTests(ServerUnderTest server)
{
    private const string Visitors = "CREATE TABLE v (Id int PRIMARY KEY, Email nvarchar(50), Name varchar(20)); INSERT INTO v VALUES (1, N'a@b', 'Ada'), (2, NULL, NULL)";

    private async Task<string> DatabaseAsync(string sql = Visitors)
    {
        var database = await server.NewDatabaseAsync();
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
        Assert.Equal([new Visitor(1, "a@b", "Ada"), new Visitor(2, null, null)], await Statements.ReadAsync(SqlServerSource.Query<Visitor>(database, "SELECT name, Email, iD FROM v ORDER BY id")));
        Assert.Equal(2, (await Statements.ReadAsync(SqlServerSource.Query<Visitor>(() => new SqlConnection(database), "SELECT * FROM v; -- done"))).Count);
    }

    [Fact]
    public async Task Every_missing_surplus_ambiguous_and_mistyped_column_is_named_in_one_error()
    {
        var database = await DatabaseAsync();
        var source = SqlServerSource.Query<Patient>(database, "SELECT 1 AS Id, 2 AS id, 5 AS Name, N'x' AS Secret, N'x' AS Mail, 7");
        var message = await OpeningFails(source);
        Assert.Equal(
            $"The columns of the {source.Name} don't fit the model Syncline.SqlServer.Tests.Patient; missing: Age (add to the SELECT, rename with AS, or take the property out of the model with [SyncIgnore]); "
            + "surplus: Mail, column 6, which has no name (leave out of the SELECT, or add a property); more than once: id (keep one, or rename with AS); of another type: "
            + "Name is int, and a string is read from nvarchar, nchar, varchar, char, xml or json, "
            + "Secret is nvarchar, and an int is read from tinyint, smallint, int, bigint or decimal (change the property, or convert in the query with CAST).",
            message);
        var settings = new SqlConnectionStringBuilder(database);
        Assert.Equal($"SQL Server query on the database {settings.InitialCatalog} on {settings.DataSource}", source.Name);
    }

    [Theory]
    [InlineData("SELECT id, email, nam AS name FROM v", "was refused: Invalid column name 'nam', error 207. Correct the statement.")]
    [InlineData("SELECT FROM WHERE", "was refused: Incorrect syntax near")]
    [InlineData("SELECT * FROM nowhere", "was refused: Invalid object name 'nowhere', error 208. Correct the statement.")]
    [InlineData("-- nothing", "gives no columns. Write a SELECT.")]
    [InlineData("INSERT INTO v VALUES (3, NULL, NULL)", "gives no columns. Write a SELECT.")]
    [InlineData("SELECT id, email, name FROM v WHERE id = @id", "was refused: Must declare the scalar variable \"@id\", error 137. Give a value for it.")]
    public async Task A_statement_that_is_no_query_is_refused(string sql, string words)
    {
        var source = SqlServerSource.Query<Visitor>(await DatabaseAsync(), sql);
        var message = await OpeningFails(source);
        Assert.Contains(words, message);
        Assert.Contains(source.Name, message);
        Assert.EndsWith(".", message);
    }

    [Fact]
    public async Task A_second_result_is_not_passed_over()
    {
        var source = SqlServerSource.Query<Visitor>(await DatabaseAsync(), "SELECT id, email, name FROM v; SELECT 1 AS one");
        await using var cursor = await source.OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        var error = await Assert.ThrowsAsync<SourceException>(async () => await cursor.ReadAsync(Statements.Stop));
        Assert.Equal($"The {source.Name} gives more than one result. One statement is one snapshot: join them with UNION ALL or WITH.", error.Message);
    }

    [Fact]
    public async Task What_a_statement_writes_is_undone()
    {
        var database = await DatabaseAsync();
        Assert.Equal([new Visitor(2, null, null)], await Statements.ReadAsync(SqlServerSource.Query<Visitor>(database, "DELETE FROM v WHERE id = 1; SELECT id, email, name FROM v")));
        Assert.Equal(["2"], await Statements.RowsAsync(database, "SELECT COUNT(*) FROM v"));
    }

    [Fact]
    public async Task Parameters_are_bound_by_name_with_or_without_prefix()
    {
        var database = await DatabaseAsync();
        Assert.Equal([new Visitor(1, "a@b", "Ada")], await Statements.ReadAsync(SqlServerSource.Query<Visitor>(database, "SELECT * FROM v WHERE id = @id AND name = @Name AND id=@ID", ("@id", 1), ("name", "Ada"))));
        Assert.Equal([new Visitor(7, "x", null)], await Statements.ReadAsync(SqlServerSource.Query<Visitor>(database, "SELECT CAST(@id AS int) AS Id, @c AS Email, @n AS Name", ("id", DayOfWeek.Saturday + 1), ("c", 'x'), ("n", null))));
    }

    public static TheoryData<object> Values =>
    [
        true, (byte)255, (short)-1, 1, long.MinValue, 0.5f, 1e300, 79228162514264337593543950335m, "", new string('ä', 5000), new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        new DateTime(2024, 5, 31, 13, 45, 6).AddTicks(1234567), new DateTimeOffset(2024, 5, 31, 13, 45, 0, TimeSpan.FromHours(2)), new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_parameter_arrives_as_it_was_given(object value)
    {
        var column = value switch { float => "Single", string => "Text", _ => value.GetType().Name };
        var source = SqlServerSource.Query<Reading>(await server.NewDatabaseAsync(), SourceValueTests.With(column, "@value"), ("value", value));
        Assert.Equal(value, typeof(Reading).GetProperty(column)!.GetValue(Assert.Single(await Statements.ReadAsync(source))));
    }

    [Fact]
    public async Task What_stands_in_texts_names_and_comments_is_no_parameter()
    {
        const string Sql = """
            SELECT 1 AS id, N'@x''@x' AS email, -- @x
                   q.[@x]]] AS "name" /* @x /* @x */ @x */ FROM (SELECT 'q' AS [@x]]]) AS q WHERE @@SPID > 0
            """;
        var database = await DatabaseAsync();
        var row = Assert.Single(await Statements.ReadAsync(SqlServerSource.Query<Visitor>(database, Sql)));
        Assert.Equal(new Visitor(1, "@x'@x", "q"), row);
        var source = SqlServerSource.Query<Visitor>(database, Sql, ("x", 1), ("SPID", 2));
        Assert.Equal($"The parameters of the {source.Name} don't fit: the statement has no @x, @SPID (correct the name, or leave out the value).", await OpeningFails(source));
    }

    [Fact]
    public void Arguments_that_can_never_work_are_refused_at_once()
    {
        const string Database = "Server=h;Database=d";
        static string Refused(object value) => Assert.Throws<ArgumentException>(() => SqlServerSource.Query<Visitor>(Database, "SELECT 1", ("x", value))).Message;
        Assert.StartsWith("The parameter @x is a Version, which has no form in SQL Server. Give a number,", Refused(new Version(1, 2)));
        Assert.StartsWith("The parameter @x is a list, and SQL Server takes none. Give its JSON, and write IN (SELECT value FROM OPENJSON(@x)).", Refused(new[] { 1, 2 }));
        Assert.StartsWith("The parameter @x is 1.00:00:00, and SQL Server's time ends before 24:00.", Refused(TimeSpan.FromDays(1)));
        Assert.StartsWith("The parameter @x is NaN, and SQL Server has no such number.", Refused(double.NaN));
        Assert.Contains("given twice", Assert.Throws<ArgumentException>(() => SqlServerSource.Query<Visitor>(Database, "SELECT 1", ("@x", 1), ("X", 1))).Message);
        Assert.Contains("names no Server", Assert.Throws<ArgumentException>(() => SqlServerSource.Query<Visitor>("Database=d", "SELECT 1")).Message);
        Assert.Contains("no isolation Chaos", Assert.Throws<ArgumentException>(() => SqlServerSource.Query<Visitor>(Database, "SELECT 1", IsolationLevel.Chaos)).Message);
        Assert.DoesNotContain("hunter2", Assert.Throws<ArgumentException>(() => SqlServerSource.Query<Visitor>("Server=h;Password=a;hunter2=1", "SELECT 1")).ToString());
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_reading_between_rows()
    {
        using var stop = new CancellationTokenSource();
        await using var cursor = await SqlServerSource.Query<Visitor>(await DatabaseAsync(), "SELECT * FROM v").OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(stop.Token));
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cursor.ReadAsync(stop.Token));
    }

    [Fact]
    public async Task The_server_s_words_are_left_out_where_they_may_quote_a_sensitive_value()
    {
        var source = SqlServerSource.Query<Patient>(await DatabaseAsync("CREATE TABLE p (s nvarchar(10)); INSERT INTO p VALUES (N'hunter2')"), "SELECT 1 AS id, 'x' AS name, CAST(s AS int) AS secret, 2 AS age FROM p");
        var error = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            await using var cursor = await source.OpenAsync(Statements.Stop);
            await cursor.ReadAsync(Statements.Stop);
        });
        Assert.Contains("error 245, whose message may hold a sensitive value and is left out", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public async Task A_query_that_is_left_early_gives_its_connection_back()
    {
        var database = await DatabaseAsync() + ";Max Pool Size=1;Connect Timeout=5";
        for (var i = 0; i < 3; i++)
        {
            await using var cursor = await SqlServerSource.Query<Visitor>(database, "SELECT * FROM v").OpenAsync(Statements.Stop);
            Assert.True(await cursor.ReadAsync(Statements.Stop));
        }

        var second = SqlServerSource.Query<Visitor>(database, "SELECT * FROM v");
        await using var held = await second.OpenAsync(Statements.Stop);
        Assert.Contains("gave no connection in time: all of the pool are in use. Raise Max Pool Size", await OpeningFails(second));
    }
}
