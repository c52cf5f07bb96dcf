using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>What a process leaves on the disk that dies before or after a commit of its state, and what the next run makes of it; for each type and mode.</summary>
public sealed class CrashRunTests : IDisposable
{
    private const int Rows = 5;
    private const int BatchSize = 2;

    // Only to have a row when the others have left.
    private const int Last = 9;

    private static readonly string[] Removals = ["Delete", "Clear", "Archive", "RemoveMember of Add"];
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Modes => ["Insert", "Update", "Upsert", "Add", "Remove", "Events", .. Removals];

    private static IEnumerable<int> Ids => Enumerable.Range(1, Rows);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task With_the_state_in_the_tables_file_every_row_is_written_once_wherever_the_run_dies(string mode)
        => Assert.All(await WritesAsync(mode, "table.db"), writes => Assert.All(writes, times => Assert.Equal(1, times)));

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task With_a_state_of_its_own_every_row_is_written_and_at_most_a_batch_twice(string mode)
    {
        var crashes = await WritesAsync(mode, "state.db");
        Assert.All(crashes, writes => Assert.All(writes, times => Assert.InRange(times, 1, 2)));
        // What is there already, or gone already, is not written again.
        var findsItDone = mode is "Insert" or "Events" or "Remove" or "Delete" or "RemoveMember of Add";
        Assert.Equal(findsItDone ? 0 : BatchSize, crashes.Max(writes => writes.Count(times => times == 2)));
    }

    /// <summary>Crashes a run at each commit of its state, before and after.</summary>
    /// <returns>For each crash, how often each row was written when the next run had ended.</returns>
    private async Task<List<int[]>> WritesAsync(string mode, string stateFile)
    {
        var isRemoval = Removals.Contains(mode);
        Create(isFilled: mode is "Update" or "Remove");
        var store = new SqliteStateStore(_folder[stateFile]);
        if (isRemoval) Assert.Equal(SyncStatus.Succeeded, (await RunAsync(mode, store, [.. Ids, Last])).Status);
        _folder.Sql("table.db", "DELETE FROM writes");
        int[] rows = isRemoval ? [Last] : [.. Ids];

        var pictures = new List<string>();
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(mode, new Photographed(store, () => pictures.Add(Copy($"{pictures.Count}-"))), rows)).Status);
        var whole = Table();
        var crashes = new List<int[]>();
        foreach (var picture in pictures)
        {
            Restore(picture);
            // By then the lease of the dead has expired.
            var later = new SyncOptions { BatchSize = BatchSize, TimeProvider = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(2)) };
            Assert.Equal(SyncStatus.Succeeded, (await RunAsync(mode, store, rows, later)).Status);
            Assert.Equal(whole, Table());
            Assert.Equal(0, (await RunAsync(mode, store, rows)).Counts.Planned);
            crashes.Add([.. Ids.Select(id => _folder.Rows("table.db", $"SELECT Id FROM writes WHERE Id = {id}").Length)]);
        }

        Assert.InRange(crashes.Count, 6, 20);
        return crashes;
    }

    private Task<SyncReport> RunAsync(string mode, IStateStore state, int[] ids, SyncOptions? options = null)
    {
        options ??= new SyncOptions { BatchSize = BatchSize };
        var table = new SqliteTable(_folder["table.db"], "t") { ArchiveColumn = mode == "Archive" ? "archived" : null };
        var customers = SyncSource.From(ids.Select(id => new Customer(id, $"{id}", "name")));
        var members = SyncSource.From(ids.Select(id => new Member(id, $"{id}")));
        return mode switch
        {
            "Insert" => Customer.InsertSync.RunAsync(customers, table, state, options, Read.Stop),
            "Update" => Customer.UpdateSync.RunAsync(customers, table, state, options, Read.Stop),
            "Upsert" or "Delete" => Customer.Sync.RunAsync(customers, table, state, options, Read.Stop),
            "Clear" => Customer.ClearSync.RunAsync(customers, table, state, options, Read.Stop),
            "Archive" => Contact.Sync.RunAsync(SyncSource.From(ids.Select(id => new Contact(id, $"{id}"))), table, state, options, Read.Stop),
            "Add" => Member.AddSync.RunAsync(members, table, state, options, Read.Stop),
            "Remove" => Member.LeaveSync.RunAsync(members, table, state, options, Read.Stop),
            "RemoveMember of Add" => Member.JoinSync.RunAsync(members, table, state, options, Read.Stop),
            _ => SignUp.Sync.RunAsync(SyncSource.From(ids.Select(id => new SignUp(id, $"{id}"))), table, state, options, Read.Stop),
        };
    }

    /// <summary>Makes a table whose triggers count every write of every row, in the transaction of the row.</summary>
    private void Create(bool isFilled) => _folder.Sql("table.db", $"""
        CREATE TABLE t (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, archived INTEGER NOT NULL DEFAULT 0); CREATE TABLE writes (Id INTEGER);
        {(isFilled ? $"INSERT INTO t VALUES {string.Join(", ", Ids.Select(id => $"({id}, 'old', 'old', 0)"))};" : "")}
        CREATE TRIGGER i AFTER INSERT ON t BEGIN INSERT INTO writes VALUES (new.Id); END;
        CREATE TRIGGER u AFTER UPDATE ON t BEGIN INSERT INTO writes VALUES (new.Id); END;
        CREATE TRIGGER d AFTER DELETE ON t BEGIN INSERT INTO writes VALUES (old.Id); END;
        """);

    private string[] Table() => _folder.Rows("table.db", "SELECT * FROM t ORDER BY Id");

    private string Copy(string prefix)
    {
        foreach (var file in Databases()) File.Copy(file, _folder[$"{prefix}{Path.GetFileName(file)}"]);
        return prefix;
    }

    private void Restore(string prefix)
    {
        foreach (var file in Databases()) File.Delete(file);
        foreach (var file in Directory.GetFiles(_folder.Path, $"{prefix}*")) File.Move(file, _folder[Path.GetFileName(file)[prefix.Length..]]);
    }

    private IEnumerable<string> Databases() => [.. Directory.GetFiles(_folder.Path, "table.db*"), .. Directory.GetFiles(_folder.Path, "state.db*")];

    /// <summary>A store that has a picture of the disk taken before and after each commit: with the table's own file these are before and after the state joins the batch, which is not committed yet.</summary>
    private sealed class Photographed(SqliteStateStore inner, Action takePicture) : IStateStore
    {
        public string Name => inner.Name;

        public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
            => new Session(await inner.OpenAsync(id, access, timeProvider, cancellationToken), takePicture);

        private sealed class Session(IStateSession inner, Action takePicture) : IStateSession
        {
            public long Version => inner.Version;

            public bool HoldsLease => inner.HoldsLease;

            public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

            public bool CanJoin(IDelivery delivery) => inner.CanJoin(delivery);

            public async ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
            {
                takePicture();
                await inner.AppendAsync(segments, inside, cancellationToken);
                takePicture();
            }

            public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => inner.ReplaceAsync(segments, cancellationToken);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
