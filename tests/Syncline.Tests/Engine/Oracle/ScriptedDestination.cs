namespace Syncline.Tests.Engine.Oracle;

/// <summary>A destination that answers as told.</summary>
/// <param name="fate">What the run meets.</param>
/// <param name="beforeApply">Hears of each batch before it is applied.</param>
internal sealed class ScriptedDestination(Fate fate, Action<Sent[]> beforeApply) : IInserts, IUpdates, IUpserts, IDeletes, IClears, IArchives, IAddsMembers, IRemovesMembers, IEventDestination, IActionDestination
{
    public string Identity => $"scripted:{fate.Spec.Destination}";

    public OperationKinds Repeatable => fate.Spec.Repeatable ? (OperationKinds)~0 : OperationKinds.None;

    public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        fate.Step();
        object delivery = typeof(TModel) == typeof(Item) ? Make<Item, Item.Key, ItemKit>()
            : typeof(TModel) == typeof(ItemV2) ? Make<ItemV2, Item.Key, ItemV2Kit>()
            : Make<Wide, Wide.Key, WideKit>();
        return new((IDelivery<TModel, TKey>)delivery);
    }

    /// <summary>What the rule of an operation says of a record.</summary>
    public static OperationOutcome Apply(Sent sent, SortedDictionary<int, Row> records)
    {
        var there = records.ContainsKey(sent.Key);
        switch (sent.Kind)
        {
            case OperationKind.Insert when there:
            case OperationKind.Event when there:
            case OperationKind.Update when !there:
                return OperationOutcome.Skipped();
            case OperationKind.Delete:
                records.Remove(sent.Key);
                break;
            case OperationKind.Clear:
                if (there) records[sent.Key] = new Row(sent.Key, null);
                break;
            case OperationKind.Archive:
                if (there) records[sent.Key] = new Row(sent.Key, -1);
                break;
            case OperationKind.RemoveMember:
                records.Remove(sent.Key);
                break;
            default:
                records[sent.Key] = sent.Row!;
                break;
        }

        return OperationOutcome.Succeeded;
    }

    private Delivery<TModel, TKey, TKit> Make<TModel, TKey, TKit>()
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        where TKit : IRowKit<TModel, TKey>
        => fate.World.Confirms ? new ConfirmingDelivery<TModel, TKey, TKit>(fate, beforeApply) : new Delivery<TModel, TKey, TKit>(fate, beforeApply);

    /// <summary>One that can tell what became of a commit.</summary>
    private sealed class ConfirmingDelivery<TModel, TKey, TKit>(Fate fate, Action<Sent[]> beforeApply) : Delivery<TModel, TKey, TKit>(fate, beforeApply), IConfirmsCommits
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        where TKit : IRowKit<TModel, TKey>
    {
        public ValueTask<bool> IsCommittedAsync(string commit, CancellationToken cancellationToken)
        {
            Fate.Step();
            var isThere = Fate.World.Commits.Contains(commit);
            if (!isThere) Fate.World.Denied.Add(commit);
            return new(isThere);
        }
    }

    private class Delivery<TModel, TKey, TKit>(Fate fate, Action<Sent[]> beforeApply) : IDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        where TKit : IRowKit<TModel, TKey>
    {
        protected Fate Fate => fate;

        public int BatchSize => 50;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
        {
            fate.Log.Add(new Happening.Applying());
            fate.Step();
            var spec = fate.Spec;
            if (spec.CancelledInBatch == ++fate.Batches) fate.Cancel();
            BatchFault? fault = spec.BatchFails is var (number, kind) && number == fate.Batches ? kind : null;
            var sent = batch.Operations.ToArray().Select(operation => new Sent(operation.Kind, TKit.KeyOf(operation.Key), operation.Row is { } row ? TKit.Back(row) : null)).ToArray();
            beforeApply(sent);
            CheckPrevious(batch.PreviousCommit);
            var records = fate.World.IsAtomic ? new SortedDictionary<int, Row>(fate.World.Records[spec.Destination]) : fate.World.Records[spec.Destination];
            var applies = fault is null or BatchFault.UnknownAfter or BatchFault.BugAfter or BatchFault.CommitThrowsAfter || (fate.World.IsAtomic && fault is BatchFault.CommitThrowsBefore);
            var answers = sent.Select(operation => Answer(operation, applies ? records : [])).ToArray();
            var happening = new Happening.Batch(sent, answers, fault);
            fate.Log.Add(happening);
            Throw(fault);
            fate.Step();
            return new(new ScriptedWork(fate, happening, batch.Commit, () => fate.World.Records[spec.Destination] = records));
        }

        /// <summary>Commits form a chain; one that begins it begins with nothing, or with what a run recorded.</summary>
        private void CheckPrevious(string? previous)
        {
            if (!fate.World.Confirms) Assert.Null(previous);
            else if (fate.World.LastCommit is { } last) Assert.Equal(last, previous);
            else if (previous is not null) Assert.EndsWith("-000000", previous, StringComparison.Ordinal);
        }

        private OperationOutcome Answer(Sent sent, SortedDictionary<int, Row> records)
        {
            var attempt = fate.Tries[sent.Key] = fate.Tries.GetValueOrDefault(sent.Key) + 1;
            var answer = fate.Spec.Answers.TryGetValue(sent.Key, out var told) ? told : (Answer?)null;
            if (answer is Oracle.Answer.DeferOnSecondTry or Oracle.Answer.UnknownOnSecondTry && attempt == 1) answer = Oracle.Answer.Reject;
            if (answer == Oracle.Answer.RejectOnce && attempt > 1) answer = null;
            switch (answer)
            {
                case Oracle.Answer.Reject or Oracle.Answer.RejectOnce:
                    return OperationOutcome.Rejected("told to");
                case Oracle.Answer.Defer or Oracle.Answer.DeferOnSecondTry:
                    return OperationOutcome.Deferred("told to");
                case Oracle.Answer.UnknownNotApplied:
                    return OperationOutcome.Unknown("told to");
                case Oracle.Answer.UnknownApplied or Oracle.Answer.UnknownOnSecondTry:
                    Apply(sent, records);
                    return OperationOutcome.Unknown("told to");
                default:
                    return Apply(sent, records);
            }
        }

        private static void Throw(BatchFault? fault)
        {
            switch (fault)
            {
                case BatchFault.TransientBefore: throw new DestinationException("The destination is busy.", FailureEffect.NothingTransient);
                case BatchFault.PermanentBefore: throw new DestinationException("The destination forbids it.", FailureEffect.NothingPermanent);
                case BatchFault.UnknownBefore or BatchFault.UnknownAfter: throw new DestinationException("The destination did not answer.", FailureEffect.Unknown);
                case BatchFault.BugBefore or BatchFault.BugAfter: throw new InvalidOperationException("The destination has a bug.");
            }
        }
    }
}

/// <summary>A source that fails as told.</summary>
internal sealed class ScriptedSource<TModel, TKey, TKit>(Fate fate, IReadOnlyList<Row> rows) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
    where TKit : IRowKit<TModel, TKey>
{
    public string Name => "scripted";

    public ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken) => new(new Cursor(fate, rows));

    private sealed class Cursor(Fate fate, IReadOnlyList<Row> rows) : RowCursor<TModel>
    {
        private int _next;

        public override TModel Current => TKit.Make(rows[_next - 1]);

        public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
        {
            if (fate.Spec.CancelledAtRow == _next) fate.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
            if (fate.Spec.SourceFailsAfter == _next) throw new SourceException("The scripted source broke.");
            return new(_next++ < rows.Count);
        }

        public override void Encode(ref RowEncoder encoder)
        {
            if (rows[_next - 1].IsUnreadable) throw new UnreadableRowException("Price", "Price holds 'abc', which is no Int32.");
            var row = Current;
            TModel.Write(in row, ref encoder);
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
