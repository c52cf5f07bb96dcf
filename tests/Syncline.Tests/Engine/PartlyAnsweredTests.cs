namespace Syncline.Tests.Engine;

/// <summary>A destination of a user's own that answers for a part of a batch and then fails.</summary>
public sealed class PartlyAnsweredTests
{
    private readonly ItemBench _bench = new() { Configure = options => (options.TimeProvider, options.MaxWait) = (new HastyClock(), TimeSpan.FromMinutes(1)) };
    private readonly List<string> _calls = [];

    [Fact]
    public async Task WhatHasNoAnswerIsTriedAgainInTheSameRun()
    {
        var tries = 0;
        var report = await RunAsync(OperationKinds.None, batch =>
        {
            if (tries++ >= 2) return;
            batch.Succeed(0);
            throw new DestinationException("busy", FailureEffect.NothingTransient);
        });
        Assert.Equal((SyncStatus.Succeeded, 5L, (string?)null), (report.Status, report.Counts.Succeeded, report.Message));
        Assert.Equal(["1 2 3 4 5", "2 3 4 5", "3 4 5"], _calls);
    }

    [Fact]
    public async Task WhatTimedOutIsTriedAgainWhereItMayBeRepeated()
    {
        void Fail(RowBatch<Item> batch)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Rows[i].Id == 2) batch.Reject(i, "no");
            }

            if (batch.Count == 5) throw new TimeoutException("timed out");
        }

        var report = await RunAsync(OperationKinds.Upsert, Fail);
        Assert.Equal((SyncStatus.Incomplete, 4L, 1L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected, report.Counts.Unknown));
        Assert.Equal(["1 2 3 4 5", "1 3 4 5"], _calls.Take(2));

        (_bench.Store, _) = (new(), _calls.RemoveAll(_ => true));
        report = await RunAsync(OperationKinds.None, Fail);
        Assert.Equal((0L, 1L, 4L), (report.Counts.Succeeded, report.Counts.Rejected, report.Counts.Unknown));
        Assert.Single(_calls);
    }

    [Fact]
    public async Task WithoutPatienceTheRestIsDeferredAndWhatWasAnsweredStands()
    {
        _bench.Configure = options => options.MaxWait = TimeSpan.Zero;
        var report = await RunAsync(OperationKinds.None, batch =>
        {
            batch.Succeed(4);
            throw new DestinationException("busy", FailureEffect.NothingTransient);
        });
        Assert.Equal((SyncStatus.Incomplete, 1L, 4L, 1), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, _calls.Count));
    }

    [Fact]
    public async Task WhatIsRefusedAsAWholeAfterAnAnswerIsSplit()
    {
        var report = await RunAsync(OperationKinds.None, batch =>
        {
            if (batch.Count == 5) batch.Succeed(0);
            if (batch.Rows.Any(row => row.Id == 4)) throw new DestinationException("malformed", FailureEffect.NothingRefused);
        });
        Assert.Equal((SyncStatus.Incomplete, 4L, 1L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected, report.Counts.Deferred));
        Assert.Equal(("Key { Id = 4 }", "malformed"), (report.Troubled[0].Key, report.Troubled[0].Reason));
        Assert.Equal(["1 2 3 4 5", "2 3", "4 5", "4", "5"], _calls.Take(5));
    }

    [Theory]
    [InlineData(FailureEffect.NothingTransient)]
    [InlineData(FailureEffect.NothingPermanent)]
    [InlineData(FailureEffect.NothingRefused)]
    [InlineData(FailureEffect.Unknown)]
    public async Task WhereEveryItemIsAnsweredTheAnswersStandAndDeliveryGoesOn(FailureEffect effect)
    {
        _bench.Configure += options => options.BatchSize = 3;
        var report = await RunAsync(OperationKinds.None, batch =>
        {
            for (var i = 0; i < batch.Count; i++) batch.Succeed(i);
            throw new DestinationException("but", effect);
        });
        Assert.Equal((SyncStatus.Succeeded, 5L, (string?)null), (report.Status, report.Counts.Succeeded, report.Message));
        Assert.Equal(["1 2 3", "4 5"], _calls);
    }

    private Task<SyncReport> RunAsync(OperationKinds repeatable, Action<RowBatch<Item>> upsert) => _bench.RunAsync(new Service(_calls, upsert) { Repeatable = repeatable }, ItemBench.Items(5));

    private sealed class Service(List<string> calls, Action<RowBatch<Item>> upsert) : IUpserts<Item>
    {
        public string Identity => "service";

        public OperationKinds Repeatable { get; init; }

        public ValueTask UpsertAsync(RowBatch<Item> batch, CancellationToken cancellationToken)
        {
            calls.Add(string.Join(' ', batch.Rows.Select(row => row.Id)));
            upsert(batch);
            return default;
        }
    }
}
