using System.Collections.Immutable;

namespace Syncline;

public sealed partial class InMemoryDestination
{
    /// <summary>The snapshots of a model in the order they were delivered, each the full result of its run.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    public ImmutableArray<ImmutableArray<TModel>> Snapshots<TModel>()
        where TModel : ISyncModel<TModel>
        => _tables.TryGetValue((Place.Snapshots, typeof(TModel)), out var snapshots) ? (ImmutableArray<ImmutableArray<TModel>>)snapshots : [];

    /// <summary>The diffs of a model in the order they were delivered, each what its run found.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    public ImmutableArray<InMemoryDiff<TModel>> Diffs<TModel>()
        where TModel : ISyncModel<TModel>
        => _tables.TryGetValue((Place.Diffs, typeof(TModel)), out var diffs) ? (ImmutableArray<InMemoryDiff<TModel>>)diffs : [];

    /// <summary>Answers for an operation of a whole run instead of applying it: for tests.</summary>
    internal Func<OperationKind, object, object?, OperationOutcome?>? Answer { get; set; }

    private void Append<TItem>(Place place, Type model, TItem item)
        => _tables.AddOrUpdate((place, model), static (_, added) => ImmutableArray.Create(added), static (_, items, added) => ((ImmutableArray<TItem>)items).Add(added), item);

    /// <summary>Takes a whole run, and shows it when it is committed.</summary>
    private sealed class WholeDelivery<TModel, TKey>(InMemoryDestination owner, DeliveryContext context) : IWholeDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public int BatchSize => 1_000;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
            => throw new NotSupportedException("A run of this mode comes in one piece.");

        public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(run);
            var outcomes = Enumerable.Repeat(OperationOutcome.Succeeded, run.Count).ToArray();
            switch (context.Sync.Mode)
            {
                case SyncMode.Snapshot:
                    ImmutableArray<TModel> rows = [.. run.Select(operation => operation.Row!)];
                    return new WholeWork(outcomes, () => owner.Append(Place.Snapshots, typeof(TModel), rows));
                case SyncMode.Diff:
                    ImmutableArray<TModel> Of(OperationKind kind) => [.. run.Where(operation => operation.Kind == kind).Select(operation => operation.Row!)];
                    var diff = new InMemoryDiff<TModel>(Of(OperationKind.DiffAdded), Of(OperationKind.DiffChanged), Of(OperationKind.DiffRemoved));
                    return new WholeWork(outcomes, () => owner.Append(Place.Diffs, typeof(TModel), diff));
                default:
                    return await MirrorAsync(run, outcomes, cancellationToken).ConfigureAwait(false);
            }
        }

        private async ValueTask<IWholeWork> MirrorAsync(WholeRun<TModel, TKey> run, OperationOutcome[] outcomes, CancellationToken cancellationToken)
        {
            var isSegment = context.Sync.Type == SyncType.Segments;
            var records = isSegment ? owner.Members<TModel, TKey>() : owner.Records<TModel, TKey>();
            var archive = isSegment ? null : owner.Archived<TModel, TKey>();
            var before = records.Concat(archive ?? Enumerable.Empty<KeyValuePair<TKey, TModel>>()).ToArray();
            var writes = new List<(TKey Key, TModel Row)>();
            var foreign = new List<(TKey Key, OperationOutcome Outcome)>();
            var isThere = new bool[run.Count];
            var cursor = await SyncSource.From(before.Select(record => record.Value)).OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var cursorScope = cursor.ConfigureAwait(false);
            for (var i = 0; await cursor.ReadAsync(cancellationToken).ConfigureAwait(false); i++)
            {
                var (key, record) = before[i];
                var match = run.Compare(cursor, out var operation);
                // The key it is filed under: a test may have put it anywhere.
                if (match == RecordMatch.Foreign) foreign.Add((key, owner.Answer?.Invoke(OperationKind.Delete, key, null) ?? OperationOutcome.Succeeded));
                if (operation < 0) continue;
                isThere[operation] = true;
                // A record that is written is no longer archived.
                if (match == RecordMatch.Differs || archive?.ContainsKey(key) == true) Write(operation, key, record);
            }

            for (var i = 0; i < run.Count; i++)
            {
                if (!isThere[i]) Write(i, run[i].Key, default);
            }

            return new WholeWork(outcomes, Commit)
            {
                Records = before.Length,
                Foreign = [.. foreign.Select(record => WholeRun<TModel, TKey>.ForeignOf(record.Key, record.Outcome))],
            };

            void Write(int operation, TKey key, TModel? record)
            {
                var row = run[operation].Row!;
                if (owner.Answer?.Invoke(OperationKind.Mirror, key, row) is { } answer) outcomes[operation] = answer;
                else writes.Add((key, record is null ? row : RowMerge.Merge(record, row)));
            }

            void Commit()
            {
                foreach (var (key, _) in foreign.Where(record => record.Outcome.Outcome == Outcome.Succeeded))
                {
                    records.Remove(key);
                    archive?.Remove(key);
                }

                foreach (var (key, row) in writes)
                {
                    archive?.Remove(key);
                    records[key] = row;
                }
            }
        }
    }

    private sealed class WholeWork(OperationOutcome[] outcomes, Action commit) : IWholeWork
    {
        public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

        public long Records { get; init; }

        public IReadOnlyList<ForeignRecord> Foreign { get; init; } = [];

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            commit();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>What a run of mode Diff delivered.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <param name="Added">Rows whose key was not known.</param>
/// <param name="Changed">Rows that differ from the run before, as they are now.</param>
/// <param name="Removed">Rows that left the result, as they were last.</param>
public sealed record InMemoryDiff<TModel>(ImmutableArray<TModel> Added, ImmutableArray<TModel> Changed, ImmutableArray<TModel> Removed);
