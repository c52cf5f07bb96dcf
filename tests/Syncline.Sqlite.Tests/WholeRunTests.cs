using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Runs of the engine from SQLite to SQLite.</summary>
public sealed class WholeRunTests : IDisposable
{
    private const string Shop = "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (1, 'a', 'A'), (2, 'b', 'B'), (3, 'c', NULL)";
    private readonly TestFolder _folder = new();

    public WholeRunTests() => _folder.Sql("shop.db", Shop);

    public void Dispose() => _folder.Dispose();

    private ISyncSource<Customer> Source(string sql = "SELECT * FROM c", string file = "shop.db") => SqliteSource.Query<Customer>(TestFolder.Source(_folder[file]), sql);

    private SqliteTable Table(string file = "crm.db") => new(TestFolder.Source(_folder[file]), "customers") { CreateIfMissing = true };

    private SqliteStateStore State(string file = "crm.db") => new(TestFolder.Source(_folder[file]));

    private Task<SyncReport> RunAsync(ISyncSource<Customer>? source = null, SqliteTable? table = null, SqliteStateStore? state = null, SyncOptions? options = null)
        => Customer.Sync.RunAsync(source ?? Source(), table ?? Table(), state ?? State(), options, Read.Stop);

    private string[] Crm(string file = "crm.db") => _folder.Rows(file, "SELECT * FROM customers ORDER BY Id");

    [Fact]
    public async Task An_unreadable_row_is_told_once_by_its_place_and_its_key()
    {
        _folder.Sql("shop.db", "UPDATE c SET Email = x'05' WHERE Id = 2");
        var report = await RunAsync();
        var sentence = $"Column Email of the row (Id = 2) of the SQLite query on {_folder["shop.db"]} holds a blob of 1 byte, but a string is read from a text. CAST(… AS TEXT) in the query makes one.";
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"Row 2: {sentence} Correct the row, leave it out of the source", report.Message);
        report = await RunAsync(options: new SyncOptions { UnreadableRows = UnreadableRows.HoldBack });
        Assert.Equal([new InvalidRow(2, "Key { Id = 2 }", sentence)], report.InvalidRows);
    }

    [Fact]
    public async Task An_unreadable_key_is_no_key()
    {
        _folder.Sql("shop.db", "CREATE TABLE loose (Id, Email, Name); INSERT INTO loose VALUES ('one', 'a', 'A'), (2, 'b', 'B')");
        var report = await RunAsync(Source("SELECT * FROM loose"), options: new SyncOptions { UnreadableRows = UnreadableRows.HoldBack });
        Assert.Null(Assert.Single(report.InvalidRows).Key);
    }

    [Fact]
    public async Task A_file_that_is_to_be_created_but_must_not_be_written_fails_on_opening()
    {
        var read = 0;
        IEnumerable<Customer> Rows()
        {
            read++;
            yield return new(1, "a", "A");
        }

        foreach (var name in new[] { $"Data Source={_folder["new.db"]};Mode=ReadOnly", $"Data Source={_folder["new.db"]};Mode=ReadWrite", $"file:{_folder["new.db"]}?mode=ro" })
        {
            var table = new SqliteTable(name, "customers") { CreateIfMissing = true };
            var report = await RunAsync(SyncSource.From(Rows()), table, State("state.db"));
            Assert.Equal((SyncStatus.Failed, 0), (report.Status, read));
            Assert.Equal($"The file {_folder["new.db"]} does not exist, and the mode in the connection string does not let it be created. Take the mode out, or create the file.", report.Message);
        }
    }

    [Fact]
    public async Task A_table_by_another_path_is_the_same_destination()
    {
        if (OperatingSystem.IsWindows()) return;
        await RunAsync();
        Directory.CreateSymbolicLink(_folder["folder"], _folder.Path);
        var report = await RunAsync(table: Table("folder/crm.db"), state: State("folder/crm.db"));
        Assert.Equal((SyncStatus.Succeeded, 3L, 0L), (report.Status, report.Counts.Unchanged, report.Counts.Planned));
    }

    [Fact]
    public async Task A_state_behind_a_link_is_created_where_the_link_leads()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(_folder["link.db"], "target.db");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(state: State("link.db"))).Status);
        Assert.Equal(3L, (await RunAsync(state: State("target.db"))).Counts.Unchanged);
        Assert.NotNull(new FileInfo(_folder["link.db"]).LinkTarget);
    }

    [Theory]
    [InlineData("crm.db")]
    [InlineData("state.db")]
    public async Task Runs_deliver_exactly_what_changed_whether_or_not_the_state_shares_the_file(string state)
    {
        var report = await RunAsync(state: State(state));
        Assert.Equal((SyncStatus.Succeeded, 3L, 3L), (report.Status, report.Counts.Added, report.Counts.Succeeded));
        report = await RunAsync(state: State(state));
        Assert.Equal((SyncStatus.Succeeded, 3L, 0L), (report.Status, report.Counts.Unchanged, report.Counts.Planned));
        _folder.Sql("shop.db", "UPDATE c SET Name = 'Z' WHERE Id = 2; DELETE FROM c WHERE Id = 1; INSERT INTO c VALUES (4, NULL, NULL)");
        report = await RunAsync(state: State(state));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L, 1L), (report.Status, report.Counts.Added, report.Counts.Changed, report.Counts.Removed, report.Counts.Unchanged));
        Assert.Equal(["2|b|Z", "3|c|null", "4|null|null"], Crm());
    }

    [Fact]
    public async Task Source_table_and_state_may_share_one_file()
    {
        var report = await RunAsync(table: Table("shop.db"), state: State("shop.db"), options: new() { BatchSize = 1 });
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(["1|a|A", "2|b|B", "3|c|null"], Crm("shop.db"));
        Assert.Equal(0, (await RunAsync(table: Table("shop.db"), state: State("shop.db"))).Counts.Planned);
    }

    [Fact]
    public async Task Insert_and_Update_have_their_own_rule_at_the_table()
    {
        _folder.Sql("crm.db", "CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO customers VALUES (1, 'old', 'Old')");
        var report = await Customer.UpdateSync.RunAsync(Source(), Table(), State("update.db"), null, Read.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Equal(["1|a|A"], Crm());
        report = await Customer.InsertSync.RunAsync(Source(), Table(), State("insert.db"), null, Read.Stop);
        Assert.Equal((SyncStatus.Succeeded, 2L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
    }

    [Fact]
    public async Task A_text_in_an_integer_column_fails_the_run_and_delivers_nothing()
    {
        _folder.Sql("shop.db", "CREATE TABLE p (Id, Name, Secret, Age); INSERT INTO p VALUES (1, 'a', 's', 3), (2, 'b', 's', 'three')");
        var report = await Person.Sync.RunAsync(SqliteSource.Query<Person>(_folder["shop.db"], "SELECT * FROM p"), Table(), State(), null, Read.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("Row 2: Column Age of the row (Id = 2)", report.Message);
        Assert.Contains(" holds the text 'three', but an int is read from an integer", report.Message);
        Assert.Empty(_folder.Rows("crm.db", "SELECT name FROM sqlite_schema WHERE name = 'customers'"));
    }

    [Fact]
    public async Task A_source_that_fails_after_half_delivers_and_removes_nothing()
    {
        await RunAsync();
        var report = await RunAsync(Source("SELECT Id, Email || 'x' AS Email, CASE Id WHEN 3 THEN abs(-9223372036854775808) || '' END AS Name FROM c ORDER BY Id"));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("failed after 2 rows:", report.Message);
        Assert.Equal(["1|a|A", "2|b|B", "3|c|null"], Crm());
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
    }

    [Fact]
    public async Task A_row_the_table_refuses_is_rejected_alone_and_tried_again()
    {
        _folder.Sql("crm.db", "CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, Name TEXT); INSERT INTO customers VALUES (9, 'b', 'in the way')");
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Incomplete, 2L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Contains("The record (Id = 9) has Email = 'b' already, and the table takes it once (UNIQUE constraint failed: customers.Email)", report.Troubled.Single().Reason);
        _folder.Sql("crm.db", "DELETE FROM customers WHERE Id = 9");
        report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(["1|a|A", "2|b|B", "3|c|null"], Crm());
    }

    [Fact]
    public async Task A_destination_that_is_locked_read_only_or_no_database_fails_the_run_and_loses_nothing()
    {
        await RunAsync(state: State("state.db"));
        _folder.Sql("shop.db", "UPDATE c SET Name = 'new' WHERE Id = 1");
        using (var other = _folder.Open("crm.db"))
        {
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            var locked = await RunAsync(state: State("state.db"), options: new() { MaxWait = TimeSpan.Zero });
            Assert.NotEqual(SyncStatus.Succeeded, locked.Status);
            Assert.Contains($"{_folder["crm.db"]} is locked", locked.Message);
            Assert.Equal(1, locked.Counts.Deferred);
        }

        var readOnly = await RunAsync(table: new($"Data Source={_folder["crm.db"]};Mode=ReadOnly", "customers"), state: State("state.db"));
        Assert.Equal(SyncStatus.Failed, readOnly.Status);
        Assert.Contains("is read-only", readOnly.Message);

        await File.WriteAllTextAsync(_folder["text.db"], new string('x', 5000), Read.Stop);
        var none = await RunAsync(table: Table("text.db"), state: State("fresh.db"));
        Assert.Equal(SyncStatus.Failed, none.Status);
        Assert.Contains("is not a SQLite database", none.Message);

        Assert.Equal((SyncStatus.Succeeded, 1L), (await RunAsync(state: State("state.db"))) is var last ? (last.Status, last.Counts.Succeeded) : default);
        Assert.Equal("1|a|new", Crm()[0]);
    }

    [Fact]
    public async Task A_state_that_is_empty_truncated_or_newer_fails_the_run_by_name()
    {
        await RunAsync(state: State("state.db"));
        _folder.Sql("state.db", "UPDATE syncline_meta SET value = 2");
        Assert.Contains("newer Syncline", (await RunAsync(state: State("state.db"))).Message);
        var bytes = await File.ReadAllBytesAsync(_folder["state.db"], Read.Stop);
        await File.WriteAllBytesAsync(_folder["state.db"], bytes[..5000], Read.Stop);
        var report = await RunAsync(state: State("state.db"));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains(_folder["state.db"], report.Message);
        await File.WriteAllBytesAsync(_folder["state.db"], [], Read.Stop);
        Assert.Contains("it is empty (0 bytes)", (await RunAsync(state: State("state.db"))).Message);
        Assert.Equal(["1|a|A", "2|b|B", "3|c|null"], Crm());
    }

    [Fact]
    public async Task Flipped_bits_in_a_state_never_read_as_fewer_keys()
    {
        await RunAsync(state: State("state.db"));
        var whole = await File.ReadAllBytesAsync(_folder["state.db"], Read.Stop);
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(_folder["damaged.db"], damaged, Read.Stop);
            foreach (var extra in Directory.GetFiles(_folder.Path, "damaged.db-*")) File.Delete(extra);
            var report = await RunAsync(state: State("damaged.db"));
            // Either it is noticed, or it was a bit that nobody reads.
            if (report.Status == SyncStatus.Succeeded) Assert.Equal((3L, 0L), (report.Counts.Unchanged, report.Counts.Added));
            else Assert.Contains(report.Status, new[] { SyncStatus.Failed, SyncStatus.Stopped });
        }
    }

    [Fact]
    public async Task The_same_sync_started_twice_at_once_stops_the_second()
    {
        using var first = new SemaphoreSlim(0);
        using var second = new SemaphoreSlim(0);
        var slow = Customer.Sync.RunAsync(SyncSource.From(Waiting()), Table(), State(), null, Read.Stop);
        await first.WaitAsync(Read.Stop);
        var report = await RunAsync();
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.Contains("Another run holds the lease", report.Message);
        second.Release();
        Assert.Equal(SyncStatus.Succeeded, (await slow).Status);
        Assert.Equal(["1|a|A"], Crm());

        async IAsyncEnumerable<Customer> Waiting()
        {
            first.Release();
            await second.WaitAsync(Read.Stop);
            yield return new(1, "a", "A");
        }
    }

    [Fact]
    public async Task A_plan_reads_without_writing_and_is_applied_later()
    {
        await using (var plan = await Customer.Sync.PlanAsync(Source(), State("state.db"), null, Read.Stop))
        {
            Assert.False(File.Exists(_folder["state.db"]));
            Assert.Equal(SyncStatus.Succeeded, (await plan.ApplyAsync(Table(), Read.Stop)).Status);
        }

        Assert.Equal(3, Crm().Length);
        await using var stale = await Customer.Sync.PlanAsync(Source("SELECT Id, 'x' AS Email, Name FROM c"), State("state.db"), null, Read.Stop);
        _folder.Sql("shop.db", "UPDATE c SET Name = 'new' WHERE Id = 1");
        await RunAsync(state: State("state.db"));
        Assert.Equal(SyncStatus.Stopped, (await stale.ApplyAsync(Table(), Read.Stop)).Status);
    }
}
