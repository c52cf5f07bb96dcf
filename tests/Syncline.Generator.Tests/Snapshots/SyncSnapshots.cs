using Syncline.Generator.Tests.Harness;
using Syncline.Tests.Snapshots;
using Xunit;

namespace Syncline.Generator.Tests.Snapshots;

/// <summary>What is generated for each sync.</summary>
public sealed class SyncSnapshots
{
    [Fact]
    public Task Every_mode_and_removal_of_objects() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        [Sync("A", Mode = Insert)]
        [Sync("B", Mode = SyncMode.Update, WhenRemoved = WhenRemoved.Delete)]
        [Sync("C", Type = SyncType.Objects, Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
        public partial record Customer(int Id, string? Name);
        """).Driver);

    [Fact]
    public Task Segments_and_archived_records() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(ListId), nameof(CustomerId))]
        [Sync("Vip", Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)]
        [Sync("Churned", Type = SyncType.Segments, Mode = Remove)]
        [Sync("Records", Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
        [Sync("Leavers", Mode = Archive)]
        public partial record Member(int ListId, int CustomerId);
        """).Driver);

    [Fact]
    public Task Runs_in_one_piece() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        [Sync(Mode = Mirror)]
        [Sync("Vip", Type = SyncType.Segments, Mode = All)]
        [Sync("Lake", Mode = Snapshot)]
        [Sync("Changes", Mode = Diff)]
        public partial record Customer(int Id);
        """).Driver);

    [Fact]
    public Task Events_and_actions() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(EventId))]
        [Sync(Type = SyncType.Events)]
        [Sync("Welcome", Type = SyncType.Actions, FirstRun = FirstRunPolicy.Baseline)]
        public partial record SignedUp(Guid EventId, string UserId, DateTimeOffset At);
        """).Driver);

    [Fact]
    public Task Every_setting() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public sealed class Crm : IUpserts<Customer>, IDeletes<Customer.Key>
        {
            public string Identity => "crm";

            public ValueTask UpsertAsync(RowBatch<Customer> batch, CancellationToken cancellationToken) => default;

            public ValueTask DeleteAsync(KeyBatch<Customer.Key> batch, CancellationToken cancellationToken) => default;
        }

        [SyncModel(nameof(Id))]
        [Sync<Crm>(Mode = Upsert, WhenRemoved = WhenRemoved.Delete, FirstRun = FirstRunPolicy.Refuse, ActOn = SyncChanges.Added | SyncChanges.Changed,
            OnModelChange = ModelChange.Rebaseline, RemoveAfterRuns = 3, Id = "shop \"{customers}\"")]
        public partial record Customer(int Id, string? Name);
        """).Driver);
}
