using System.Collections.Immutable;

namespace Syncline.Tests.Engine;

/// <summary>A destination that shows what was applied in one step, under the commit's name, and can tell afterwards whether it did: as a folder of files with manifests does.</summary>
internal sealed class CommitFolder(string name = "folder") : IInserts, IUpdates, IUpserts, IDeletes, IClears, IArchives, IAddsMembers, IRemovesMembers, IEventDestination, IActionDestination, IMirrors, IMirrorsMembers, ISnapshots, IDiffs
{
    private readonly HashSet<string> _refused = [];

    public string Identity => $"folder:{name}";

    /// <summary>Each commit that took effect, in order: its name, the one before it, and what it says, as <c>Upsert 1</c>.</summary>
    public List<(string Name, string? Previous, ImmutableArray<string> Operations)> Commits { get; } = [];

    /// <summary>What was applied and not committed yet, or never will be.</summary>
    public List<string> Debris { get; } = [];

    /// <summary>The commits it was asked for.</summary>
    public List<string> Asked { get; } = [];

    public Action<string>? Applying { get; set; }

    public Func<OperationKind, int, OperationOutcome?>? Answer { get; set; }

    public Action? BeforeCommit { get; set; }

    public Action? AfterCommit { get; set; }

    public Action? Asking { get; set; }

    /// <summary>Whether its deliveries can tell what became of a commit.</summary>
    public bool Confirms { get; set; } = true;

    public OperationKinds Repeatable => OperationKinds.None;

    public bool ExpectedRecords { get; private set; }

    public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ExpectedRecords = context.ExpectsRecords;
        return new(Confirms ? new ConfirmingDelivery<TModel, TKey>(this) : new Delivery<TModel, TKey>(this));
    }

    /// <summary>What a reader holds who applies the commits one after the other.</summary>
    public SortedDictionary<int, int> View()
    {
        var view = new SortedDictionary<int, int>();
        foreach (var operation in Commits.SelectMany(commit => commit.Operations))
        {
            var parts = operation.Split(' ');
            var (kind, key, price) = (Enum.Parse<OperationKind>(parts[0]), int.Parse(parts[1]), int.Parse(parts[2]));
            var isRemoval = kind is OperationKind.Delete or OperationKind.DiffRemoved;
            // Nothing is added twice, and nothing is changed or removed that is not there.
            if (kind is OperationKind.DiffAdded or OperationKind.Event or OperationKind.Action) Assert.DoesNotContain(key, view.Keys);
            if (isRemoval || kind == OperationKind.DiffChanged) Assert.Contains(key, view.Keys);
            if (isRemoval) view.Remove(key);
            else view[key] = price;
        }

        return view;
    }

    /// <summary>Each commit names the one before it, and no two are called alike.</summary>
    public void CheckChain(string? first = null)
    {
        Assert.Equal(Commits.Count, Commits.DistinctBy(commit => commit.Name).Count());
        Assert.Equal([first, .. Commits.Select(commit => commit.Name).SkipLast(1)], Commits.Select(commit => commit.Previous));
    }

    private OperationOutcome[] Apply<TModel, TKey>(IEnumerable<Operation<TModel, TKey>> operations, string commit)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        Applying?.Invoke(commit);
        Debris.Add(commit);
        return [.. operations.Select(operation => Answer?.Invoke(operation.Kind, IdOf(operation.Key)) ?? OperationOutcome.Succeeded)];
    }

    private static int IdOf(object key) => key is Wide.Key wide ? (int)wide.Number : ((Item.Key)key).Id;

    private static int PriceOf(object? row) => (row is Wide wide ? wide.Price : (row as Item)?.Price) ?? 0;

    private void Commit(string commit, string? previous, IEnumerable<string> operations)
    {
        BeforeCommit?.Invoke();
        if (_refused.Contains(commit)) throw new DestinationException($"{commit} was given up.", FailureEffect.NothingPermanent);
        Debris.Remove(commit);
        Commits.Add((commit, previous, [.. operations]));
        AfterCommit?.Invoke();
    }

    private class Delivery<TModel, TKey>(CommitFolder owner) : IWholeDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        protected CommitFolder Owner => owner;

        public int BatchSize => 1_000;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
            => new(ApplyTo(batch.Commit, batch.PreviousCommit, batch.Operations.ToArray()));

        public ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
            => new(ApplyTo(run.Commit, run.PreviousCommit, [.. run]));

        private Work ApplyTo(string commit, string? previous, Operation<TModel, TKey>[] operations)
        {
            var outcomes = owner.Apply(operations, commit);
            var lines = operations.Where((_, i) => outcomes[i].Outcome == Outcome.Succeeded).Select(operation => $"{operation.Kind} {IdOf(operation.Key)} {PriceOf(operation.Row)}");
            return new Work(owner, outcomes, commit, () => owner.Commit(commit, previous, [.. lines]));
        }
    }

    private sealed class ConfirmingDelivery<TModel, TKey>(CommitFolder owner) : Delivery<TModel, TKey>(owner), IConfirmsCommits
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public ValueTask<bool> IsCommittedAsync(string commit, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Owner.Asked.Add(commit);
            Owner.Asking?.Invoke();
            var isThere = Owner.Commits.Any(made => made.Name == commit);
            if (!isThere) Owner._refused.Add(commit);
            return new(isThere);
        }
    }

    private sealed class Work(CommitFolder owner, OperationOutcome[] outcomes, string commit, Action make) : IWholeWork
    {
        public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

        public long Records => 0;

        public IReadOnlyList<ForeignRecord> Foreign => [];

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            make();
            return default;
        }

        public ValueTask DisposeAsync()
        {
            owner.Debris.Remove(commit);
            return default;
        }
    }
}
