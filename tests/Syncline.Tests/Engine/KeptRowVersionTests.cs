namespace Syncline.Tests.Engine;

/// <summary>Rows kept under an earlier version of the model.</summary>
public sealed class KeptRowVersionTests
{
    private static readonly SyncDefinition Sync = new("Kept.Sync", "Tests.Kept", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete };

    [Fact]
    public async Task ARowKeptUnderAnEarlierModelIsNoRowBefore()
    {
        var first = new SyncBench<KeptV1, Item.Key> { Sync = Sync };
        await first.RunAsync(new KeptV1(1, 1), new KeptV1(2, 2));
        var later = new SyncBench<KeptV2, Item.Key> { Sync = Sync, Store = first.Store, Destination = first.Destination };
        await using (var plan = await later.PlanAsync(new KeptV2(1, 1, "b")))
        {
            Assert.Equal(
                [
                    new SyncChange<KeptV2, Item.Key>.Removed(OperationKind.Delete, new(2), null, false),
                    new SyncChange<KeptV2, Item.Key>.Changed(OperationKind.Upsert, new(1), null, new KeptV2(1, 1, "b"), default, false),
                ],
                plan.Changes.ToArray());
        }

        await later.RunAsync(new KeptV2(1, 1, "b"), new KeptV2(2, 2, "b"));
        await using var next = await later.PlanAsync(new KeptV2(1, 1, "c"), new KeptV2(2, 2, "b"));
        Assert.Equal([new SyncChange<KeptV2, Item.Key>.Changed(OperationKind.Upsert, new(1), new KeptV2(1, 1, "b"), new KeptV2(1, 1, "c"), [2], true)], next.Changes.ToArray());
    }

    [Fact]
    public async Task AResyncKeepsTheRowsBefore()
    {
        var bench = new SyncBench<KeptV1, Item.Key> { Sync = Sync };
        await bench.RunAsync(new KeptV1(1, 1));
        await bench.ResyncAsync();
        await using var plan = await bench.PlanAsync(new KeptV1(1, 2));
        Assert.Equal(new KeptV1(1, 1), Assert.IsType<SyncChange<KeptV1, Item.Key>.Changed>(Assert.Single(plan.Changes)).Before);
    }

    private sealed record KeptV1(int Id, int A) : ISyncModel<KeptV1, Item.Key>
    {
        public static SyncSchema Schema { get; } = new("Tests.Kept", [0], [new("Id", ColumnKind.Int32), new("A", ColumnKind.Int32)], keepRows: true);

        public static void Write<TWriter>(in KeptV1 row, ref TWriter writer)
            where TWriter : IRowWriter, allows ref struct
        {
            writer.Value(0, row.Id);
            writer.Value(1, row.A);
        }

        public static KeptV1 Read<TReader>(ref TReader reader)
            where TReader : IRowReader, allows ref struct
            => new(reader.Value<int>(0), reader.Value<int>(1));

        public static ColumnSet Compare(in KeptV1 before, in KeptV1 after) => before.A == after.A ? default : [1];

        public static bool TryGetKey(in KeptV1 row, out Item.Key key)
        {
            key = new Item.Key(row.Id);
            return true;
        }
    }

    private sealed record KeptV2(int Id, int A, string B) : ISyncModel<KeptV2, Item.Key>
    {
        public static SyncSchema Schema { get; } = new("Tests.Kept", [0], [new("Id", ColumnKind.Int32), new("A", ColumnKind.Int32), new("B", ColumnKind.Text)], keepRows: true);

        public static void Write<TWriter>(in KeptV2 row, ref TWriter writer)
            where TWriter : IRowWriter, allows ref struct
        {
            writer.Value(0, row.Id);
            writer.Value(1, row.A);
            writer.Text(2, row.B);
        }

        public static KeptV2 Read<TReader>(ref TReader reader)
            where TReader : IRowReader, allows ref struct
            => new(reader.Value<int>(0), reader.Value<int>(1), reader.Text(2));

        public static ColumnSet Compare(in KeptV2 before, in KeptV2 after)
        {
            var set = default(ColumnSet);
            if (before.A != after.A) set.Add(1);
            if (before.B != after.B) set.Add(2);
            return set;
        }

        public static bool TryGetKey(in KeptV2 row, out Item.Key key)
        {
            key = new Item.Key(row.Id);
            return true;
        }
    }
}
