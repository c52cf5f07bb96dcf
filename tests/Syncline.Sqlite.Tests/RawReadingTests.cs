using System.Globalization;
using Syncline.Tests;
using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class RawReadingTests : IDisposable
{
    private static readonly string[] Texts =
    [
        "''", "'a'", "'ß→漢😀'", "'1'", "'-12.50'", "' 3 '", "'1e3'", "'1,5'", "'99999999999999999999'", "'0.1000'", "'.'", "'2024-02-29'", "'2023-02-29'", "'2024-02-29 23:59'",
        "'2024-02-29T23:59:59.1234567'", "'2024-02-29 23:59:59.12345678Z'", "'2024-02-29 23:59:59+14:00'", "'2024-02-29 23:59:59-14:01'", "'9999-12-31 23:59:59.9999999'", "'0001-01-01'",
        "'12:34'", "'23:59:59.9999999'", "'1.02:03:04'", "'-10675199.02:48:05.4775808'", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'", "'{6f9619ff-8b86-d011-b42d-00cf4fc964ff}'",
        "CAST(x'ff' AS TEXT)", "CAST(x'eda080' AS TEXT)", "CAST(x'c0af' AS TEXT)", "CAST(x'6100' AS TEXT)", "'Ä' || char(768)", "printf('%.*c', 700, 'x')",
    ];

    private const int Rows = 500;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_addresses_of_SQLites_functions_are_in_use()
    {
        // Opening a connection chooses the library; without one there is nothing to compare with, and the type would be spoilt for the other tests.
        _folder.Sql("any.db", "SELECT 1");
        Assert.True(NativeSqlite.IsAvailable);
    }

    [Fact]
    public async Task Raw_bytes_and_records_give_the_same_encoding_or_the_same_error_for_random_values()
    {
        var random = new Random(20240531);
        var columns = Columns<AllKinds>();
        var values = Enumerable.Range(0, Rows).Select(_ => $"({string.Join(", ", columns.Select(_ => Literal(random)))})");
        _folder.Sql("any.db", $"CREATE TABLE any ({string.Join(", ", columns)}); INSERT INTO any VALUES {string.Join(", ", values)}");
        var errors = 0;
        // A random row is seldom right in 22 columns: each column is read alone, among nulls.
        foreach (var column in columns)
        {
            var sql = $"SELECT {string.Join(", ", columns.Select(c => c == "Id" ? $"{(column == "Id" ? "any.Id" : "rowid")} AS Id" : c == column ? c : $"NULL AS {c}"))} FROM any";
            var expected = await Read.EncodedAsync(SqliteSource.Query<AllKinds>(_folder["any.db"], sql, SqliteReading.Records));
            Assert.Equal(expected, await Read.EncodedAsync(SqliteSource.Query<AllKinds>(_folder["any.db"], sql, SqliteReading.Raw)));
            Assert.Equal(expected, await Read.EncodedAsync(SqliteSource.Query<AllKinds>(_folder["any.db"], sql, SqliteReading.RawManaged)));
            Assert.Equal(Rows, expected.Count);
            errors += expected.Count(row => row.Contains("holds", StringComparison.Ordinal));
        }

        // Both kinds of row were there.
        Assert.InRange(errors, Rows * columns.Length / 3, Rows * columns.Length * 5 / 6);
    }

    [Fact]
    public async Task A_row_that_does_not_differ_costs_no_allocation()
    {
        _folder.Sql("c.db", """
            CREATE TABLE c (Id INTEGER PRIMARY KEY, Name TEXT, Secret TEXT, Age INTEGER);
            WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO c SELECT i, 'name ' || i, 'größe', i % 90 FROM n
            """);
        await using var cursor = await SqliteSource.Query<Person>(_folder["c.db"], "SELECT * FROM c").OpenAsync(Read.Stop);
        var encoder = new RowEncoder(PersonSchema<Person>());
        // The first rows make the code ready.
        for (var i = 0; i < 200; i++) Encode(cursor, ref encoder);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 8; i++) Encode(cursor, ref encoder);
        }));
    }

    private static void Encode(RowCursor<Person> cursor, ref RowEncoder encoder)
    {
        var reading = cursor.ReadAsync(default);
        Assert.True(reading.IsCompletedSuccessfully && reading.GetAwaiter().GetResult());
        encoder.Reset();
        cursor.Encode(ref encoder);
        encoder.Hash();
    }

    private static SyncSchema PersonSchema<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    private static string[] Columns<TModel>()
        where TModel : ISyncModel<TModel>
        => [.. TModel.Schema.Columns.Select(column => column.Name)];

    private static string Literal(Random random) => random.Next(10) switch
    {
        0 => "NULL",
        1 => random.Next(2).ToString(CultureInfo.InvariantCulture),
        2 => random.Next(-40_000, 70_000).ToString(CultureInfo.InvariantCulture),
        3 => random.NextInt64(long.MinValue + 1, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        4 => Math.Round(random.NextDouble() * 1000, random.Next(6)).ToString("F6", CultureInfo.InvariantCulture),
        5 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var real && double.IsFinite(real) ? real.ToString("E17", CultureInfo.InvariantCulture) : "9e999",
        6 => random.Next(3) == 0 ? $"x'{Convert.ToHexString(Guid.NewGuid().ToByteArray())}'" : "x'00ff'",
        _ => Texts[random.Next(Texts.Length)],
    };
}
