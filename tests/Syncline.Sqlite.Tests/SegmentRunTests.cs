using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Segments as membership tables in SQLite, with the state in the table's file and in one of its own.</summary>
public sealed class SegmentRunTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public SegmentRunTests() => _folder.Sql("app.db", "CREATE TABLE m (Id INTEGER PRIMARY KEY, Email TEXT); INSERT INTO m VALUES (1, 'a'), (2, 'b')");

    public static TheoryData<string> StateFiles() => ["list.db", "state.db"];

    public void Dispose() => _folder.Dispose();

    private string[] Members => _folder.Rows("list.db", "SELECT * FROM members ORDER BY Id");

    private ISyncSource<Member> Source => SqliteSource.Query<Member>(TestFolder.Source(_folder["app.db"]), "SELECT * FROM m ORDER BY Id");

    private SqliteTable Table => new(TestFolder.Source(_folder["list.db"]), "members") { CreateIfMissing = true };

    private SqliteStateStore State(string file) => new(TestFolder.Source(_folder[file]));

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task Members_are_put_in_and_taken_out_with_their_rows(string stateFile)
    {
        _folder.Sql("list.db", "CREATE TABLE members (Id INTEGER PRIMARY KEY, Email TEXT); INSERT INTO members VALUES (2, 'b as it was'), (9, 'by hand')");
        Task<SyncReport> RunAsync() => Member.JoinSync.RunAsync(Source, Table, State(stateFile), null, Read.Stop);
        var first = await RunAsync();
        // One who is in it already is done, too, and becomes as the row says.
        Assert.Equal((SyncStatus.Succeeded, 2L, 0L), (first.Status, first.Counts.Succeeded, first.Counts.Skipped));
        Assert.Equal(["1|a", "2|b", "9|by hand"], Members);

        _folder.Sql("app.db", "UPDATE m SET Email = 'new' WHERE Id = 1; DELETE FROM m WHERE Id = 2; INSERT INTO m VALUES (3, 'c')");
        var next = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 2L, 1L, 1L), (next.Status, next.Counts.Succeeded, next.Counts.Removed, next.Counts.IgnoredByMode));
        Assert.Equal(["1|a", "3|c", "9|by hand"], Members);

        _folder.Sql("list.db", "DELETE FROM members WHERE Id = 3");
        _folder.Sql("app.db", "DELETE FROM m WHERE Id = 3");
        // Gone already counts as done.
        Assert.Equal((SyncStatus.Succeeded, 1L), await RunAsync() is var gone ? (gone.Status, gone.Counts.Succeeded) : default);
    }

    [Fact]
    public async Task Without_RemoveMember_a_member_stays()
    {
        Task<SyncReport> RunAsync() => Member.AddSync.RunAsync(Source, Table, State("state.db"), null, Read.Stop);
        await RunAsync();
        _folder.Sql("app.db", "DELETE FROM m WHERE Id = 2");
        Assert.Equal((SyncStatus.Succeeded, 1L, 0L), await RunAsync() is var gone ? (gone.Status, gone.Counts.IgnoredByKeep, gone.Counts.Planned) : default);
        Assert.Equal(["1|a", "2|b"], Members);
    }

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task Remove_takes_out_the_members_that_enter_the_result(string stateFile)
    {
        // It writes nothing but deletes, so the table needs the key and may have what the model doesn't know.
        _folder.Sql("list.db", "CREATE TABLE members (Id INTEGER PRIMARY KEY, Since TEXT NOT NULL); INSERT INTO members VALUES (1, 'x'), (2, 'x'), (3, 'x')");
        Task<SyncReport> RunAsync() => Member.LeaveSync.RunAsync(Source, Table, State(stateFile), null, Read.Stop);
        var first = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 2L), (first.Status, first.Counts.Succeeded));
        Assert.Equal(["3|x"], Members);

        _folder.Sql("list.db", "INSERT INTO members VALUES (1, 'back'), (2, 'back')");
        _folder.Sql("app.db", "DELETE FROM m WHERE Id = 1; INSERT INTO m VALUES (3, 'c')");
        var next = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L), (next.Status, next.Counts.Succeeded, next.Counts.Removed, next.Counts.IgnoredByKeep));
        // It does not watch the table: 2 is still in the result and came back by other hands.
        Assert.Equal(["1|back", "2|back"], Members);
        _folder.Sql("app.db", "INSERT INTO m VALUES (1, 'a')");
        Assert.Equal(1, (await RunAsync()).Counts.Succeeded);
        Assert.Equal(["2|back"], Members);
    }

    [Fact]
    public async Task A_member_whom_others_refer_to_is_rejected_for_that_whatever_else_the_row_says()
    {
        // The row that is to be taken out comes with its columns, which are not written: their rules are not what was broken.
        _folder.Sql("list.db", """
            CREATE TABLE mails (Email TEXT PRIMARY KEY);
            CREATE TABLE members (Id INTEGER PRIMARY KEY, Email TEXT REFERENCES mails);
            CREATE TABLE letters (Member INTEGER REFERENCES members);
            INSERT INTO members VALUES (1, NULL), (2, NULL); INSERT INTO letters VALUES (1)
            """);
        var report = await Member.LeaveSync.RunAsync(Source, new SqliteTable($"{TestFolder.Source(_folder["list.db"])};Foreign Keys=True", "members"), State("state.db"), null, Read.Stop);
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("The table \"letters\" has records that refer to this one by Member (FOREIGN KEY constraint failed). Remove them first, or let them refer to another.", report.Troubled.Single().Reason);
        Assert.Equal(OperationKind.RemoveMember, report.Troubled.Single().Kind);
    }
}
