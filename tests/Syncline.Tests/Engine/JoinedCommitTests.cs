using Microsoft.Extensions.Time.Testing;

namespace Syncline.Tests.Engine;

/// <summary>State and destination in one database: both commit in one transaction, and no key is ever in doubt.</summary>
public sealed class JoinedCommitTests
{
    private readonly Database _database = new();
    private readonly SyncDefinition _sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert);

    [Fact]
    public async Task BatchAndStateCommitTogetherAndNothingIsMarked()
    {
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Succeeded, 4L), (report.Status, report.Counts.Succeeded));
        // Two batches, and at the end the head that says that the first run is done.
        Assert.Equal(["records and state", "records and state", "state"], _database.Commits);
        Assert.Equal(4, (await RunAsync(ItemBench.Items(4))).Counts.Unchanged);
    }

    [Fact]
    public async Task ABatchThatThrowsIsUndone()
    {
        _database.Applying = number =>
        {
            if (number == 2) throw new TimeoutException("timed out");
        };
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, 2L, 0L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        await RestIsDeliveredAsync(2);
    }

    [Fact]
    public async Task ACommitThatFailsIsUndone()
    {
        _database.Committing = (number, commit) =>
        {
            if (number == 2) throw new IOException("disk full");
            commit();
        };
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, 2L, 2L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.KnownAfter));
        Assert.Equal("A batch could not be committed and was undone: disk full.", report.Message);
        await RestIsDeliveredAsync(2);
    }

    [Fact]
    public async Task ACommitThatFailsAfterItTookEffectIsFoundOut()
    {
        _database.Committing = (number, commit) =>
        {
            commit();
            if (number == 2) throw new IOException("the connection broke");
        };
        var report = await RunAsync(ItemBench.Items(6));
        Assert.Equal((SyncStatus.Incomplete, 4L, 2L, 4L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.KnownAfter));
        Assert.Equal("A commit reported an error but went through: the connection broke. What was not sent is deferred to the next run.", report.Message);
        await RestIsDeliveredAsync(4, of: 6);
    }

    [Fact]
    public async Task ACommitThatWasNotAnsweredAndTookEffectEndsNothing()
    {
        _database.Committing = (number, commit) =>
        {
            commit();
            if (number == 2) throw new DestinationException("the connection broke", FailureEffect.Unknown);
        };
        var report = await RunAsync(ItemBench.Items(6));
        Assert.Equal((SyncStatus.Succeeded, 6L, 6L), (report.Status, report.Counts.Succeeded, report.Counts.KnownAfter));
        await RestIsDeliveredAsync(6, of: 6);
    }

    [Fact]
    public async Task WhenItCanNotBeFoundOutTheBatchIsUnknownAndTheNextRunFindsOut()
    {
        _database.Committing = (_, commit) =>
        {
            commit();
            _database.Reading = () => throw new StateException("the connection is gone");
            throw new IOException("the connection broke");
        };
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, 2L, 2L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal("A commit was not answered (the connection broke), and the state can't be read to find out (the connection is gone). The next run finds out.", report.Message);
        await RestIsDeliveredAsync(2);
    }

    [Fact]
    public async Task AnAppendThatFailsInsideTheTransactionUndoesTheBatch()
    {
        _database.Appending = () => throw new StateException("the state table is locked");
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, 0L, 4L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Empty(_database.Records);
        await RestIsDeliveredAsync(0);
    }

    [Fact]
    public async Task ABatchRefusedAsAWholeIsSplitAndTheGoodRowsAreCommitted()
    {
        _database.Refuses = id => id == 2;
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Incomplete, 3L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal([1, 3, 4], _database.Records.Keys.Order());
        _database.Refuses = null;
        await RestIsDeliveredAsync(3);
    }

    [Fact]
    public async Task ABatchThatCanNotBeClosedIsToldAndStaysCommitted()
    {
        _database.Disposing = () => throw new IOException("the handle is gone");
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Succeeded, 4L), (report.Status, report.Counts.Succeeded));
        Assert.Equal("Closing failed after a batch: the handle is gone.", report.Message);
        Assert.Equal(4, (await RunAsync(ItemBench.Items(4))).Counts.Unchanged);
    }

    [Fact]
    public async Task ABatchThatNeverAnswersACancelIsLeftBehindAndNeverCommitted()
    {
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        var (arrived, answer, disposed) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        _database.Waiting = async number =>
        {
            if (number != 2) return;
            arrived.SetResult();
            await answer.Task;
        };
        var run = SyncEngine.RunAsync<Item, Item.Key>(_sync, SyncSource.From(ItemBench.Items(4)), _database, _database, new SyncOptions { BatchSize = 2, TimeProvider = time }, stop.Token);
        await arrived.Task;
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        var report = await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal((SyncStatus.Cancelled, 2L, 2L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));

        // It comes back after all, and is undone.
        _database.Disposing = disposed.SetResult;
        answer.SetResult();
        await disposed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _database.Waiting = null;
        await RestIsDeliveredAsync(2);
    }

    private async Task RestIsDeliveredAsync(int delivered, int of = 4)
    {
        (_database.Applying, _database.Committing, _database.Reading, _database.Appending, _database.Disposing) = (null, null, null, null, null);
        Assert.Equal(delivered, _database.Records.Count);
        var next = await RunAsync(ItemBench.Items(of));
        Assert.Equal((SyncStatus.Succeeded, (long)delivered, (long)of - delivered), (next.Status, next.Counts.Unchanged, next.Counts.Added));
        Assert.Equal(of, _database.Records.Count);
    }

    private Task<SyncReport> RunAsync(Item[] rows)
        => SyncEngine.RunAsync<Item, Item.Key>(_sync, SyncSource.From(rows), _database, _database, new SyncOptions { BatchSize = 2 }, TestContext.Current.CancellationToken);

    /// <summary>Records and state in one place.</summary>
    private sealed class Database : IUpserts, IStateStore
    {
        public Dictionary<int, Item> Records { get; } = [];

        public List<byte[]> Segments { get; } = [];

        public List<string> Commits { get; } = [];

        public Action<int>? Applying { get; set; }

        public Func<int, Task>? Waiting { get; set; }

        public Func<int, bool>? Refuses { get; set; }

        public Action<int, Action>? Committing { get; set; }

        public Action? Appending { get; set; }

        public Action? Reading { get; set; }

        public Action? Disposing { get; set; }

        public string Identity => "database";

        public string Name => "database";

        public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
            where TModel : ISyncModel<TModel, TKey>
            where TKey : struct, ISyncKey<TKey>
            => new((IDelivery<TModel, TKey>)(object)new Delivery(this));

        public ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken) => new(new Session(this));

        private sealed class Delivery(Database database) : IDelivery<Item, Item.Key>
        {
            public int BatchSize => 100;

            public async ValueTask<IBatchWork> ApplyAsync(Batch<Item, Item.Key> batch, CancellationToken cancellationToken)
            {
                if (database.Waiting is { } waiting) await waiting(batch.Number);
                database.Applying?.Invoke(batch.Number);
                var isRefused = batch.Operations.ToArray().Any(operation => database.Refuses?.Invoke(operation.Key.Id) == true);
                if (isRefused) throw new DestinationException("malformed", FailureEffect.NothingRefused);
                return new Work(database, batch.Number, batch.Operations.ToArray());
            }

            public ValueTask DisposeAsync() => default;
        }

        private sealed class Work(Database database, int number, Operation<Item, Item.Key>[] operations) : IBatchWork
        {
            public List<byte[]> Segments { get; } = [];

            public IReadOnlyList<OperationOutcome> Outcomes { get; } = Array.ConvertAll(operations, _ => OperationOutcome.Succeeded);

            public ValueTask CommitAsync(CancellationToken cancellationToken)
            {
                if (database.Committing is { } committing) committing(number, Commit);
                else Commit();
                return default;
            }

            public ValueTask DisposeAsync()
            {
                database.Disposing?.Invoke();
                return default;
            }

            private void Commit()
            {
                foreach (var operation in operations) database.Records[operation.Key.Id] = operation.Row!;
                database.Segments.AddRange(Segments);
                database.Commits.Add("records and state");
            }
        }

        private sealed class Session(Database database) : IStateSession
        {
            public long Version => database.Segments.Count;

            public bool HoldsLease => true;

            public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
            {
                database.Reading?.Invoke();
                foreach (var segment in database.Segments.ToArray()) yield return segment;
                await Task.CompletedTask;
            }

            public bool CanJoin(IDelivery delivery) => delivery is Delivery;

            public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
            {
                database.Appending?.Invoke();
                var copies = segments.Select(segment => segment.ToArray()).ToList();
                if (inside is Work work)
                {
                    work.Segments.AddRange(copies);
                }
                else
                {
                    database.Segments.AddRange(copies);
                    database.Commits.Add("state");
                }

                return default;
            }

            public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask DisposeAsync() => default;
        }
    }
}
