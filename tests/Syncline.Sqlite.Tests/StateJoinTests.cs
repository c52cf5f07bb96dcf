using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Syncline.Tests;
using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class StateJoinTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 5, 31, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    private static ReadOnlyMemory<byte>[] Segment => [new byte[] { 1 }];

    private static Operation<Customer, Customer.Key>[] Row(int id) => [Deliver.Row<Customer, Customer.Key>(OperationKind.Upsert, new(id, $"{id}", null))];

    private SqliteTable Table(string file = "crm.db") => new(TestFolder.Source(_folder[file]), "customers") { CreateIfMissing = true };

    private ValueTask<IStateSession> Session(string file = "crm.db") => new SqliteStateStore(TestFolder.Source(_folder[file])).OpenAsync("a", StateAccess.Run, _time, Read.Stop);

    private static ValueTask<IDelivery<Customer, Customer.Key>> Open(SqliteTable table) => Deliver.OpenAsync<Customer, Customer.Key>(table);

    private string Counts => string.Join('/', _folder.Rows("crm.db", "SELECT count(*) FROM customers UNION ALL SELECT count(*) FROM syncline_segments"));

    [Fact]
    public async Task Rows_and_segments_are_committed_together_or_not_at_all()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        Assert.True(session.CanJoin(delivery));
        await using (var work = await delivery.ApplyAsync(new(1, Row(1)), Read.Stop))
        {
            await session.AppendAsync(Segment, work, Read.Stop);
            Assert.Equal(0, session.Version);
            await work.CommitAsync(Read.Stop);
        }

        Assert.Equal(1, session.Version);
        Assert.Equal("1/1", Counts);
        await using (var work = await delivery.ApplyAsync(new(2, Row(2)), Read.Stop))
        {
            await session.AppendAsync(Segment, work, Read.Stop);
        }

        Assert.Equal(1, session.Version);
        Assert.Equal("1/1", Counts);
        await session.AppendAsync(Segment, null, Read.Stop);
        Assert.Equal(2, session.Version);
    }

    [Fact]
    public async Task Segments_committed_with_a_batch_are_what_they_were_when_they_were_given()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        await using var work = await delivery.ApplyAsync(new(1, Row(1)), Read.Stop);
        await LentSegments.AreCopiedAsync(session, work);
    }

    [Fact]
    public async Task A_crash_between_the_two_writes_leaves_neither()
    {
        await using (var session = await Session())
        {
            await Deliver.ApplyAsync(Table(), OperationKind.Upsert, new Customer(1, null, null));
            var delivery = await Open(Table());
            var work = await delivery.ApplyAsync(new(1, Row(2)), Read.Stop);
            await session.AppendAsync(Segment, work, Read.Stop);
            // What is on the disk at this moment is what a killed process leaves.
            foreach (var file in Directory.GetFiles(_folder.Path, "crm.db*")) File.Copy(file, file.Replace("crm.db", "killed.db", StringComparison.Ordinal));
            await work.DisposeAsync();
            await delivery.DisposeAsync();
        }

        Assert.Equal(["1"], _folder.Rows("killed.db", "SELECT Id FROM customers"));
        Assert.Empty(_folder.Rows("killed.db", "SELECT * FROM syncline_segments"));
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_commits_nothing_with_its_batch()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        await Deliver.ApplyAsync(delivery, Row(1));
        _folder.Sql("crm.db", "UPDATE syncline_lease SET fence = fence + 1, holder = 'other'");
        await using (var work = await delivery.ApplyAsync(new(1, Row(2)), Read.Stop))
        {
            await Assert.ThrowsAsync<LeaseLostException>(async () => await session.AppendAsync(Segment, work, Read.Stop));
        }

        Assert.False(session.HoldsLease);
        Assert.Equal("1/0", Counts);
    }

    [Fact]
    public async Task The_lease_is_renewed_inside_the_append_and_the_heartbeat_waits_for_the_batch()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        await using (var work = await delivery.ApplyAsync(new(1, Row(1)), Read.Stop))
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            Assert.True(session.HoldsLease);
            await session.AppendAsync(Segment, work, Read.Stop);
            await work.CommitAsync(Read.Stop);
        }

        Assert.Equal(["2024-05-31 12:01:15"], _folder.Rows("crm.db", "SELECT datetime(expires / 1000, 'unixepoch') FROM syncline_lease"));
    }

    [Fact]
    public async Task A_state_joins_the_same_file_by_any_path_and_no_other()
    {
        await using var session = await Session();
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_folder["link.db"], _folder["crm.db"]);
            Directory.CreateSymbolicLink(_folder["folder"], _folder.Path);
            Assert.True(session.CanJoin(await Open(Table("link.db"))));
            Assert.True(session.CanJoin(await Open(Table("folder/link.db"))));
        }

        Assert.True(session.CanJoin(await Open(Table("x/../crm.db"))));
        Assert.True(session.CanJoin(await Open(new($"Data Source=file:{_folder["crm.db"]}?mode=rw", "customers") { CreateIfMissing = true })));
        Assert.False(session.CanJoin(await Open(Table("other.db"))));
        await using var typed = new NoTable();
        Assert.False(session.CanJoin(typed));
    }

    [Fact]
    public async Task Work_of_another_file_is_an_argument_error()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table("other.db"));
        await using var work = await delivery.ApplyAsync(new(1, Row(1)), Read.Stop);
        await Assert.ThrowsAsync<ArgumentException>(async () => await session.AppendAsync(Segment, work, Read.Stop));
    }

    [Fact]
    public async Task A_shared_in_memory_database_joins_by_name()
    {
        const string Source = "Data Source=syncline-join;Mode=Memory;Cache=Shared";
        using var keeper = new SqliteConnection(Source);
        keeper.Open();
        await using var session = await new SqliteStateStore(Source).OpenAsync("a", StateAccess.Run, _time, Read.Stop);
        await using var delivery = await Open(new(Source, "customers") { CreateIfMissing = true });
        Assert.True(session.CanJoin(delivery));
        await using (var work = await delivery.ApplyAsync(new(1, Row(1)), Read.Stop))
        {
            await session.AppendAsync(Segment, work, Read.Stop);
            await work.CommitAsync(Read.Stop);
        }

        Assert.Equal(1, session.Version);
        Assert.False(session.CanJoin(await Open(new(Source.Replace("join", "else", StringComparison.Ordinal), "customers") { CreateIfMissing = true })));
    }

    private sealed class NoTable : IDelivery
    {
        public int BatchSize => 1;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
