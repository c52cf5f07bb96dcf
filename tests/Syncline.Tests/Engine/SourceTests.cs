namespace Syncline.Tests.Engine;

public sealed class SourceTests
{
    private readonly ItemBench _bench = new() { Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };

    [Fact]
    public async Task ASourceThatThrowsAfterHalfDeliversAndRemovesNothing()
    {
        await _bench.RunAsync(ItemBench.Items(4));
        var report = await _bench.RunAsync(SyncSource.From(Half()));
        Assert.Equal((SyncStatus.Failed, "sequence of Item failed after 2 rows: the query timed out. Nothing was delivered. Mend the source and run again.", new SyncCounts { Queried = 2 }), (report.Status, report.Message, report.Counts));
        Assert.Equal(Enumerable.Range(1, 4), _bench.Ids);
        Assert.Single(_bench.Destination.Batches);
        Assert.Equal(4, (await _bench.RunAsync(ItemBench.Items(4))).Counts.Unchanged);

        static IEnumerable<Item> Half()
        {
            yield return new Item(1, 99, "changed");
            yield return new Item(5, 1, "added");
            throw new TimeoutException("the query timed out");
        }
    }

    [Fact]
    public async Task AnArgumentErrorOfTheSourceIsAStatus()
    {
        // RunAsync throws for its own wrong arguments only.
        var report = await _bench.RunAsync(SyncSource.From(Enumerable.Range(0, 1).Select<int, Item>(_ => throw new ArgumentNullException("name"))));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.IsType<ArgumentNullException>(Assert.IsType<SourceException>(report.Error).InnerException);
    }

    [Fact]
    public async Task ANullRowIsNamed()
    {
        var report = await _bench.RunAsync(SyncSource.From([new Item(1, 1, null), null!], "customers"));
        Assert.Equal((SyncStatus.Failed, "Row 2 of customers is null."), (report.Status, report.Message));
    }

    [Fact]
    public async Task AsynchronousRowsAreReadTheSame()
    {
        var report = await _bench.RunAsync(SyncSource.From(Rows()));
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Succeeded));

        static async IAsyncEnumerable<Item> Rows()
        {
            yield return new Item(1, 1, null);
            await Task.Yield();
            yield return new Item(2, 1, null);
        }
    }

    [Fact]
    public async Task AnUnreadableRowFailsTheRunAndIsNamed()
    {
        var report = await _bench.RunAsync(new Unreadable(atEncode: true, ItemBench.Items(3), 2));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Equal("Row 2: Price holds 'abc'. Correct the row, leave it out of the source, or set UnreadableRows.HoldBack to go on without it.", report.Message);
        Assert.Empty(_bench.Destination.Batches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnUnreadableRowHeldBackRemovesNothing(bool atEncode)
    {
        await _bench.RunAsync(ItemBench.Items(4));
        // Row 2, known or not, can't be read; key 3 is gone; key 5 is new.
        var rows = new Item[] { new(1, 1, "a"), new(2, 9, "a"), new(4, 2, "a"), new(5, 1, "a") };
        var report = await _bench.RunAsync(new Unreadable(atEncode, rows, 2), options => options.UnreadableRows = UnreadableRows.HoldBack);
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L, 0L), (report.Status, report.Counts.NullKey, report.Counts.Held, report.Counts.Removed));
        Assert.Equal((1L, 1L, 1L), (report.Counts.Unchanged, report.Counts.Changed, report.Counts.Added));
        // Its key is known where the row could be encoded before it could not be built.
        Assert.Equal([new InvalidRow(2, atEncode ? null : "Key { Id = 2 }", "Price holds 'abc'.")], report.InvalidRows);
        Assert.Equal(Enumerable.Range(1, 5), _bench.Ids);
    }

    [Theory]
    [InlineData(DuplicateKeys.HoldBack)]
    [InlineData(DuplicateKeys.KeepLast)]
    public async Task AnUnreadableRowSharesNoKey(DuplicateKeys policy)
    {
        var rows = new Item[] { new(1, 1, "a"), new(1, 2, "a") };
        var report = await _bench.RunAsync(new Unreadable(atEncode: false, rows, 2), options => (options.UnreadableRows, options.DuplicateKeys) = (UnreadableRows.HoldBack, policy));
        Assert.Equal((1L, 0L, 0L, 1L), (report.Counts.NullKey, report.Counts.Duplicate, report.Counts.Superseded, report.Counts.Succeeded));
        Assert.Equal(new Item(1, 1, "a"), _bench.Records[new(1)]);
    }

    /// <summary>A source that finds a row unreadable while it encodes it, or only when the record is built.</summary>
    private sealed class Unreadable(bool atEncode, Item[] rows, int position) : ISyncSource<Item>
    {
        public string Name => "unreadable";

        public ValueTask<RowCursor<Item>> OpenAsync(CancellationToken cancellationToken) => new(new Cursor(atEncode, rows, position));

        private sealed class Cursor(bool atEncode, Item[] rows, int position) : RowCursor<Item>
        {
            private int _read;

            public override Item Current => _read == position ? throw Error() : rows[_read - 1];

            public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => new(_read++ < rows.Length);

            public override void Encode(ref RowEncoder encoder)
            {
                if (atEncode && _read == position) throw Error();
                Item.Write(in rows[_read - 1], ref encoder);
            }

            public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

            private static UnreadableRowException Error() => new("Price", "Price holds 'abc'.");
        }
    }
}
