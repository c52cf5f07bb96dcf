using Syncline.Generator.Tests.Harness;
using Syncline.Tests.Snapshots;
using Xunit;

namespace Syncline.Generator.Tests.Snapshots;

/// <summary>What is generated for each kind of type.</summary>
public sealed class ModelSnapshots
{
    [Fact]
    public Task Positional_record() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(PrimaryKey = [nameof(Id)])]
        [Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
        public sealed partial record Customer(int Id, string Email, string? Name, decimal LifetimeValue, int? Age, double Score);
        """).Driver);

    [Fact]
    public Task Record_with_required_and_init_members() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Code))]
        public partial record Product
        {
            public required string Code { get; init; }

            public string? Title { get; init; }

            public required decimal Price { get; set; }
        }
        """).Driver);

    [Fact]
    public Task Positional_record_with_more_members() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial record Visit(int Id, string Page)
        {
            public required DateTime At { get; init; }

            public string? Referrer { get; set; }

            public string Summary => $"{Page} at {At}";
        }
        """).Driver);

    [Fact]
    public Task Class_with_settable_members() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial class Account
        {
            public long Id { get; set; }

            public string Owner { get; set; } = "";

            public bool IsOpen { get; private set; }
        }
        """).Driver);

    [Fact]
    public Task Class_with_a_constructor() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial class Account
        {
            public Account(long id, string owner, int retries = 3)
            {
                Id = id;
                Owner = owner;
                _ = retries;
            }

            public Account(string owner)
                : this(0, owner)
            {
            }

            public long Id { get; }

            public string Owner { get; }

            public string? Note { get; set; }
        }
        """).Driver);

    [Fact]
    public Task Readonly_record_struct() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public readonly partial record struct Reading(Guid Id, float Value);
        """).Driver);

    [Fact]
    public Task Struct() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial struct Reading
        {
            public int Id { get; set; }

            public float? Value { get; init; }
        }
        """).Driver);

    [Fact]
    public Task Record_with_inherited_columns() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public abstract record Entity([property: SyncColumn("entity_id")] int Id)
        {
            public abstract string Label { get; init; }

            public DateTime ChangedAt { get; init; }
        }

        [SyncModel(nameof(Id))]
        public partial record Customer(int Id, string Name) : Entity(Id)
        {
            [SyncColumn("label")]
            public override string Label { get; init; } = "";
        }
        """).Driver);

    [Fact]
    public Task Model_that_derives_from_a_model() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        [Sync(Mode = Upsert)]
        public partial record Customer(int Id, [property: Sensitive] string Email);

        [SyncModel(nameof(Id))]
        [Sync(Mode = Insert)]
        public partial record KeyAccount(int Id, string Email, [Sensitive] string Manager) : Customer(Id, Email);
        """).Driver);

    [Fact]
    public Task Nested_in_partial_types() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public static partial class Exports
        {
            internal partial interface IParts
            {
                private protected partial record struct Nightly
                {
                    [SyncModel(nameof(Id))]
                    [Sync(Mode = Upsert)]
                    public partial record Customer(int Id);
                }
            }
        }
        """).Driver);

    [Fact]
    public Task Nested_in_generic_types() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public partial interface IExport<TTenant, TWriter>
            where TTenant : class
        {
            public partial class Of<TDestination>
            {
                [SyncModel(nameof(Id))]
                [Sync("Crm", Mode = Upsert)]
                public sealed partial record Customer(int Id, string Name);
            }
        }
        """).Driver);

    [Fact]
    public Task Global_namespace() => Snapshot.Verify(Generated.Clean("""
        [SyncModel(nameof(Id))]
        [Sync(Mode = Insert)]
        internal partial record Customer(int Id);
        """).Driver);

    [Fact]
    public Task Keyword_names() => Snapshot.Verify(Generated.Clean("""
        namespace @event.@class;

        [SyncModel(nameof(@int))]
        [Sync("base", Mode = Upsert)]
        [Sync("in", Mode = Upsert)]
        public partial record @record(int @int, string? @string, @enum @namespace)
        {
            public required bool @required { get; init; }
        }

        public enum @enum
        {
            @null,
        }
        """).Driver);

    [Fact]
    public Task Ignored_members() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial record Customer(int Id, [SyncIgnore] List<string?> Tags, [property: SyncIgnore] object? Payload)
        {
            [SyncIgnore]
            public required Dictionary<string, string?> Extra { get; init; }

            public required int Counter;

            [SyncIgnore]
            public int Cached { get; set; }

            internal string? Hidden { get; set; }

            public static int Total { get; set; }

            public string this[int index] => Tags[index] ?? "";
        }
        """).Driver);

    [Fact]
    public Task Taken_names() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public abstract record Named
        {
            public static int FindChanges => 1;
        }

        [SyncModel(nameof(Key))]
        [Sync(Mode = SyncMode.Upsert)]
        [Sync("Crm", Mode = SyncMode.Insert)]
        public partial record Thing(int Key, string Column, int GetKey) : Named
        {
            public enum Sync;
        }
        """).Driver);

    [Fact]
    public Task No_sync_and_kept_rows() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id), KeepRows = true)]
        public partial record Customer(int Id, string Name);
        """).Driver);

    [Fact]
    public Task Code_without_nullable_annotations() => Snapshot.Verify(Generated.Clean("""
        #nullable disable
        namespace Shop;

        [SyncModel(nameof(Code))]
        public partial class Product
        {
            public string Code { get; set; }

            public string Title { get; set; }

            public byte[] Image { get; set; }
        }
        """).Driver);
}
