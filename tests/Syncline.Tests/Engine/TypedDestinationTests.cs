namespace Syncline.Tests.Engine;

/// <summary>Destinations of a user's own: typed capabilities and nothing else.</summary>
public sealed class TypedDestinationTests
{
    private readonly ItemBench _bench = new() { Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };

    [Fact]
    public async Task RowsAndKeysArriveTyped()
    {
        var crm = new Crm();
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(crm, ItemBench.Items(3))).Status);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(crm, new Item(1, 1, "a"), new Item(4, 1, "a"))).Status);
        Assert.Equal(["upsert 1 2 3", "delete 2 3", "upsert 4"], crm.Calls);
    }

    [Fact]
    public async Task AMissingCapabilityIsNamedBeforeAnythingIsRead()
    {
        _bench.Sync = _bench.Sync with { Mode = SyncMode.Insert, WhenRemoved = WhenRemoved.Clear };
        var report = await _bench.RunAsync(new Crm(), ItemBench.Items(3));
        Assert.Equal((SyncStatus.Failed, 0L), (report.Status, report.Counts.Queried));
        Assert.Equal("Crm does not implement IInserts<Item> and IClears<Item.Key>, which Item.Sync needs. Implement it, or override OpenAsync.", report.Message);
    }

    [Fact]
    public async Task AnswersAreTakenItemByItem()
    {
        var crm = new Crm
        {
            Upserting = batch =>
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    if (batch.Rows[i].Id == 2) batch.Reject(i, "the name is too long");
                }

                // Row 2 comes again, alone.
                if (batch.Count == 1) return;
                batch.Skip(0, "it is archived");
                batch.Defer(2, "too many requests");
            },
        };
        var report = await _bench.RunAsync(crm, ItemBench.Items(4));
        Assert.Equal((1L, 1L, 1L, 1L), (report.Counts.Skipped, report.Counts.Rejected, report.Counts.Deferred, report.Counts.Succeeded));
        Assert.Equal(["the name is too long", "too many requests"], report.Troubled.Select(static trouble => trouble.Reason));
    }

    [Fact]
    public async Task WhatWasAnsweredBeforeAnExceptionStands()
    {
        var crm = new Crm
        {
            Upserting = batch =>
            {
                batch.Succeed(0);
                batch.Reject(1, "no");
                throw new HttpRequestException("the connection was reset");
            },
        };
        var report = await _bench.RunAsync(crm, options => options.BatchSize = 4, ItemBench.Items(6));
        Assert.Equal((SyncStatus.Failed, 1L, 1L, 2L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal("The destination threw HttpRequestException: the connection was reset. What was not sent is deferred to the next run.", report.Message);
        Assert.IsType<HttpRequestException>(report.Error);
        Assert.Single(crm.Calls);
    }

    [Fact]
    public async Task AnAnswerForAnItemThatIsNotThereIsABugOfTheDestination()
    {
        var crm = new Crm { Upserting = batch => batch.Reject(99, "no") };
        var report = await _bench.RunAsync(crm, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, 2L), (report.Status, report.Counts.Unknown));
        Assert.StartsWith("The destination threw ArgumentOutOfRangeException: The batch has 2 items, numbered from 0. (Parameter 'item')", report.Message);
    }

    [Theory]
    [InlineData(FailureEffect.NothingTransient, SyncStatus.Incomplete, 0L, 3L)]
    [InlineData(FailureEffect.NothingPermanent, SyncStatus.Failed, 0L, 3L)]
    [InlineData(FailureEffect.Unknown, SyncStatus.Incomplete, 2L, 1L)]
    public async Task AFailureOfTheBatchEndsDelivery(FailureEffect effect, SyncStatus status, long unknown, long deferred)
    {
        var crm = new Crm { Upserting = _ => throw new DestinationException("The CRM is closed.", effect) };
        var report = await _bench.RunAsync(crm, options => options.BatchSize = 2, ItemBench.Items(3));
        Assert.Equal((status, unknown, deferred, 0L), (report.Status, report.Counts.Unknown, report.Counts.Deferred, report.Counts.Rejected));
        Assert.Single(crm.Calls);
    }

    [Fact]
    public async Task UndeclaredOperationsAreNotRepeated()
    {
        var crm = new Crm { Upserting = _ => throw new TimeoutException("timed out") };
        await _bench.RunAsync(crm, ItemBench.Items(1));
        crm.Upserting = null;
        var parked = await _bench.RunAsync(crm, ItemBench.Items(1));
        Assert.Equal((1L, "timed out"), (parked.Counts.Parked, Assert.Single(parked.Troubled).Reason));

        var repeatable = new Crm { Repeatable = OperationKinds.Upsert, Identity = "crm 2", Upserting = _ => throw new TimeoutException("timed out") };
        await _bench.ResyncAsync();
        await _bench.RunAsync(repeatable, ItemBench.Items(1));
        repeatable.Upserting = null;
        Assert.Equal(1, (await _bench.RunAsync(repeatable, ItemBench.Items(1))).Counts.Succeeded);
    }

    [Fact]
    public async Task BatchesHaveAtMostFiveHundredItems()
    {
        var crm = new Crm();
        await _bench.RunAsync(crm, ItemBench.Items(1_100));
        Assert.Equal([500, 500, 100], crm.Calls.Select(call => call.Split(' ').Length - 1));
    }

    private sealed class Crm : IUpserts<Item>, IDeletes<Item.Key>
    {
        public string Identity { get; init; } = "crm";

        public OperationKinds Repeatable { get; init; }

        public List<string> Calls { get; } = [];

        public Action<RowBatch<Item>>? Upserting { get; set; }

        public ValueTask UpsertAsync(RowBatch<Item> batch, CancellationToken cancellationToken)
        {
            Calls.Add($"upsert {string.Join(' ', batch.Rows.Select(row => row.Id))}");
            Upserting?.Invoke(batch);
            return default;
        }

        public ValueTask DeleteAsync(KeyBatch<Item.Key> batch, CancellationToken cancellationToken)
        {
            Calls.Add($"delete {string.Join(' ', batch.Keys.Select(key => key.Id))}");
            return default;
        }
    }
}
