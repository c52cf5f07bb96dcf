namespace Syncline.Tests.Engine;

/// <summary>User code of a model that throws: a converter, say.</summary>
public sealed class ConverterTests
{
    private readonly SyncBench<Picky, Item.Key> _bench = new();

    [Fact]
    public async Task ARowThatCanNotBeVisitedIsUnreadable()
    {
        var report = await _bench.RunAsync(new Picky(1, "a"), new Picky(2, "!visit"));
        Assert.Equal((SyncStatus.Failed, 2L), (report.Status, report.Counts.Queried));
        Assert.Equal("Row 2: The value of Text could not be converted: '!visit' is no picky text. It is in the row (Id = 2). Correct the row, leave it out of the source, or set UnreadableRows.HoldBack to go on without it.", report.Message);
    }

    [Fact]
    public async Task HeldBackItIsCountedOnceAndTheBooksHold()
    {
        _bench.Configure = options => options.UnreadableRows = UnreadableRows.HoldBack;
        var report = await _bench.RunAsync(new Picky(1, "a"), new Picky(2, "!visit"), new Picky(1, "!visit"), new Picky(1, "b"));
        // The third row shares no key; the first and the fourth do.
        Assert.Equal((SyncStatus.Incomplete, 2L, 2L, 0L), (report.Status, report.Counts.NullKey, report.Counts.Duplicate, report.Counts.Planned));
    }

    [Fact]
    public async Task AnErrorOfOurOwnIsNotTheRowsFault()
    {
        _bench.Configure = options => (options.UnreadableRows, options.SpoolMemory, options.SpoolFolder) = (UnreadableRows.HoldBack, 0, Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString()));
        var report = await _bench.RunAsync(new Picky(1, "a"));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.IsType<DirectoryNotFoundException>(report.Error);
    }

    /// <summary>A model whose text is checked when it is visited.</summary>
    private sealed record Picky(int Id, string Text) : ISyncModel<Picky, Item.Key>
    {
        public static SyncSchema Schema { get; } = new("Tests.Picky", [0], [new("Id", ColumnKind.Int32), new("Text", ColumnKind.Text)]);

        public static void Write<TWriter>(in Picky row, ref TWriter writer)
            where TWriter : IRowWriter, allows ref struct
        {
            writer.Value(0, row.Id);
            writer.Text(1, row.Text == "!visit" ? throw new FormatException($"'{row.Text}' is no picky text.") : row.Text);
        }

        public static Picky Read<TReader>(ref TReader reader)
            where TReader : IRowReader, allows ref struct
            => new(reader.Value<int>(0), reader.Text(1));

        public static ColumnSet Compare(in Picky before, in Picky after) => before.Text == after.Text ? default : [1];

        public static bool TryGetKey(in Picky row, out Item.Key key)
        {
            key = new Item.Key(row.Id);
            return true;
        }
    }
}
