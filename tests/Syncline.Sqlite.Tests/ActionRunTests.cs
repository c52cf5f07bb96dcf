using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Actions from a SQLite query, with the state in a SQLite file and a destination of the test's own.</summary>
public sealed class ActionRunTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Postman _postman = new();

    public ActionRunTests() => _folder.Sql("app.db", "CREATE TABLE m (Id INTEGER PRIMARY KEY, \"To\" TEXT); INSERT INTO m VALUES (1, 'a'), (2, 'b'), (3, 'c')");

    public void Dispose() => _folder.Dispose();

    private Task<SyncReport> RunAsync()
        => Mail.Sync.RunAsync(SqliteSource.Query<Mail>(TestFolder.Source(_folder["app.db"]), "SELECT * FROM m ORDER BY Id"), _postman, new SqliteStateStore(_folder["state.db"]), null, Read.Stop);

    [Fact]
    public async Task An_action_is_done_once_for_each_row_that_enters_the_result()
    {
        Assert.Equal((SyncStatus.Succeeded, 3L), await RunAsync() is var first ? (first.Status, first.Counts.Succeeded) : default);
        _folder.Sql("app.db", "DELETE FROM m WHERE Id = 1; INSERT INTO m VALUES (4, 'd')");
        Assert.Equal(1, (await RunAsync()).Counts.Succeeded);
        _folder.Sql("app.db", "INSERT INTO m VALUES (1, 'a'); UPDATE m SET \"To\" = 'elsewhere' WHERE Id = 2");
        var last = await RunAsync();
        Assert.Equal((0L, "Key { Id = 2 }"), (last.Counts.Planned, Assert.Single(last.KeyClashes).Key));
        Assert.Equal(["a", "b", "c", "d"], _postman.Sent);
    }

    [Fact]
    public async Task An_action_that_was_not_answered_is_parked_and_not_done_twice()
    {
        _postman.LosesItsWay = mail => mail.Id == 2;
        var first = await RunAsync();
        // What the destination did not answer for before it threw, it may have done.
        Assert.Equal((SyncStatus.Failed, 1L, 2L), (first.Status, first.Counts.Succeeded, first.Counts.Unknown));
        _postman.LosesItsWay = _ => false;
        _folder.Sql("app.db", "INSERT INTO m VALUES (4, 'd')");
        var next = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 2L, 1L), (next.Status, next.Counts.Parked, next.Counts.Succeeded));
        Assert.Equal(["Key { Id = 2 }", "Key { Id = 3 }"], next.Troubled.Select(trouble => trouble.Key));
        Assert.All(next.Troubled, trouble => Assert.True(trouble.Parked));
        // Whether b arrived nobody knows; it was sent once.
        Assert.Equal(["a", "b", "d"], _postman.Sent);
    }

    private sealed class Postman : IActionDestination<Mail>
    {
        public List<string> Sent { get; } = [];

        public Func<Mail, bool> LosesItsWay { get; set; } = _ => false;

        public string Identity => "post";

        public ValueTask PerformAsync(RowBatch<Mail> batch, CancellationToken cancellationToken)
        {
            for (var item = 0; item < batch.Count; item++)
            {
                Sent.Add(batch.Rows[item].To);
                if (LosesItsWay(batch.Rows[item])) throw new IOException("the line went dead");
                batch.Succeed(item);
            }

            return default;
        }
    }
}
