using System.Collections;

namespace Syncline.Tests.Engine;

public sealed class AllocationTests
{
    private static readonly SyncDefinition Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete, FirstRun = FirstRunPolicy.Baseline };

    [Fact]
    public async Task AnUnchangedRowAllocatesNothing()
    {
        var rows = new Measured(ItemBench.Items(200_000));
        var least = long.MaxValue;
        // The least of several tries: what the runtime does once on this thread is not the rows' doing.
        for (var attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            var report = await RunTwiceAsync(rows);
            Assert.Equal(200_000, report.Counts.Unchanged);
            least = Math.Min(least, rows.Allocated);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public async Task AnUnchangedRunAllocatesItsTableAndLittleElse()
    {
        var few = await AllocatedAsync(100_000);
        var many = await AllocatedAsync(200_000);
        // Image and hash are 16 bytes, a byte of flags, a bit for seen, and the index; a table grows beyond what it needs.
        Assert.InRange((many - few) / 100_000, 0, 64);
    }

    [Fact]
    public async Task ADeliveredRowAllocatesItselfAndItsEntryAndNothingForItsBatch()
    {
        // Twice as many fill the table's index as these do.
        const int rows = 1 << 17;
        var (few, many) = (await FirstRunAsync(rows), await FirstRunAsync(2 * rows));
        // The row built back and its text take 72 bytes, the entry 17 to 27: a list says how many there will be. Arrays of each batch's own would take 54 more.
        Assert.InRange((many - few) / (double)rows, 80, 110);
    }

    private static async Task<long> FirstRunAsync(int count)
    {
        var (rows, nowhere) = (ItemBench.Items(count), new Nowhere());
        // Beyond memory, the spool is in a file.
        var options = new SyncOptions { BatchSize = 4_096, SpoolMemory = 0 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = await SyncEngine.RunAsync<Item, Item.Key>(Sync with { FirstRun = FirstRunPolicy.Backfill }, SyncSource.From(rows), nowhere, nowhere, options, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(count, report.Counts.Succeeded);
        return allocated;
    }

    private static async Task<long> AllocatedAsync(int count)
    {
        var rows = new Measured(ItemBench.Items(count));
        await RunTwiceAsync(rows);
        return rows.Whole;
    }

    private static async Task<SyncReport> RunTwiceAsync(Measured rows)
    {
        var (destination, store) = (new InMemoryDestination(), new InMemoryStateStore());
        await SyncEngine.RunAsync<Item, Item.Key>(Sync, SyncSource.From(rows), destination, store, null, TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = await SyncEngine.RunAsync<Item, Item.Key>(Sync, SyncSource.From(rows), destination, store, null, TestContext.Current.CancellationToken);
        rows.Whole = GC.GetAllocatedBytesForCurrentThread() - before;
        return report;
    }

    /// <summary>Rows that are there already, and a look at what the thread allocated between the first thousand and the last.</summary>
    private sealed class Measured(Item[] rows) : IEnumerable<Item>
    {
        public long Allocated { get; private set; }

        public long Whole { get; set; }

        public IEnumerator<Item> GetEnumerator() => new Enumerator(this, rows);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private sealed class Enumerator(Measured owner, Item[] rows) : IEnumerator<Item>
        {
            private int _at = -1;

            public Item Current => rows[_at];

            object IEnumerator.Current => Current;

            public bool MoveNext()
            {
                _at++;
                if (_at == 1_000) owner.Allocated = -GC.GetAllocatedBytesForCurrentThread();
                if (_at == rows.Length) owner.Allocated += GC.GetAllocatedBytesForCurrentThread();
                return _at < rows.Length;
            }

            public void Reset() => _at = -1;

            public void Dispose()
            {
            }
        }
    }
}
