using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>What damage to a state's file is called, and which way leads on.</summary>
public sealed class StateDamageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteStateStore State(string file = "state.db") => new(TestFolder.Source(_folder[file]));

    private Task<SyncReport> RunAsync(InMemoryDestination destination, string file = "state.db", int rows = 3)
        => Customer.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, rows).Select(id => new Customer(id, $"{id}", null))), destination, State(file), cancellationToken: Read.Stop);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task A_file_without_its_last_bytes_is_damaged(int missing)
    {
        await RunAsync(new(), rows: 2000);
        var whole = await File.ReadAllBytesAsync(_folder["state.db"], Read.Stop);
        await File.WriteAllBytesAsync(_folder["cut.db"], whole[..^missing], Read.Stop);
        var report = await RunAsync(new(), "cut.db", rows: 2000);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"The state file {_folder["cut.db"]} is damaged: ", report.Message);
        Assert.Contains("Restore a copy of it, without the -wal and -shm of this one. Where there is none, call ResetAsync", report.Message);
    }

    [Theory]
    [InlineData("DELETE FROM syncline_lease", "has segments, but its row in syncline_lease was lost")]
    [InlineData("DELETE FROM syncline_meta", "the row with its format is missing in syncline_meta")]
    [InlineData("UPDATE syncline_lease SET version = version - 1", "is there, but its row in syncline_lease says")]
    [InlineData("UPDATE syncline_lease SET version = version + 1", "is missing")]
    [InlineData("DELETE FROM syncline_segments WHERE number = 1", "is missing")]
    [InlineData("UPDATE syncline_segments SET data = x'00' WHERE number = 1", "damaged")]
    public async Task Damage_fails_every_run_by_its_name_until_a_reset_mends_it(string sql, string words)
    {
        var destination = new InMemoryDestination();
        await RunAsync(destination);
        await RunAsync(destination, rows: 4);
        _folder.Sql("state.db", sql);
        for (var run = 0; run < 2; run++)
        {
            var report = await RunAsync(destination, rows: 5);
            Assert.Equal((SyncStatus.Failed, 0L), (report.Status, report.Counts.Planned));
            Assert.Contains(words, report.Message);
            Assert.Contains("call ResetAsync", report.Message);
        }

        Assert.Contains(words, (await Assert.ThrowsAsync<StateException>(() => Customer.Sync.ResyncAsync(State(), cancellationToken: Read.Stop))).Message);
        await Customer.Sync.ResetAsync(State(), cancellationToken: Read.Stop);
        var recorded = await RunAsync(destination, rows: 5);
        Assert.Equal((SyncStatus.Succeeded, 0L), (recorded.Status, recorded.Counts.Planned));
        var delivered = await RunAsync(destination, rows: 6);
        Assert.Equal((SyncStatus.Succeeded, 1L), (delivered.Status, delivered.Counts.Succeeded));
    }

    [Theory]
    [InlineData("DROP TABLE syncline_meta")]
    [InlineData("DROP TABLE syncline_lease")]
    [InlineData("DROP TABLE syncline_segments")]
    public async Task Damage_that_a_reset_can_not_mend_does_not_send_there(string sql)
    {
        await RunAsync(new());
        _folder.Sql("state.db", sql);
        foreach (var message in new[] { (await RunAsync(new())).Message!, (await Assert.ThrowsAsync<StateException>(() => Customer.Sync.ResetAsync(State(), cancellationToken: Read.Stop))).Message })
        {
            Assert.Contains($"The state file {_folder["state.db"]} is damaged: ", message);
            Assert.Contains("Where there is none, move the file aside, with its -wal and -shm", message);
            Assert.DoesNotContain("ResetAsync", message);
        }
    }
}
