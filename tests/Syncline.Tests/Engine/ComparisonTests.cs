namespace Syncline.Tests.Engine;

/// <summary>What counts as a change across runs: tolerance, columns not compared, kept rows.</summary>
public sealed class ComparisonTests
{
    private readonly SyncBench<Wide, Wide.Key> _bench = new() { Sync = new("Wide.Sync", "Tests.Wide", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };

    [Fact]
    public async Task AToleranceComparesWithTheValueLastDelivered()
    {
        await Scored(10.0, expected: 1);
        await Scored(10.4, expected: 0);
        // 10.8 is 0.4 from the last value read and 0.8 from the last one delivered.
        await Scored(10.8, expected: 1);
        await Scored(11.3, expected: 0);
        await Scored(null, expected: 1);
        await Scored(null, expected: 0);
        await Scored(double.NaN, expected: 1);
        await Scored(double.NaN, expected: 0);
        await Scored(double.PositiveInfinity, expected: 1);
        await Scored(double.PositiveInfinity, expected: 0);
        await Scored(double.NegativeInfinity, expected: 1);
    }

    [Fact]
    public async Task AColumnThatIsNotComparedIsDeliveredWithTheOthers()
    {
        await _bench.RunAsync(Row(1) with { Comment = "one" });
        Assert.Equal(1, (await _bench.RunAsync(Row(1) with { Comment = "two" })).Counts.Unchanged);
        Assert.Equal("one", Assert.Single(_bench.Records.Values).Comment);
        await _bench.RunAsync(Row(1) with { Comment = "three", Price = 7 });
        Assert.Equal("three", Assert.Single(_bench.Records.Values).Comment);
    }

    [Fact]
    public async Task KeptRowsGiveTheRowBeforeAndTheColumns()
    {
        await _bench.RunAsync(Row(1), Row(2));
        await using var plan = await _bench.PlanAsync(Row(1) with { Price = 2, Score = 99 });
        Assert.Equal(
            [
                new SyncChange<Wide, Wide.Key>.Removed(OperationKind.Delete, Key(2), Row(2), true),
                new SyncChange<Wide, Wide.Key>.Changed(OperationKind.Upsert, Key(1), Row(1), Row(1) with { Price = 2, Score = 99 }, [2, 4], true),
            ],
            plan.Changes.ToArray());
    }

    [Fact]
    public async Task TheRowBeforeIsTheOneLastRecordedNotTheOneRejected()
    {
        await _bench.RunAsync(Row(1));
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(Row(1) with { Price = 2 });
        await using var plan = await _bench.PlanAsync(Row(1) with { Price = 3 });
        var change = Assert.IsType<SyncChange<Wide, Wide.Key>.Changed>(Assert.Single(plan.Changes));
        Assert.Equal((Row(1), new ColumnSet { 2 }), (change.Before, change.Columns));
    }

    [Fact]
    public async Task ADestinationGetsTheKeptRowOfARemoval()
    {
        await _bench.RunAsync(Row(1), Row(2));
        Wide? given = null;
        _bench.Destination.Answer = (kind, _, row) =>
        {
            given = (Wide?)row;
            return null;
        };
        await _bench.RunAsync(Row(1));
        Assert.Equal(Row(2), given);
    }

    [Fact]
    public async Task AClearedRecordsRowIsKeptNoLongerThanItsRunCanBeUndone()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Clear };
        _bench.Destination.Answer = (kind, _, _) => kind == OperationKind.Clear ? OperationOutcome.Succeeded : null;
        await _bench.RunAsync(Row(1), Row(2) with { Secret = "find me" });
        await _bench.RunAsync(options => options.FoldDue = 0, Row(1));
        await _bench.RunAsync(options => options.FoldDue = 0, Row(1) with { Price = 9 });
        Assert.Equal(2, _bench.Store.Replacements);
        var log = (await _bench.Store.SegmentsAsync("Tests.Wide")).SelectMany(segment => segment).ToArray();
        Assert.Equal(-1, log.AsSpan().IndexOf("find me"u8));
    }

    private static Wide Row(long number) => new("a tenant with a long name", number, 1, "s", 1.0, null);

    private static Wide.Key Key(long number) => new("a tenant with a long name", number);

    private async Task Scored(double? score, long expected)
    {
        var report = await _bench.RunAsync(Row(1) with { Score = score });
        Assert.Equal((SyncStatus.Succeeded, expected), (report.Status, report.Counts.Planned));
    }
}
