namespace Syncline.Tests.Engine;

/// <summary>The rows of the next batch are read back while the destination is at work on this one.</summary>
public sealed class ReadAheadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task TheNextBatchIsReadWhileTheDestinationIsAtWork()
    {
        var bench = new SyncBench<Told, Item.Key> { Configure = options => options.BatchSize = 2 };
        // Answers only when the first row of the next batch was built: without reading ahead that would be never.
        bench.Destination.BeforeBatch = async (number, stop) =>
        {
            if (number == 1) await Told.Third.Task.WaitAsync(Patience, stop);
        };
        Assert.Equal(SyncStatus.Succeeded, (await bench.RunAsync([.. Enumerable.Range(1, 5).Select(id => new Told(id))])).Status);
        Assert.Equal([2, 2, 1], bench.Destination.Batches.Select(batch => batch.Length));
        Assert.Equal(5, bench.Records.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ADestinationThatTakesItsTimeIsSentTheSame(bool takesTime)
    {
        var bench = new ItemBench { Configure = options => options.BatchSize = 3 };
        bench.Sync = bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        if (takesTime) bench.Destination.BeforeBatch = async (_, stop) => await Task.Delay(1, stop);
        bench.Destination.Answer = (_, key, _) => key is Item.Key { Id: 2 or 5 } ? OperationOutcome.Rejected("no") : null;
        await bench.RunAsync(ItemBench.Items(9));
        bench.Destination.Batches.Clear();

        // Removed, unchanged, changed, rejected before, held back and new ones among each other.
        var report = await bench.RunAsync([.. ItemBench.Items(1, 3, 4, 2, 6, 5).Select(item => item with { Price = item.Id }), .. ItemBench.Items(10, 11, 12, 11, 13, 14)]);
        Assert.Equal((10L, 2L, 2L), (report.Counts.Succeeded, report.Counts.Rejected, report.Counts.Duplicate));
        string[][] sent = [["Delete 7", "Delete 8", "Delete 9"], ["Upsert 3", "Upsert 4", "Upsert 6"], ["Upsert 10", "Upsert 12", "Upsert 13"], ["Upsert 14", "Upsert 2", "Upsert 5"], ["Upsert 5"], ["Upsert 2"]];
        Assert.Equal(sent, bench.Destination.Batches.Select(batch => Array.ConvertAll(batch, operation => operation.Replace("Key { Id = ", "", StringComparison.Ordinal).Replace(" }", "", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task ABatchOfLongRowsEndsBeforeItFillsTheMemory()
    {
        var bench = new ItemBench();
        var text = new string('x', 20 << 20);
        Assert.Equal(SyncStatus.Succeeded, (await bench.RunAsync([.. ItemBench.Items(3).Select(item => item with { Name = text })])).Status);
        Assert.Equal([2, 1], bench.Destination.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task ARowThatCanNotBeBuiltEndsTheRunWhenItsTurnComesAndNotBefore()
    {
        var bench = new SyncBench<Broken, Item.Key> { Configure = options => options.BatchSize = 2 };
        bench.Destination.BeforeBatch = async (_, stop) => await Task.Delay(1, stop);
        var report = await bench.RunAsync([.. Enumerable.Range(1, 6).Select(id => new Broken(id))]);
        Assert.Equal((SyncStatus.Failed, 2L, 4L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Contains("the fourth is broken", report.Message, StringComparison.Ordinal);
    }

    /// <summary>Tells when its third row is built.</summary>
    private sealed record Told(int Id) : ISyncModel<Told, Item.Key>
    {
        public static TaskCompletionSource Third { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static SyncSchema Schema { get; } = new("Tests.Told", [0], [new("Id", ColumnKind.Int32)]);

        public static void Write<TWriter>(in Told row, ref TWriter writer)
            where TWriter : IRowWriter, allows ref struct
            => writer.Value(0, row.Id);

        public static Told Read<TReader>(ref TReader reader)
            where TReader : IRowReader, allows ref struct
        {
            var row = new Told(reader.Value<int>(0));
            if (row.Id == 3) Third.TrySetResult();
            return row;
        }

        public static ColumnSet Compare(in Told before, in Told after) => default;

        public static bool TryGetKey(in Told row, out Item.Key key)
        {
            key = new(row.Id);
            return true;
        }
    }

    /// <summary>Its fourth row can't be built.</summary>
    private sealed record Broken(int Id) : ISyncModel<Broken, Item.Key>
    {
        public static SyncSchema Schema { get; } = new("Tests.Broken", [0], [new("Id", ColumnKind.Int32)]);

        public static void Write<TWriter>(in Broken row, ref TWriter writer)
            where TWriter : IRowWriter, allows ref struct
            => writer.Value(0, row.Id);

        public static Broken Read<TReader>(ref TReader reader)
            where TReader : IRowReader, allows ref struct
            => reader.Value<int>(0) is not 4 and var id ? new Broken(id) : throw new InvalidOperationException("the fourth is broken");

        public static ColumnSet Compare(in Broken before, in Broken after) => default;

        public static bool TryGetKey(in Broken row, out Item.Key key)
        {
            key = new(row.Id);
            return true;
        }
    }
}
