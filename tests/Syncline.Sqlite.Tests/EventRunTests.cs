using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Events into a SQLite table, with the state in the table's file and in one of its own.</summary>
public sealed class EventRunTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public EventRunTests() => _folder.Sql("app.db", "CREATE TABLE s (Id INTEGER PRIMARY KEY, Email TEXT); INSERT INTO s VALUES (1, 'a'), (2, 'b')");

    public static TheoryData<string> StateFiles() => ["log.db", "state.db"];

    public void Dispose() => _folder.Dispose();

    private string[] Log => _folder.Rows("log.db", "SELECT * FROM sign_ups ORDER BY Id");

    private Task<SyncReport> RunAsync(string stateFile)
        => SignUp.Sync.RunAsync(
            SqliteSource.Query<SignUp>(TestFolder.Source(_folder["app.db"]), "SELECT * FROM s ORDER BY Id"),
            new SqliteTable(TestFolder.Source(_folder["log.db"]), "sign_ups") { CreateIfMissing = true },
            new SqliteStateStore(TestFolder.Source(_folder[stateFile])),
            null,
            Read.Stop);

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task An_event_is_delivered_once_whatever_becomes_of_its_row(string stateFile)
    {
        Assert.Equal(2, (await RunAsync(stateFile)).Counts.Succeeded);
        _folder.Sql("app.db", "DELETE FROM s WHERE Id = 1; INSERT INTO s VALUES (3, 'c')");
        var next = await RunAsync(stateFile);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L), (next.Status, next.Counts.Added, next.Counts.Absent, next.Counts.Succeeded));
        // The table is not watched: what was delivered once is not sent again.
        _folder.Sql("log.db", "DELETE FROM sign_ups WHERE Id = 1");
        _folder.Sql("app.db", "INSERT INTO s VALUES (1, 'a')");
        Assert.Equal((3L, 0L), await RunAsync(stateFile) is var back ? (back.Counts.Unchanged, back.Counts.Planned) : default);
        Assert.Equal(["2|b", "3|c"], Log);
    }

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task A_key_that_another_event_has_had_is_named_and_nothing_is_written(string stateFile)
    {
        await RunAsync(stateFile);
        _folder.Sql("app.db", "UPDATE s SET Email = 'another event' WHERE Id = 2; INSERT INTO s VALUES (3, 'c')");
        foreach (var succeeded in new[] { 1L, 0L })
        {
            var report = await RunAsync(stateFile);
            Assert.Equal((SyncStatus.Succeeded, 1L, 1L, succeeded), (report.Status, report.Counts.Changed, report.Counts.IgnoredByLedger, report.Counts.Succeeded));
            Assert.Equal([new KeyClash(2, "Key { Id = 2 }")], report.KeyClashes);
            Assert.Contains("the key may not be unique", report.Message);
        }

        Assert.Equal(["1|a", "2|b", "3|c"], Log);
    }

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task Two_rows_of_one_run_with_one_key_are_named_and_neither_is_delivered(string stateFile)
    {
        _folder.Sql("app.db", "DROP TABLE s; CREATE TABLE s (Id INTEGER, Email TEXT); INSERT INTO s VALUES (1, 'first'), (1, 'second'), (2, 'b')");
        var report = await RunAsync(stateFile);
        Assert.Equal((SyncStatus.Incomplete, 2L, 1L), (report.Status, report.Counts.Duplicate, report.Counts.Succeeded));
        Assert.All(report.InvalidRows, row => Assert.Equal("Key { Id = 1 }", row.Key));
        Assert.Equal(2, report.InvalidRows.Length);
        Assert.Equal(["2|b"], Log);
    }

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task An_event_the_table_refused_is_owed_when_its_row_left_the_result(string stateFile)
    {
        _folder.Sql("log.db", "CREATE TABLE sign_ups (Id INTEGER PRIMARY KEY, Email TEXT); CREATE TRIGGER t BEFORE INSERT ON sign_ups WHEN new.Id = 1 BEGIN SELECT RAISE(ABORT, 'not on a Sunday'); END");
        var refused = await RunAsync(stateFile);
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (refused.Status, refused.Counts.Succeeded, refused.Counts.Rejected));
        Assert.Equal((OperationKind.Event, "A trigger of the table refused the row, in its own words: not on a Sunday"), refused.Troubled.Single() is var trouble ? (trouble.Kind, trouble.Reason) : default);
        _folder.Sql("app.db", "DELETE FROM s");
        _folder.Sql("log.db", "DROP TRIGGER t");
        var next = await RunAsync(stateFile);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L), (next.Status, next.Counts.Carried, next.Counts.Succeeded, next.Counts.Absent));
        Assert.Equal(["1|a", "2|b"], Log);
    }

    [Fact]
    public async Task An_event_that_is_there_already_is_skipped_and_stays_as_it_is()
    {
        _folder.Sql("log.db", "CREATE TABLE sign_ups (Id INTEGER PRIMARY KEY, Email TEXT); INSERT INTO sign_ups VALUES (1, 'by another program')");
        var report = await RunAsync("state.db");
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Skipped, report.Counts.Succeeded));
        Assert.Equal(0, (await RunAsync("state.db")).Counts.Planned);
        Assert.Equal(["1|by another program", "2|b"], Log);
    }

    [Fact]
    public async Task A_table_whose_key_is_not_unique_takes_no_events()
    {
        _folder.Sql("log.db", "CREATE TABLE sign_ups (Id INTEGER, Email TEXT, Region TEXT NOT NULL)");
        var report = await RunAsync("state.db");
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("no primary key or unique index is over exactly the key (\"Id\")", report.Message);
        Assert.Contains("the model doesn't write Region", report.Message);
    }
}
