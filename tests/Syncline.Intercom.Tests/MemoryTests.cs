using System.Runtime.CompilerServices;
using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>What is remembered beside a sync's state.</summary>
public sealed class MemoryTests : Runs
{
    private const string Side = "Objects/Upsert/Archive\u001fintercom";
    private static readonly SyncDefinition Upserts = Sync(SyncMode.Upsert, WhenRemoved.Archive);

    [Fact]
    public async Task The_format_of_contacts_is_frozen()
    {
        // One after the other, so that ids come in the order of the rows: two that are found, one that is archived, one that is forgotten and found anew.
        using var account = NewAccount(connections: 1);
        var contacts = new IntercomContacts(account);
        Succeeded(await RunAsync(Upserts, contacts, new Person("ada", "A"), new Person("bob", "B")));
        Succeeded(await RunAsync(Upserts, contacts, new Person("bob", "B")));
        Api.Contacts.Clear();
        Succeeded(await RunAsync(Upserts, contacts, new Person("bob", "C")));
        Assert.Equal(
            [
                "53594E490100010007CDA193F30892D1020000003A00000093FF3B2C3682A669691D4463952C802F0065A4C1D20000000000000001015E9A65C58149761403C0C40F49B8E50065A4C1D20000000000000002C7BE0D56E19983AB",
                "53594E490100010007CDA193F30892D1010000001D00000093FF3B2C3682A669691D4463952C802F0165A4C1D20000000000000001A7A42431C38E6DAA",
                "53594E490100010007CDA193F30892D1020000002E000000015E9A65C58149761403C0C40F49B8E502015E9A65C58149761403C0C40F49B8E50065A4C1D20000000000000003CCB7CC840BFA3A33",
            ],
            (await SegmentsAsync()).Select(static segment => Convert.ToHexString(segment)));
    }

    [Fact]
    public async Task The_format_of_seconds_is_frozen()
    {
        Api.Add("ada");
        var sync = Sync(SyncMode.Insert, type: SyncType.Events);
        Succeeded(await RunAsync<Order, Order.Key>(sync, new IntercomEvents(Account), [new("o1", "ada", "order", DateTimeOffset.UnixEpoch.AddDays(20_000))]));
        Assert.Equal(["53594E4901000200F53316EBFBDB6BC80100000010000000A52A74B16CF0AE46BA68200A020F9B7003A0CE3CBCD814A4"], (await SegmentsAsync($"{sync.Id}\u001fintercom")).Select(static segment => Convert.ToHexString(segment)));
    }

    [Fact]
    public async Task No_external_id_stands_in_it()
    {
        Succeeded(await RunAsync(Upserts, Contacts, new Person("ada.lovelace", "A")));
        Assert.DoesNotContain("ada.lovelace", System.Text.Encoding.Latin1.GetString([.. (await SegmentsAsync()).SelectMany(static segment => segment)]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_folded_when_most_of_it_says_nothing_new()
    {
        var people = People(700);
        Succeeded(await RunAsync(Upserts, Contacts, people));
        for (var time = 0; time < 2; time++)
        {
            Succeeded(await RunAsync(Upserts, Contacts));
            Succeeded(await RunAsync(Upserts, Contacts, people));
        }

        Assert.Equal(HeaderAndEntries(700), (await SegmentsAsync())[0].Length);
        var before = Sent().Count;
        Succeeded(await RunAsync(Upserts, Contacts, People(700, "Other")));
        Assert.All(Sent(before), static request => Assert.StartsWith("PUT", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_written_by_a_run_that_learns_nothing()
    {
        Succeeded(await RunAsync(Upserts, Contacts, People(3)));
        var before = await SegmentsAsync();
        Succeeded(await RunAsync(Upserts, Contacts, People(3, "Other")));
        Assert.Equal(before, await SegmentsAsync());
    }

    [Fact]
    public async Task It_stands_in_a_file_beside_the_state()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.db");
        try
        {
            State = new SqliteStateStore($"Data Source={file};Pooling=False");
            Succeeded(await RunAsync(Upserts, Contacts, People(1_000)));
            State = new SqliteStateStore($"Data Source={file};Pooling=False");
            var before = Sent().Count;
            Succeeded(await RunAsync(Upserts, Contacts, People(1_000, "Other")));
            Assert.All(Sent(before), static request => Assert.StartsWith("PUT", request, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task What_was_remembered_of_another_workspace_is_passed_over()
    {
        Api.Add("ada");
        Succeeded(await RunAsync(Upserts, Contacts, new Person("ada", "A")));
        var segments = await SegmentsAsync();
        // The owner, and the checksum after it.
        segments[0][8] ^= 1;
        BitConverter.TryWriteBytes(segments[0].AsSpan(^8), System.IO.Hashing.XxHash3.HashToUInt64(segments[0].AsSpan(..^8)));
        await ReplaceAsync(segments);
        var before = Sent().Count;
        Succeeded(await RunAsync(Upserts, Contacts, new Person("ada", "B")));
        Assert.StartsWith("POST", Sent(before)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "damaged")]
    [InlineData(30, "damaged")]
    [InlineData(-1, "damaged")]
    [InlineData(4, "is of format 0, and this version of Syncline reads format 1. Run with the version that wrote it")]
    public async Task Damage_is_told_and_never_read_as_nothing(int at, string words)
    {
        Succeeded(await RunAsync(Upserts, Contacts, new Person("ada", "A")));
        var segments = await SegmentsAsync();
        segments[0][at < 0 ? ^1 : at] ^= 1;
        if (at == 4) BitConverter.TryWriteBytes(segments[0].AsSpan(^8), System.IO.Hashing.XxHash3.HashToUInt64(segments[0].AsSpan(..^8)));
        await ReplaceAsync(segments);
        var report = await RunAsync(Upserts, Contacts, new Person("ada", "B"));
        Assert.Equal((SyncStatus.Failed, 1L), (report.Status, report.Counts.Deferred));
        Assert.Contains(words, report.Message, StringComparison.Ordinal);
        Assert.Contains("The state 'Objects/Upsert/Archive' + U+001F + 'intercom' in memory", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001f', report.Message!);
    }

    [Theory]
    [InlineData(SyncType.Objects, "The ids of contacts are then asked of Intercom again, and Update no longer brings back whom this sync had archived.")]
    [InlineData(SyncType.Events, "Which seconds have an event is then not known any more, and Intercom drops one that falls into such a second without a word.")]
    public async Task Damage_is_told_with_a_way_out(SyncType type, string words)
    {
        var sync = Sync(SyncMode.Insert, type: type);
        await using (var session = await State.OpenAsync($"{sync.Id}\u001fintercom", StateAccess.Run, TimeProvider.System, Stop)) await session.ReplaceAsync(Given([[1, 2, 3]], Stop), Stop);
        var report = type == SyncType.Events
            ? await RunAsync<Order, Order.Key>(sync, new IntercomEvents(Account), [new("o1", "ada", "order", DateTimeOffset.UnixEpoch)])
            : await RunAsync(sync, Contacts, new Person("ada", "A"));
        Assert.Contains($"What is remembered beside the sync's state can't be read: The state '{sync.Id}' + U+001F + 'intercom' in memory is damaged. Restore the store from a copy, or delete this state alone from it, in a SQLite store by: DELETE FROM syncline_segments WHERE state = '{sync.Id}' || char(31) || 'intercom'. {words}", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_learned_what_it_can_not_write_says_so()
    {
        State = new FailingStore(State);
        var report = await RunAsync(Upserts, Contacts, People(3));
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        Assert.Contains("Ids of Intercom's that this run learned are not remembered: The disk is full", report.Message, StringComparison.Ordinal);
        State = new FailingStore(State) { Fails = false };
        Succeeded(await RunAsync(Upserts, Contacts, People(3, "Other")));
    }

    [Fact]
    public async Task Events_are_not_done_where_their_seconds_can_not_be_written()
    {
        Api.Add("ada");
        State = new FailingStore(State);
        var report = await RunAsync<Order, Order.Key>(Sync(SyncMode.Insert, type: SyncType.Events), new IntercomEvents(Account), [new("o1", "ada", "order", DateTimeOffset.UnixEpoch)], Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Succeeded));
        Assert.Contains("It can't be remembered which seconds have an event: The disk is full", ReasonOf(report), StringComparison.Ordinal);
        Assert.Contains("Seconds that this run's events took are not remembered: The disk is full", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_somebody_holds_is_waited_for()
    {
        var clock = new Syncline.Tests.Engine.HastyClock();
        var held = await State.OpenAsync(Side, StateAccess.Run, clock, Stop);
        var report = await RunAsync<Person, Person.Key>(Upserts, Contacts, People(1), options => options.TimeProvider = clock);
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Equal(1L, report.Counts.Deferred);
        await held.DisposeAsync();
        Succeeded(await RunAsync(Upserts, Contacts, People(1)));
    }

    [Fact]
    public void An_id_takes_less_than_fifty_bytes()
    {
        var map = new ContactIdMap(new SideState(new DeliveryContext(Upserts, SchemaOf<Person>(), OperationKinds.Upsert, "run"), "intercom:abc12345/contacts"));
        for (var i = 0; i < 100_000; i++) map.Set($"customer-{i}", $"65a4c1d2{i:x16}", isArchived: i % 7 == 0);
        Assert.InRange(map.Bytes / map.Count, 30, 49);
        for (var i = 0; i < 100_000; i += 2) map.Forget($"customer-{i}");
        map.Set("customer-1", "an id of another form", isArchived: false);
        Assert.Equal(50_000, map.Count);
        Assert.False(map.TryFind("customer-2", out _, out _));
        Assert.True(map.TryFind("customer-7", out var id, out var isArchived));
        Assert.Equal(("65a4c1d20000000000000007", true), (id, isArchived));
        Assert.True(map.TryFind("customer-1", out id, out isArchived));
        Assert.Equal(("an id of another form", false), (id, isArchived));
        var copy = new ContactIdMap(new SideState(new DeliveryContext(Upserts, SchemaOf<Person>(), OperationKinds.Upsert, "run"), "x"));
        foreach (var entry in map.All()) Assert.Equal(entry.Length, copy.Load([.. entry, 1, 2, 3]));
        Assert.True(map.All().Select(Convert.ToHexString).Order(StringComparer.Ordinal).SequenceEqual(copy.All().Select(Convert.ToHexString).Order(StringComparer.Ordinal)));
    }

    private static int HeaderAndEntries(int count) => 24 + (29 * count) + 8;

    private async Task<List<byte[]>> SegmentsAsync(string id = Side)
    {
        await using var session = await State.OpenAsync(id, StateAccess.Read, TimeProvider.System, Stop);
        var segments = new List<byte[]>();
        await foreach (var segment in session.ReadAsync(Stop)) segments.Add(segment.ToArray());
        return segments;
    }

    private async Task ReplaceAsync(IEnumerable<byte[]> segments)
    {
        await using var session = await State.OpenAsync(Side, StateAccess.Run, TimeProvider.System, Stop);
        await session.ReplaceAsync(Given(segments), Stop);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Given(IEnumerable<byte[]> segments, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.WaitAsync(cancellationToken);
        foreach (var segment in segments) yield return segment;
    }

    /// <summary>A store that writes the sync's own state alone.</summary>
    private sealed class FailingStore(IStateStore inner) : IStateStore
    {
        public bool Fails { get; init; } = true;

        public string Name => inner.Name;

        public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
        {
            var session = await inner.OpenAsync(id, access, timeProvider, cancellationToken);
            return Fails && id.EndsWith("\u001fintercom", StringComparison.Ordinal) ? new Session(session) : session;
        }

        private sealed class Session(IStateSession inner) : IStateSession
        {
            public long Version => inner.Version;

            public bool HoldsLease => inner.HoldsLease;

            public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

            public bool CanJoin(IDelivery delivery) => false;

            public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken) => throw new StateException("The disk is full.");

            public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => throw new StateException("The disk is full.");

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
