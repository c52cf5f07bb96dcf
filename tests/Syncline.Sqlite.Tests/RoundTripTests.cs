using CsCheck;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>What the table writes, the source reads; and both agree with the driver.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\0', '\u07ff'], Gen.Char['\ue000', '\uffff']), 0, 20];

    private static readonly Gen<AllKinds> Rows =
        from id in Gen.Long
        from numbers in Gen.Select(Gen.Bool.Nullable(), Gen.Byte.Nullable(), Gen.SByte.Nullable(), Gen.Short.Nullable(), Gen.UShort.Nullable(), Gen.Int.Nullable(), Gen.UInt.Nullable())
        from more in Gen.Select(Gen.Long.Nullable(), Gen.ULong[0, long.MaxValue].Nullable(), Gen.Char['\0', '\ud7ff'].Nullable(), Gen.Float.Where(float.IsFinite).Nullable(), Gen.Double.Where(double.IsFinite).Nullable(), Gen.Decimal.Nullable(), Text.Null())
        from rest in Gen.Select(Gen.Byte.Array[0, 40].Null(), Gen.Guid.Nullable(), Gen.DateTime.Nullable(), Gen.DateTimeOffset.Nullable(), Gen.DateOnly.Nullable(), Gen.TimeOnly.Nullable(), Gen.TimeSpan.Nullable())
        select new AllKinds(id, numbers.Item1, numbers.Item2, numbers.Item3, numbers.Item4, numbers.Item5, numbers.Item6, numbers.Item7,
            more.Item1, more.Item2, more.Item3, more.Item4, more.Item5, more.Item6, more.Item7,
            rest.Item1, rest.Item2, rest.Item3, rest.Item4, rest.Item5, rest.Item6, rest.Item7);

    private static readonly AllKinds Least = new(long.MinValue, false, byte.MinValue, sbyte.MinValue, short.MinValue, ushort.MinValue, int.MinValue, uint.MinValue, long.MinValue, ulong.MinValue, '\0',
        float.NegativeInfinity, double.NegativeInfinity, decimal.MinValue, "", [], Guid.Empty, DateTime.MinValue, DateTimeOffset.MinValue, DateOnly.MinValue, TimeOnly.MinValue, TimeSpan.MinValue);

    private static readonly AllKinds Most = new(long.MaxValue, true, byte.MaxValue, sbyte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, long.MaxValue, '\uffff',
        float.PositiveInfinity, double.PositiveInfinity, decimal.MaxValue, "\0 \"'ß漢😀", [0, 255], new(Enumerable.Repeat((byte)255, 16).ToArray()), DateTime.MaxValue, DateTimeOffset.MaxValue, DateOnly.MaxValue, TimeOnly.MaxValue, TimeSpan.MaxValue);

    private static readonly AllKinds Small = new(0, null, null, null, null, null, null, null, null, null, 'ä', float.Epsilon, double.Epsilon, 0.0000000000000000000000000001m, "\uFEFF", [0], Guid.Empty, new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Utc).AddTicks(1),
        new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(-14)).AddTicks(10), new(1600, 2, 29), new(1), new(-1));

    private static readonly AllKinds Large = Small with { Id = 1, Single = float.MaxValue, Double = double.MaxValue, Decimal = -1.5000m, Text = new('ö', 100_000), Bytes = new byte[200_000], DateTimeOffset = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(330)) };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task<List<AllKinds>> RoundTripAsync(string file, IEnumerable<AllKinds> rows)
    {
        var table = new SqliteTable(_folder[file], "any") { CreateIfMissing = true };
        var outcomes = await Deliver.ApplyAsync(table, [.. rows.Select(row => Deliver.Row<AllKinds, AllKinds.Key>(OperationKind.Upsert, row))]);
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        return await Read.RowsAsync(SqliteSource.Query<AllKinds>(_folder[file], "SELECT * FROM any ORDER BY Id"));
    }

    private static void Same(AllKinds expected, AllKinds actual)
    {
        Assert.Equal(expected with { Bytes = null }, actual with { Bytes = null });
        Assert.Equal(expected.Bytes, actual.Bytes);
        Assert.Equal(expected.DateTimeOffset?.Offset, actual.DateTimeOffset?.Offset);
    }

    [Fact]
    public async Task Every_kind_of_column_comes_back_as_it_was_at_its_limits()
    {
        var rows = new[] { Least, Small, Large, Most };
        var back = await RoundTripAsync("limits.db", rows);
        Assert.Equal(rows.Length, back.Count);
        for (var i = 0; i < rows.Length; i++) Same(rows[i], back[i]);
    }

    [Fact]
    public void Random_rows_come_back_as_they_were_and_hash_the_same_from_bytes_and_from_records()
    {
        var file = 0;
        Rows.Array[1, 30].Sample(
            rows =>
            {
                var unique = rows.DistinctBy(row => row.Id).OrderBy(row => row.Id).ToArray();
                var name = $"random{Interlocked.Increment(ref file)}.db";
                var back = RoundTripAsync(name, unique).GetAwaiter().GetResult();
                Assert.Equal(unique.Length, back.Count);
                for (var i = 0; i < unique.Length; i++) Same(unique[i], back[i]);
                var raw = Read.EncodedAsync(SqliteSource.Query<AllKinds>(_folder[name], "SELECT * FROM any ORDER BY Id")).GetAwaiter().GetResult();
                Assert.Equal(Read.EncodedAsync(SyncSource.From(unique)).GetAwaiter().GetResult(), raw);
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public async Task The_table_writes_what_the_driver_writes()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 300).Select(i => new AllKinds(
            i, random.Next(2) == 0, (byte)i, (sbyte)random.Next(-128, 128), (short)random.Next(), (ushort)random.Next(), random.Next(), (uint)random.Next(), random.NextInt64(), (ulong)random.NextInt64(), (char)random.Next(32, 0xD000),
            random.NextSingle(), random.NextDouble(), new decimal(random.Next(), random.Next(i), i > 200 ? random.Next() : 0, i % 2 == 0, (byte)random.Next(29)), $"text {i}", [(byte)i], Guid.NewGuid(),
            new DateTime(random.NextInt64(DateTime.MaxValue.Ticks) / (i % 3 == 0 ? 1 : 10_000_000) * (i % 3 == 0 ? 1 : 10_000_000)), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(random.Next(-840, 840))).AddTicks(random.Next(5) * 1000),
            DateOnly.FromDayNumber(random.Next(3_000_000)), new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay) / (i % 2 == 0 ? 1 : 10_000_000) * (i % 2 == 0 ? 1 : 10_000_000)), new TimeSpan(random.NextInt64(-(1L << 60), 1L << 60)))).ToArray();
        await RoundTripAsync("ours.db", rows);
        using (var connection = new SqliteConnection($"Data Source={_folder["ours.db"]};Pooling=False"))
        {
            connection.Open();
            using var create = connection.CreateCommand();
            create.CommandText = "CREATE TABLE theirs AS SELECT * FROM any WHERE 0";
            create.ExecuteNonQuery();
            foreach (var row in rows)
            {
                using var insert = connection.CreateCommand();
                var properties = typeof(AllKinds).GetProperties().Where(p => p.DeclaringType == typeof(AllKinds) && p.CanWrite && p.Name != "EqualityContract").ToArray();
                insert.CommandText = $"INSERT INTO theirs ({string.Join(", ", properties.Select(p => p.Name))}) VALUES ({string.Join(", ", properties.Select(p => "$" + p.Name))})";
                foreach (var property in properties) insert.Parameters.AddWithValue("$" + property.Name, property.GetValue(row));
                insert.ExecuteNonQuery();
            }
        }

        Assert.Equal(["300"], _folder.Rows("ours.db", "SELECT count(*) FROM theirs"));
        Assert.Empty(_folder.Rows("ours.db", "SELECT * FROM any EXCEPT SELECT * FROM theirs"));
    }

    [Fact]
    public async Task NaN_would_become_null_and_is_refused_everywhere()
    {
        var outcomes = await Deliver.ApplyAsync(
            new SqliteTable(_folder["nan.db"], "any") { CreateIfMissing = true },
            Deliver.Row<AllKinds, AllKinds.Key>(OperationKind.Upsert, Small with { Double = double.NaN }),
            Deliver.Row<AllKinds, AllKinds.Key>(OperationKind.Upsert, Small with { Single = float.NaN }));
        Assert.All(outcomes, outcome => Assert.Equal(Outcome.Rejected, outcome.Outcome));
    }
}
