using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Undoing the last run over a table, with the state in the table's file and beside it.</summary>
public sealed class UndoRunTests : IDisposable
{
    private static readonly KeptContact[] Before = [new(1, "a@b", 1), new(2, "b@b", null), new(3, "c@b", 3)];
    private static readonly KeptContact[] After = [new(1, "a@x", 1), new(3, "c@b", 3), new(4, "d@b", 4)];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteTable Table => new(TestFolder.Source(_folder["crm.db"]), "contacts") { CreateIfMissing = true };

    private string[] Rows => _folder.Rows("crm.db", "SELECT * FROM contacts ORDER BY Id");

    [Theory]
    [InlineData("crm.db")]
    [InlineData("state.db")]
    public async Task The_table_is_what_it_was_before_the_last_run(string file)
    {
        var state = new SqliteStateStore(TestFolder.Source(_folder[file]));
        await KeptContact.Sync.RunAsync(SyncSource.From(Before), Table, state, null, Read.Stop);
        await KeptContact.Sync.RunAsync(SyncSource.From(After), Table, state, null, Read.Stop);
        Assert.Equal(["1|a@x|1", "3|c@b|3", "4|d@b|4"], Rows);

        await using (var plan = await KeptContact.Sync.PlanUndoAsync(state, null, Read.Stop))
        {
            var report = await plan.ApplyAsync(Table, Read.Stop);
            Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        }

        Assert.Equal(["1|a@b|1", "2|b@b|null", "3|c@b|3"], Rows);
        Assert.Equal(3, (await KeptContact.Sync.RunAsync(SyncSource.From(Before), Table, state, null, Read.Stop)).Counts.Unchanged);
        Assert.Equal(3, (await KeptContact.Sync.RunAsync(SyncSource.From(After), Table, state, null, Read.Stop)).Counts.Succeeded);
    }

    [Theory]
    [InlineData("crm.db")]
    [InlineData("state.db")]
    public async Task A_log_that_was_folded_in_between_can_be_undone(string file)
    {
        // Enough records for the log to be folded, twice at least.
        var state = new SqliteStateStore(TestFolder.Source(_folder[file]));
        for (var run = 1; run <= 6; run++)
        {
            await KeptContact.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, 2_000).Select(id => new KeptContact(id, $"{run}", null))), Table, state, null, Read.Stop);
        }

        await using var plan = await KeptContact.Sync.PlanUndoAsync(state, null, Read.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await plan.ApplyAsync(Table, Read.Stop)).Status);
        Assert.Equal(["5|2000"], _folder.Rows("crm.db", "SELECT Email, count(*) FROM contacts GROUP BY Email"));
    }
}
