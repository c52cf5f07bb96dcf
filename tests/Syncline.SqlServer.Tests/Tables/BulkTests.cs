using Syncline.Doubles;
using Syncline.Doubles.Faults;
using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>What goes over the wire when a batch is staged.</summary>
public sealed class BulkTests : IDisposable
{
    private readonly SqlServerDouble _server = SqlServerDouble.Start();

    [Fact]
    public async Task Rows_are_staged_as_they_are_though_their_cells_are_used_again()
    {
        var database = new TestTable(_server.ConnectionString());
        // Rows large enough for many packets, each with other values in the same cells.
        Everything[] rows = [.. Enumerable.Range(0, 3_000).Select(i => new Everything(
            i, i % 2 == 0, (byte)i, (sbyte)i, (short)i, (ushort)i, i * 7, (uint)i, i * 1_000_000_007L, (ulong)i, (char)('a' + i % 26), i / 3f, i / 7d, i / 8m, i % 5 == 0 ? null : new string((char)('A' + i % 26), i % 700),
            i % 3 == 0 ? null : [.. Enumerable.Repeat((byte)i, i % 90)], new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), new DateTime(2024, 1, 1).AddSeconds(i), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(i % 5)).AddTicks(i), new DateOnly(2024, 1, 1).AddDays(i), new TimeOnly(i * 10_001L), TimeSpan.FromTicks(i)))];
        await TestTable.ApplyAsync<Everything, Everything.Key>(database.Table(create: true), [.. rows.Select(row => TestTable.Row<Everything, Everything.Key>(OperationKind.Insert, row))]);
        var load = _server.Log.Single(request => request.Kind == RequestKind.BulkLoad);
        Assert.Equal(["o", "k", .. Enumerable.Range(0, 22).Select(i => $"c{i}")], load.Columns);
        Assert.Equal(rows.Length, load.Rows.Count);
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, staged) = (rows[i], load.Rows[i]);
            Assert.Equal((i, (byte)OperationKind.Insert, row.Id), ((int)staged[0]!, (byte)staged[1]!, (long)staged[2]!));
            Assert.Equal((row.Text, row.Guid), ((string?)staged[16], (Guid?)staged[18]));
            Assert.Equal(row.Bytes, (byte[]?)staged[17]);
        }

        var read = await Statements.ReadAsync(SqlServerSource.Query<Everything>(database.ConnectionString, "SELECT * FROM c ORDER BY Id"));
        Assert.Equal(rows.Select(row => row with { Bytes = null }), read.Select(row => row with { Bytes = null }));
        Assert.Equal(rows.Select(row => Convert.ToHexString(row.Bytes ?? [])), read.Select(row => Convert.ToHexString(row.Bytes ?? [])));
    }

    [Fact]
    public async Task A_batch_is_staged_before_its_transaction_begins()
    {
        var database = new TestTable(_server.ConnectionString());
        await database.SqlAsync("CREATE TABLE c (Id int PRIMARY KEY, Email nvarchar(100), Name nvarchar(100))");
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        _server.Log.Clear();
        await TestTable.ApplyAsync(delivery, TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", null)));
        var requests = _server.Log.ToList();
        Assert.True(requests.FindIndex(request => request.Kind == RequestKind.BulkLoad) < requests.FindIndex(request => request is { Kind: RequestKind.Transaction, Text: "BEGIN" }));
        Assert.DoesNotContain(_server.Log.Texts, text => text.Contains("MERGE", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_kept_as_it_is()
    {
        var database = new TestTable(_server.ConnectionString());
        await TestTable.ApplyAsync(database.Table(create: true), OperationKind.Upsert, new Customer(1, "half \uD83D of a pair", "\uDE00"));
        Assert.Equal([[(byte[])[0x3D, 0xD8], (byte[])[0x00, 0xDE]]], _server.Rows("db", "SELECT CAST(SUBSTRING(Email, 6, 1) AS varbinary(2)), CAST(Name AS varbinary(2)) FROM c"));
    }

    public void Dispose() => _server.Dispose();
}
