using System.Data;
using System.Data.Common;
using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests;

/// <summary>The source of any provider, tried on this one.</summary>
public sealed class DbSourceTests(Cluster cluster) : IAsyncLifetime
{
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await cluster.NewDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Func<DbConnection> Connect => () => new NpgsqlConnection(_database);

    private ISyncSource<Visitor> Query(string sql, params (string, object?)[] parameters) => DbSource.Query<Visitor>(Connect, sql, parameters);

    private static async Task<string> OpeningFails<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
        => (await Assert.ThrowsAsync<SourceException>(async () => await source.OpenAsync(Statements.Stop))).Message;

    private async Task<string> ReadingFails<TModel>(string sql)
        where TModel : ISyncModel<TModel>
    {
        await using var cursor = await DbSource.Query<TModel>(Connect, sql).OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        var fromRecord = Assert.Throws<UnreadableRowException>(() => cursor.Current);
        var fromEncoding = Assert.Throws<UnreadableRowException>(() =>
        {
            var encoder = new RowEncoder(TModel.Schema);
            cursor.Encode(ref encoder);
        });
        Assert.Equal(fromRecord.Message, fromEncoding.Message);
        return fromRecord.Message;
    }

    [Fact]
    public async Task Columns_are_matched_by_name_and_parameters_bound_by_name()
    {
        Assert.Equal([new Visitor(7, "x", null)], await Statements.ReadAsync(Query("SELECT @n AS name, 'x' AS \"EMAIL\", @id AS id", ("@id", 7), ("n", null))));
        var message = await OpeningFails(DbSource.Query<Patient>(Connect, "SELECT 1 AS Id, 2 AS id, 5 AS Name, 'x' AS Secret, 'x' AS Mail"));
        Assert.Equal(
            "The columns of the database query for Syncline.PostgreSql.Tests.Patient don't fit the model Syncline.PostgreSql.Tests.Patient; missing: Age (add to the SELECT, rename with AS, or take the property out of the model with [SyncIgnore]); "
            + "surplus: mail (leave out of the SELECT, or add a property); more than once: id (keep one, or rename with AS); of another type: "
            + "Name is Int32 where the model has Text, Secret is String where the model has Int32 (change the property, or convert in the query with CAST).",
            message);
    }

    [Fact]
    public async Task Every_kind_of_column_reads_and_hashes_as_the_record_does()
    {
        const string Sql = """
            SELECT 42::int8 AS id, true AS boolean, 1::int2 AS byte, -1::int2 AS sbyte, -2::int2 AS int16, 3 AS uint16, -4 AS int32, 5::int8 AS uint32, -6::int8 AS int64, 18446744073709551615 AS uint64,
                'c' AS char, 1.5::real AS single, 2.5::float8 AS double, 1234.50 AS decimal, 'häß' AS text, '6f9619ff-8b86-d011-b42d-00cf4fc964ff'::uuid AS guid, '2024-05-31 13:45'::timestamp AS datetime,
                '2024-05-31'::date AS dateonly, '13:45'::time AS timeonly, '1 day 02:00'::interval AS timespan, '\x0100ff'::bytea AS bytes, NULL::timestamptz AS datetimeoffset
            """;
        // The driver gives timestamptz as a DateTime, which no DateTimeOffset is read from: which offset it had is not said.
        Assert.Contains("DateTimeOffset is DateTime where the model has DateTimeOffset", await OpeningFails(DbSource.Query<Reading>(Connect, Sql)));
        var source = DbSource.Query<Plain>(Connect, Sql.Replace(", NULL::timestamptz AS datetimeoffset", "", StringComparison.Ordinal));
        var row = Assert.Single(await Statements.ReadAsync(source));
        var expected = new Plain(42, true, 1, -1, -2, 3, -4, 5, -6, ulong.MaxValue, 'c', 1.5f, 2.5, 1234.50m, "häß", new("6f9619ff-8b86-d011-b42d-00cf4fc964ff"), new(2024, 5, 31, 13, 45, 0), new(2024, 5, 31), new(13, 45), new(1, 2, 0, 0), [1, 0, 255]);
        Assert.Equal(expected.Bytes!, row.Bytes!);
        Assert.Equal(expected with { Bytes = null }, row with { Bytes = null });

        var state = new InMemoryStateStore();
        await Plain.Sync.RunAsync(SyncSource.From([row]), new InMemoryDestination(), state, cancellationToken: Statements.Stop);
        Assert.Equal(1, (await Plain.Sync.RunAsync(source, new InMemoryDestination(), state, cancellationToken: Statements.Stop)).Counts.Unchanged);
    }

    [Fact]
    public async Task A_value_that_has_no_place_is_named_with_its_key()
    {
        Assert.Equal(
            "Column Id of the row (Id = 2147483648) of the database query for Syncline.PostgreSql.Tests.Visitor holds 2147483648, which is no Int32. Widen the property's type, convert the value in the query, or correct it.",
            await ReadingFails<Visitor>("SELECT 2147483648 AS id, 'x' AS email, 'y' AS name"));
        Assert.Contains("Column Secret of the row (Id = 1) of the database query for Syncline.PostgreSql.Tests.Patient holds a value of the type Int64, which is no Int32.", await ReadingFails<Patient>("SELECT 1 AS id, 'x' AS name, 31415926535 AS secret, 4 AS age"));
        Assert.Contains("Column Name of the row (Id = 1) of the database query for Syncline.PostgreSql.Tests.Patient holds null, but the model says never null. Make the property nullable", await ReadingFails<Patient>("SELECT 1 AS id, NULL AS name, 3 AS secret, 4 AS age"));
        Assert.Contains("holds a value that its driver can't give (", await ReadingFails<Plain>("SELECT 1::int8 AS id, 'NaN'::numeric AS decimal, " + string.Join(", ", Nulls("Id", "Decimal"))));
        Assert.EndsWith("101 is no room. Correct the value, or the converter or constructor that refuses it.", await BuildingFails());

        async Task<string> BuildingFails()
        {
            await using var cursor = await DbSource.Query<Guest>(Connect, "SELECT 101 AS room, NULL AS mood").OpenAsync(Statements.Stop);
            Assert.True(await cursor.ReadAsync(Statements.Stop));
            return Assert.Throws<UnreadableRowException>(() => cursor.Current).Message;
        }
    }

    [Fact]
    public async Task Null_in_a_key_makes_the_row_invalid_and_is_no_error()
    {
        var report = await Article.Sync.RunAsync(DbSource.Query<Article>(Connect, "SELECT NULL AS code, 1 AS part, 'x' AS title UNION ALL SELECT 'a', 1, 'z'"), new InMemoryDestination(), new InMemoryStateStore(), cancellationToken: Statements.Stop);
        Assert.Equal((1L, 1L), (report.Counts.NullKey, report.Counts.Succeeded));
    }

    [Fact]
    public async Task What_fails_is_said_without_secrets()
    {
        Assert.Contains("The database query for Syncline.PostgreSql.Tests.Visitor could not be opened: 42P01: relation \"nowhere\" does not exist", await OpeningFails(Query("SELECT * FROM nowhere")));
        Assert.Contains("gives no columns. Write a SELECT.", await OpeningFails(Query("-- nothing")));
        await Statements.ExecuteAsync(_database, "CREATE TABLE p AS SELECT 'hunter2'::text AS s");
        var error = await Assert.ThrowsAsync<SourceException>(async () => await DbSource.Query<Patient>(Connect, "SELECT 1 AS id, 'x' AS name, s::int AS secret, 2 AS age FROM p").OpenAsync(Statements.Stop));
        Assert.Contains("PostgresException, error 22P02, whose message is left out", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
        await using var cursor = await Query("SELECT i AS id, repeat('x', 1000) AS email, (1 / (1000 - i))::text AS name FROM generate_series(1, 1000) i").OpenAsync(Statements.Stop);
        for (var i = 1; i < 1000; i++) Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.StartsWith("The database query for Syncline.PostgreSql.Tests.Visitor failed after 999 rows: 22012: division by zero", (await Assert.ThrowsAsync<SourceException>(async () => await cursor.ReadAsync(Statements.Stop))).Message);
        Assert.Throws<ArgumentException>(() => Query(" "));
        Assert.Throws<ArgumentException>(() => Query("SELECT 1", ("x", 1), ("x", 2)));
    }

    [Fact]
    public async Task An_isolation_level_is_the_transaction_s()
    {
        const string Sql = "SELECT 1 AS id, current_setting('transaction_isolation') AS email, NULL AS name";
        Assert.Equal("serializable", Assert.Single(await Statements.ReadAsync(DbSource.Query<Visitor>(Connect, Sql, IsolationLevel.Serializable))).Email);
        Assert.Equal("read committed", Assert.Single(await Statements.ReadAsync(Query(Sql))).Email);
    }

    private static IEnumerable<string> Nulls(params string[] but)
        => SchemaOf<Plain>().Columns.Where(column => !but.Contains(column.Name)).Select(column => $"NULL::{StoredForms.DeclaredType(column.Kind)} AS {column.Name}");

    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;
}
