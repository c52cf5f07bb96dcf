using Microsoft.Data.Sqlite;
using Syncline.Tests;
using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class StateStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteStateStore Store(string file = "state.db") => new(TestFolder.Source(_folder[file]));

    private ValueTask<IStateSession> Open(StateAccess access = StateAccess.Run, string id = "a", string file = "state.db") => Store(file).OpenAsync(id, access, TimeProvider.System, Read.Stop);

    private static ReadOnlyMemory<byte>[] Segments(params string[] texts) => [.. texts.Select(text => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(text))];

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Each(params string[] texts)
    {
        foreach (var segment in Segments(texts))
        {
            await Task.Yield();
            yield return segment;
        }
    }

    private static async Task<string> Content(IStateSession session)
    {
        var segments = new List<string>();
        await foreach (var segment in session.ReadAsync(Read.Stop)) segments.Add(System.Text.Encoding.UTF8.GetString(segment.Span));
        return string.Join(',', segments);
    }

    private async Task<string> StateFails(StateAccess access = StateAccess.Run, string file = "state.db")
        => (await Assert.ThrowsAsync<StateException>(async () =>
        {
            await using var session = await Open(access, file: file);
            await Content(session);
        })).Message;

    private async Task Fill(string id = "a", params string[] texts)
    {
        await using var session = await Open(id: id);
        await session.AppendAsync(Segments(texts), null, Read.Stop);
    }

    [Fact]
    public async Task Segments_come_back_in_order_and_each_state_has_its_own()
    {
        await using (var session = await Open())
        {
            Assert.Equal(0, session.Version);
            await session.AppendAsync(Segments("one", "two"), null, Read.Stop);
            Assert.Equal(2, session.Version);
            await session.AppendAsync(Segments(""), null, Read.Stop);
            Assert.Equal("one,two,", await Content(session));
        }

        await Fill("b", "other");
        await using var again = await Open();
        Assert.Equal(3, again.Version);
        Assert.Equal("one,two,", await Content(again));
    }

    [Fact]
    public async Task What_is_appended_stays_though_its_memory_is_written_over()
    {
        await using var session = await Open();
        await LentSegments.AreCopiedAsync(session);
    }

    [Fact]
    public async Task The_version_grows_with_every_commit_and_survives_replacement_by_nothing()
    {
        await using (var session = await Open())
        {
            await session.AppendAsync(Segments("1", "2", "3"), null, Read.Stop);
            await session.ReplaceAsync(Each("base"), Read.Stop);
            Assert.Equal(4, session.Version);
            Assert.Equal("base", await Content(session));
            await session.ReplaceAsync(Each(), Read.Stop);
            Assert.Equal(5, session.Version);
            Assert.Equal("", await Content(session));
            await session.AppendAsync(Segments("6"), null, Read.Stop);
            Assert.Equal("6", await Content(session));
        }

        await using var again = await Open(StateAccess.Read);
        Assert.Equal(6, again.Version);
        Assert.Equal("6", await Content(again));
    }

    [Fact]
    public async Task A_replacement_may_read_what_it_replaces()
    {
        await using var session = await Open();
        await session.AppendAsync(Segments("a", "b", "c"), null, Read.Stop);
        await session.ReplaceAsync(Doubled(session), Read.Stop);
        Assert.Equal("aa,bb,cc", await Content(session));

        static async IAsyncEnumerable<ReadOnlyMemory<byte>> Doubled(IStateSession session)
        {
            await foreach (var segment in session.ReadAsync(Read.Stop)) yield return (byte[])[.. segment.Span, .. segment.Span];
        }
    }

    [Fact]
    public async Task A_replacement_or_append_that_fails_halfway_leaves_everything()
    {
        await using var session = await Open();
        await session.AppendAsync(Segments("a"), null, Read.Stop);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await session.ReplaceAsync(Broken(), Read.Stop));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await session.AppendAsync(BrokenToo(), null, Read.Stop));
        Assert.Equal("a", await Content(session));
        Assert.Equal(1, session.Version);
        await session.AppendAsync(Segments("b"), null, Read.Stop);
        Assert.Equal("a,b", await Content(session));

        static async IAsyncEnumerable<ReadOnlyMemory<byte>> Broken()
        {
            await Task.Yield();
            yield return Segments("x")[0];
            throw new InvalidOperationException("broken");
        }

        static IEnumerable<ReadOnlyMemory<byte>> BrokenToo()
        {
            yield return Segments("x")[0];
            throw new InvalidOperationException("broken");
        }
    }

    [Fact]
    public async Task Cancelling_before_the_commit_appends_nothing()
    {
        using var stop = new CancellationTokenSource();
        await using var session = await Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.AppendAsync(Cancelling(), null, stop.Token));
        Assert.Equal("", await Content(session));

        IEnumerable<ReadOnlyMemory<byte>> Cancelling()
        {
            yield return Segments("x")[0];
            stop.Cancel();
        }
    }

    [Fact]
    public async Task Reading_creates_no_file_and_takes_no_lease()
    {
        await using (var session = await Open(StateAccess.Read))
        {
            Assert.Equal((0, true, ""), (session.Version, session.HoldsLease, await Content(session)));
            Assert.False(session.CanJoin(null!));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
        await using (await Open(StateAccess.Read, file: "no/such/state.db"))
        {
            Assert.False(Directory.Exists(_folder["no"]));
        }

        await using var run = await Open();
        await using var reader = await Open(StateAccess.Read);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.AppendAsync(Segments("x"), null, Read.Stop));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReplaceAsync(Each(), Read.Stop));
    }

    [Fact]
    public async Task Reading_leaves_the_file_as_it_was_and_nothing_beside_it()
    {
        await Fill("a", "1");
        var before = await File.ReadAllBytesAsync(_folder["state.db"], Read.Stop);
        await using (var reader = await Open(StateAccess.Read)) Assert.Equal("1", await Content(reader));
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder["state.db"], Read.Stop));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_reader_sees_one_snapshot_whatever_a_run_writes_meanwhile()
    {
        await Fill("a", "1", "2");
        await using var reader = await Open(StateAccess.Read);
        await using (var run = await Open())
        {
            await run.ReplaceAsync(Each("base"), Read.Stop);
            await run.AppendAsync(Segments("more"), null, Read.Stop);
        }

        Assert.Equal(2, reader.Version);
        Assert.Equal("1,2", await Content(reader));
    }

    [Fact]
    public async Task A_database_without_states_is_a_new_state_for_reader_and_run()
    {
        _folder.Sql("state.db", "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)");
        await using (var reader = await Open(StateAccess.Read)) Assert.Equal(0, reader.Version);
        await Fill("a", "1");
        Assert.Equal(["1"], _folder.Rows("state.db", "SELECT x FROM mine"));
        Assert.Equal(["wal"], _folder.Rows("state.db", "PRAGMA journal_mode"));
    }

    [Fact]
    public async Task The_file_is_created_private_to_the_user_and_whole()
    {
        await using var session = await Open();
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.EndsWith(".new", StringComparison.Ordinal));
        if (OperatingSystem.IsWindows()) return;
        await session.AppendAsync(Segments("x"), null, Read.Stop);
        foreach (var file in Directory.GetFiles(_folder.Path)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task Runs_that_create_the_file_at_once_get_one_file()
    {
        // Two creations rarely meet at their last step: WholeMoveTests has that alone.
        for (var round = 0; round < 20; round++)
        {
            var file = $"state{round}.db";
            using var start = new Barrier(4);
            var sessions = await Task.WhenAll(Enumerable.Range(0, start.ParticipantCount).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Read.Stop);
                    return Open(id: $"state {i}", file: file).AsTask();
                },
                Read.Stop,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
            foreach (var session in sessions)
            {
                await session.AppendAsync(Segments("x"), null, Read.Stop);
                await session.DisposeAsync();
            }

            Assert.Equal(["4"], _folder.Rows(file, "SELECT count(*) FROM syncline_segments"));
        }

        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StateAccess.Run, "-wal")]
    [InlineData(StateAccess.Read, "-wal")]
    [InlineData(StateAccess.Run, "-journal")]
    public async Task The_log_of_a_file_that_was_moved_is_not_taken_for_that_of_a_new_one(StateAccess access, string log)
    {
        await Fill("a", "1");
        File.Move(_folder["state.db"], _folder["aside.db"]);
        await File.WriteAllTextAsync(_folder["state.db" + log], "the last commits", Read.Stop);
        Assert.Equal(
            $"There is no state file {_folder["state.db"]}, and there is {_folder["state.db" + log]}, which belongs to one that was moved or deleted without it and may hold its last commits: a new file would take them for its own. Move it to where the file went, or delete it, and run again.",
            await StateFails(access));
        File.Delete(_folder["state.db" + log]);
        await using var session = await Open(access);
        Assert.Equal(0, session.Version);
    }

    [Theory]
    [InlineData(StateAccess.Run, UnixFileMode.None)]
    [InlineData(StateAccess.Read, UnixFileMode.None)]
    [InlineData(StateAccess.Read, UnixFileMode.UserRead)]
    [InlineData(StateAccess.Run, UnixFileMode.UserRead | UnixFileMode.UserExecute)]
    public async Task A_folder_without_rights_is_no_empty_state(StateAccess access, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.SkipWhen(Environment.UserName == "root", "Nothing is forbidden to root.");
        var folder = Directory.CreateDirectory(_folder["closed"]);
        folder.UnixFileMode = mode;
        try
        {
            var message = await StateFails(access, "closed/state.db");
            Assert.Contains(_folder["closed/state.db"], message);
            Assert.Contains("the rights to its folder", message);
        }
        finally
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
    }

    [Theory]
    [InlineData(StateAccess.Run)]
    [InlineData(StateAccess.Read)]
    public async Task A_file_of_no_bytes_is_damaged_not_new(StateAccess access)
    {
        await File.WriteAllBytesAsync(_folder["state.db"], [], Read.Stop);
        var message = await StateFails(access);
        Assert.Contains($"The state file {_folder["state.db"]} is damaged: it is empty (0 bytes)", message);
        Assert.Contains("Restore a copy of it, without the -wal and -shm of this one. Where there is none, move the file aside, with its -wal and -shm", message);
    }

    [Theory]
    [InlineData(StateAccess.Run)]
    [InlineData(StateAccess.Read)]
    public async Task A_truncated_file_is_damaged_wherever_it_is_cut(StateAccess access)
    {
        await using (var session = await Open())
        {
            for (var i = 0; i < 40; i++) await session.AppendAsync(Segments(new string('x', 3000)), null, Read.Stop);
        }

        var whole = await File.ReadAllBytesAsync(_folder["state.db"], Read.Stop);
        foreach (var length in new[] { 1, 16, 50, 100, 511, 512, 1000, 4096, 8192, whole.Length / 2, whole.Length - 4096 })
        {
            await File.WriteAllBytesAsync(_folder["cut.db"], whole[..length], Read.Stop);
            var message = await StateFails(access, "cut.db");
            Assert.Contains($"The state file {_folder["cut.db"]} is", message);
            Assert.Contains("damaged", message);
            Assert.Contains("Restore a copy", message);
        }
    }

    [Theory]
    [InlineData(StateAccess.Run)]
    [InlineData(StateAccess.Read)]
    public async Task A_file_that_is_no_database_is_named(StateAccess access)
    {
        await File.WriteAllTextAsync(_folder["state.db"], new string('x', 5000), Read.Stop);
        Assert.Contains($"The state file {_folder["state.db"]} is not a SQLite database", await StateFails(access));
    }

    [Theory]
    [InlineData("UPDATE syncline_meta SET value = 2 WHERE name = 'format'", "was written by a newer Syncline: its format is 2, and this one reads up to 1. Update Syncline.")]
    [InlineData("DELETE FROM syncline_meta", "the row with its format is missing in syncline_meta. Restore a copy of it, without the -wal and -shm of this one. Where there is none, call ResetAsync")]
    [InlineData("DROP TABLE syncline_meta", "its table syncline_meta is missing")]
    [InlineData("DROP TABLE syncline_segments", "one of its tables")]
    [InlineData("DELETE FROM syncline_lease", "has segments, but its row in syncline_lease was lost. Restore a copy of it, without the -wal and -shm of this one. Where there is none, call ResetAsync")]
    [InlineData("UPDATE syncline_lease SET version = 2", "segment 3 of the state 'a' is there, but its row in syncline_lease says 1 to 2. Restore a copy of it, without the -wal and -shm of this one. Where there is none, call ResetAsync")]
    [InlineData("UPDATE syncline_lease SET version = 0", "segment 1 of the state 'a' is there, but its row in syncline_lease says 1 to 0")]
    [InlineData("UPDATE syncline_lease SET first = 2", "segment 1 of the state 'a' is there, but its row in syncline_lease says 2 to 3")]
    [InlineData("UPDATE syncline_lease SET version = 4", "segment 4 of the state 'a' is missing")]
    [InlineData("DELETE FROM syncline_segments WHERE number = 2", "segment 2 of the state 'a' is missing")]
    [InlineData("DELETE FROM syncline_segments WHERE number = 3", "segment 3 of the state 'a' is missing")]
    [InlineData("DELETE FROM syncline_segments", "segment 1 of the state 'a' is missing")]
    public async Task What_is_missing_or_newer_is_named_and_never_read_as_empty(string sql, string words)
    {
        await Fill("a", "1", "2", "3");
        _folder.Sql("state.db", sql);
        foreach (var access in Enum.GetValues<StateAccess>())
        {
            var message = await StateFails(access);
            Assert.Contains(words, message);
            Assert.Contains(_folder["state.db"], message);
        }
    }

    [Fact]
    public async Task A_missing_folder_a_folder_and_a_read_only_file_are_named()
    {
        Assert.Contains($"the folder {_folder["no"]} does not exist", await StateFails(file: "no/state.db"));
        Assert.Contains("is a folder", (await Assert.ThrowsAsync<StateException>(async () => await new SqliteStateStore(_folder.Path).OpenAsync("a", StateAccess.Run, TimeProvider.System, Read.Stop))).Message);
        Assert.Contains("is a folder", (await Assert.ThrowsAsync<StateException>(async () => await new SqliteStateStore(_folder.Path).OpenAsync("a", StateAccess.Read, TimeProvider.System, Read.Stop))).Message);
        await Fill("a", "1");
        var store = new SqliteStateStore($"Data Source={_folder["state.db"]};Mode=ReadOnly");
        Assert.Contains("is read-only, and a run has to write its state", (await Assert.ThrowsAsync<StateException>(async () => await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Read.Stop))).Message);
        await (await store.OpenAsync("a", StateAccess.Read, TimeProvider.System, Read.Stop)).DisposeAsync();
    }

    [Fact]
    public async Task A_locked_file_is_named()
    {
        await Fill("a", "1");
        using var other = _folder.Open("state.db");
        using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        Assert.Contains($"{_folder["state.db"]} is locked by another connection", await StateFails());
    }

    [Fact]
    public void A_store_without_a_file_is_an_argument_error()
    {
        Assert.Contains("InMemoryStateStore", Assert.Throws<ArgumentException>(() => new SqliteStateStore("Data Source=:memory:")).Message);
        Assert.Throws<ArgumentException>(() => new SqliteStateStore(""));
        Assert.DoesNotContain("hunter2", new SqliteStateStore("Data Source=x.db;Password=hunter2").Name);
    }

    [Fact]
    public async Task A_shared_in_memory_store_works_while_someone_keeps_it_open()
    {
        const string Source = "Data Source=syncline-state;Mode=Memory;Cache=Shared";
        using var keeper = new SqliteConnection(Source);
        keeper.Open();
        await using (var session = await new SqliteStateStore(Source).OpenAsync("a", StateAccess.Run, TimeProvider.System, Read.Stop))
        {
            await session.AppendAsync(Segments("a", "b"), null, Read.Stop);
            await session.ReplaceAsync(Copy(session), Read.Stop);
        }

        await using var again = await new SqliteStateStore(Source).OpenAsync("a", StateAccess.Read, TimeProvider.System, Read.Stop);
        Assert.Equal("a,b", await Content(again));

        static async IAsyncEnumerable<ReadOnlyMemory<byte>> Copy(IStateSession session)
        {
            await foreach (var segment in session.ReadAsync(Read.Stop)) yield return segment.ToArray();
        }
    }
}
