namespace Syncline;

/// <summary>Delivers through the typed capabilities of a user's own destination.</summary>
internal sealed class TypedDelivery<TModel, TKey> : IDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int DefaultBatchSize = 500;
    private readonly IDestination _destination;

    public TypedDelivery(IDestination destination, DeliveryContext context)
    {
        _destination = destination;
        var missing = new List<string>();
        void Needs<TCapability>(OperationKinds kind, string name)
        {
            if ((context.Operations & kind) != 0 && destination is not TCapability) missing.Add(name);
        }

        var model = typeof(TModel).Name;
        Needs<IInserts<TModel>>(OperationKinds.Insert, $"IInserts<{model}>");
        Needs<IUpdates<TModel>>(OperationKinds.Update, $"IUpdates<{model}>");
        Needs<IUpserts<TModel>>(OperationKinds.Upsert, $"IUpserts<{model}>");
        Needs<IDeletes<TKey>>(OperationKinds.Delete, $"IDeletes<{model}.{typeof(TKey).Name}>");
        Needs<IClears<TKey>>(OperationKinds.Clear, $"IClears<{model}.{typeof(TKey).Name}>");
        Needs<IArchives<TKey>>(OperationKinds.Archive, $"IArchives<{model}.{typeof(TKey).Name}>");
        Needs<IAddsMembers<TModel>>(OperationKinds.AddMember, $"IAddsMembers<{model}>");
        Needs<IEventDestination<TModel>>(OperationKinds.Event, $"IEventDestination<{model}>");
        Needs<IActionDestination<TModel>>(OperationKinds.Action, $"IActionDestination<{model}>");
        Needs<IRemovesMembers<TKey>>(OperationKinds.RemoveMember, $"IRemovesMembers<{model}.{typeof(TKey).Name}>");
        if (missing.Count > 0)
        {
            throw new DestinationException(
                $"{destination.GetType().Name} does not implement {string.Join(" and ", missing)}, which {context.Sync.Name} needs. Implement it, or override OpenAsync.",
                FailureEffect.NothingPermanent);
        }
    }

    public int BatchSize => DefaultBatchSize;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        var outcomes = new OperationOutcome[batch.Count];
        var unanswered = new List<int>();
        Exception? failure = null;
        for (var start = 0; start < batch.Count;)
        {
            var kind = batch.Operations.Span[start].Kind;
            var end = start + 1;
            while (end < batch.Count && batch.Operations.Span[end].Kind == kind) end++;
            if (failure is null)
            {
                (failure, var answers) = await ApplyAsync(kind, batch.Operations[start..end], cancellationToken).ConfigureAwait(false);
                for (var i = start; i < end; i++)
                {
                    if (failure is not null && answers.Answer(i - start) is null) unanswered.Add(i);
                    outcomes[i] = answers.Answer(i - start) ?? (failure is null ? OperationOutcome.Succeeded : new OperationOutcome(BatchFailure.OutcomeOf(failure), failure.Message));
                }
            }
            else
            {
                unanswered.AddRange(Enumerable.Range(start, end - start));
                outcomes.AsSpan(start, end - start).Fill(OperationOutcome.Deferred($"not sent: {failure.Message}"));
            }

            start = end;
        }

        return new AnsweredWork(outcomes, unanswered, failure);
    }

    private async ValueTask<(Exception? Failure, AnsweredBatch Answers)> ApplyAsync(OperationKind kind, ReadOnlyMemory<Operation<TModel, TKey>> operations, CancellationToken cancellationToken)
    {
        var rows = kind is OperationKind.Delete or OperationKind.Clear or OperationKind.Archive or OperationKind.RemoveMember ? null : new RowBatch<TModel>(Rows(operations.Span), IdempotencyKeys(operations.Span));
        var keys = rows is null ? new KeyBatch<TKey>(Keys(operations.Span)) : null;
        AnsweredBatch answers = rows is null ? keys! : rows;
        try
        {
            await SendAsync(kind, rows, keys, cancellationToken).ConfigureAwait(false);
            return (null, answers);
        }
        catch (Exception e)
        {
            // What the destination answered for before it threw stands; the rest takes the failure's effect.
            var failure = TypedFailure.Of(e, cancellationToken.IsCancellationRequested, isHarmless: operations.Length == 1 || (_destination.Repeatable & SyncRules.Kinds(kind)) != 0);
            // Where every item has its answer there is nothing left that could have failed in passing, or been refused.
            var isOver = failure is DestinationException && !TypedFailure.IsLockedOut(e) && answers.HasAllAnswers;
            return (isOver ? null : failure, answers);
        }
    }

    private ValueTask SendAsync(OperationKind kind, RowBatch<TModel>? rows, KeyBatch<TKey>? keys, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case OperationKind.Insert: return ((IInserts<TModel>)_destination).InsertAsync(rows!, cancellationToken);
            case OperationKind.Update: return ((IUpdates<TModel>)_destination).UpdateAsync(rows!, cancellationToken);
            case OperationKind.Upsert: return ((IUpserts<TModel>)_destination).UpsertAsync(rows!, cancellationToken);
            case OperationKind.Delete: return ((IDeletes<TKey>)_destination).DeleteAsync(keys!, cancellationToken);
            case OperationKind.Clear: return ((IClears<TKey>)_destination).ClearAsync(keys!, cancellationToken);
            case OperationKind.Archive: return ((IArchives<TKey>)_destination).ArchiveAsync(keys!, cancellationToken);
            case OperationKind.AddMember: return ((IAddsMembers<TModel>)_destination).AddMembersAsync(rows!, cancellationToken);
            case OperationKind.Event: return ((IEventDestination<TModel>)_destination).DeliverAsync(rows!, cancellationToken);
            case OperationKind.Action: return ((IActionDestination<TModel>)_destination).PerformAsync(rows!, cancellationToken);
            case OperationKind.RemoveMember: return ((IRemovesMembers<TKey>)_destination).RemoveMembersAsync(keys!, cancellationToken);
            default: throw new DestinationException($"{_destination.GetType().Name} has no operation {kind}.", FailureEffect.NothingPermanent);
        }
    }

    private static TModel[] Rows(ReadOnlySpan<Operation<TModel, TKey>> operations)
    {
        var rows = new TModel[operations.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = operations[i].Row!;
        return rows;
    }

    private static Guid[] IdempotencyKeys(ReadOnlySpan<Operation<TModel, TKey>> operations)
    {
        if (operations[0].IdempotencyKey == Guid.Empty) return [];
        var keys = new Guid[operations.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = operations[i].IdempotencyKey;
        return keys;
    }

    private static TKey[] Keys(ReadOnlySpan<Operation<TModel, TKey>> operations)
    {
        var keys = new TKey[operations.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = operations[i].Key;
        return keys;
    }

    private sealed class AnsweredWork(OperationOutcome[] outcomes, IReadOnlyList<int> unanswered, Exception? failure) : IFailedWork
    {
        public Exception? Failure => failure;

        public IReadOnlyList<int> Unanswered => unanswered;

        public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
