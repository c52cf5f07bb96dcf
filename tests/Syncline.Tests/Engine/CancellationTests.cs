namespace Syncline.Tests.Engine;

public sealed class CancellationTests : IDisposable
{
    private readonly ItemBench _bench = new();
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose() => _cancellation.Dispose();

    [Fact]
    public async Task CancelledFromTheStartDoesNothing()
    {
        await _cancellation.CancelAsync();
        var report = await RunAsync(ItemBench.Items(3));
        Assert.Equal((SyncStatus.Cancelled, "Cancelled before anything was delivered."), (report.Status, report.Message));
        Assert.Empty(await _bench.Store.SegmentsAsync("Tests.Item"));
    }

    [Fact]
    public async Task CancelledWhileTheStateIsReadDoesNothing()
    {
        await _bench.RunAsync(ItemBench.Items(1));
        _bench.Store.Reading = _cancellation.Cancel;
        Assert.Equal(SyncStatus.Cancelled, (await RunAsync(ItemBench.Items(3))).Status);
        Assert.Equal([1], _bench.Ids);
    }

    [Fact]
    public async Task CancelledWhileTheSourceIsReadDoesNothing()
    {
        var report = await _bench.RunAsync(SyncSource.From(Rows()), cancellationToken: _cancellation.Token);
        Assert.Equal((SyncStatus.Cancelled, new SyncCounts { Queried = 2 }), (report.Status, report.Counts));
        Assert.Empty(_bench.Destination.Batches);

        IEnumerable<Item> Rows()
        {
            yield return new Item(1, 1, null);
            _cancellation.Cancel();
            yield return new Item(2, 1, null);
        }
    }

    [Fact]
    public async Task ACancellationWrappedByTheSourceIsOne()
    {
        var report = await _bench.RunAsync(SyncSource.From(Rows()), cancellationToken: _cancellation.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);

        IEnumerable<Item> Rows()
        {
            _cancellation.Cancel();
            yield return new Item(1, 1, null);
            throw new SourceException("the reader failed", new TaskCanceledException());
        }
    }

    [Fact]
    public async Task CancelledWhileTheDestinationIsOpenedDoesNothing()
    {
        _bench.Destination.Opening = () =>
        {
            _cancellation.Cancel();
            return default;
        };
        Assert.Equal(SyncStatus.Cancelled, (await RunAsync(ItemBench.Items(3))).Status);
        Assert.Empty(_bench.Records);
    }

    [Fact]
    public async Task CancelledInABatchTheBatchIsAnsweredAndTheRestDeferred()
    {
        _bench.Destination.BeforeBatch = (number, _) =>
        {
            if (number == 2) _cancellation.Cancel();
            return default;
        };
        var report = await RunAsync(ItemBench.Items(7), options => options.BatchSize = 2);
        Assert.Equal((SyncStatus.Cancelled, 4L, 3L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        Assert.Equal("Cancelled. What was not sent is deferred to the next run.", report.Message);
        var next = await _bench.RunAsync(ItemBench.Items(7));
        Assert.Equal((SyncStatus.Succeeded, 4L, 3L), (next.Status, next.Counts.Unchanged, next.Counts.Succeeded));
    }

    [Fact]
    public async Task CancelledInTheLastBatchChangesNothing()
    {
        _bench.Destination.BeforeBatch = (_, _) =>
        {
            _cancellation.Cancel();
            return default;
        };
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(ItemBench.Items(2))).Status);
    }

    [Fact]
    public async Task ABatchThatGivesUpWhenToldIsUnknown()
    {
        // Cancelled, then told to stop once StopTimeout is over, and it throws.
        _bench.Destination.BeforeBatch = async (_, stop) =>
        {
            await _cancellation.CancelAsync();
            Assert.False(stop.IsCancellationRequested);
            _bench.Time.Advance(TimeSpan.FromSeconds(20));
            Assert.True(stop.IsCancellationRequested);
            stop.ThrowIfCancellationRequested();
        };
        var report = await RunAsync(ItemBench.Items(3), options => options.BatchSize = 2);
        Assert.Equal((SyncStatus.Cancelled, 2L, 1L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        await NextRunSendsAll(3);
    }

    [Fact]
    public async Task ABatchThatNeverAnswersIsLeftBehind()
    {
        var answer = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        _bench.Destination.Closing = () =>
        {
            closed.SetResult();
            return default;
        };
        _bench.Destination.BeforeBatch = async (_, _) => await answer.Task;
        var run = RunAsync(ItemBench.Items(3));
        await _cancellation.CancelAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(run.IsCompleted);
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        var report = await run;
        Assert.Equal((SyncStatus.Cancelled, 3L), (report.Status, report.Counts.Unknown));

        // The delivery is closed after the batch, not under it.
        Assert.False(closed.Task.IsCompleted);
        answer.SetResult();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        _bench.Destination.BeforeBatch = null;
        _bench.Destination.Closing = null;
        await NextRunSendsAll(3);
    }

    [Fact]
    public async Task ABaselineIsRecordedWholeOrNotAtAll()
    {
        _bench.Sync = _bench.Sync with { FirstRun = FirstRunPolicy.Baseline };
        var report = await _bench.RunAsync(SyncSource.From(Rows()), cancellationToken: _cancellation.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);
        Assert.Empty(await _bench.Store.SegmentsAsync("Tests.Item"));

        IEnumerable<Item> Rows()
        {
            yield return new Item(1, 1, null);
            _cancellation.Cancel();
        }
    }

    private async Task NextRunSendsAll(int count)
    {
        _bench.Destination.BeforeBatch = null;
        var next = await _bench.RunAsync(ItemBench.Items(count));
        Assert.Equal((SyncStatus.Succeeded, (long)count, (long)count), (next.Status, next.Counts.Succeeded, next.Counts.KnownAfter));
    }

    private Task<SyncReport> RunAsync(Item[] rows, Action<SyncOptions>? configure = null) => _bench.RunAsync(SyncSource.From(rows), configure, _cancellation.Token);
}
