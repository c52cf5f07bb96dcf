using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>An order that was shipped; reshipped within the month it is the same event.</summary>
[SyncModel(nameof(OrderCode), UniqueKey = true)]
[Sync(Type = SyncType.Events, KeepLedger = 30)]
public sealed partial record Shipped(string OrderCode, string Carrier);

/// <summary>A bounded ledger through SQLite, with keys that are not held in memory, and the state in the table's file and in one of its own.</summary>
public sealed class KeepLedgerRunTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero));

    public KeepLedgerRunTests() => _folder.Sql("app.db", "CREATE TABLE s (OrderCode TEXT, Carrier TEXT); INSERT INTO s VALUES ('2026/North/000001', 'a'), ('2026/North/000002', 'b')");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("log.db")]
    [InlineData("state.db")]
    public async Task A_key_is_forgotten_when_its_time_is_over_and_its_row_is_gone(string stateFile)
    {
        Assert.Equal(2, (await RunAsync(stateFile)).Counts.Succeeded);
        _folder.Sql("app.db", "DELETE FROM s WHERE Carrier = 'b'");
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal((1L, 0L), await RunAsync(stateFile) is var kept ? (kept.Counts.Absent, kept.Counts.Gone) : default);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), await RunAsync(stateFile) is var over ? (over.Status, over.Counts.Gone, over.Counts.KnownAfter) : default);
        // The table has it still: what is sent again is found there, and stays as it is.
        _folder.Sql("app.db", "INSERT INTO s VALUES ('2026/North/000002', 'c')");
        Assert.Equal((1L, 1L), await RunAsync(stateFile) is var again ? (again.Counts.Added, again.Counts.Skipped) : default);
        Assert.Equal(["2026/North/000001|a", "2026/North/000002|b"], _folder.Rows("log.db", "SELECT * FROM shipped ORDER BY OrderCode"));
    }

    private Task<SyncReport> RunAsync(string stateFile)
        => Shipped.Sync.RunAsync(
            SqliteSource.Query<Shipped>(TestFolder.Source(_folder["app.db"]), "SELECT * FROM s"),
            new SqliteTable(TestFolder.Source(_folder["log.db"]), "shipped") { CreateIfMissing = true },
            new SqliteStateStore(TestFolder.Source(_folder[stateFile])),
            new SyncOptions { TimeProvider = _time },
            Read.Stop);
}
