using System.Collections.Immutable;

namespace Syncline.Tests.Suite;

/// <summary>Applies batches and whole runs.</summary>
internal sealed class PaperDelivery<TModel, TKey>(PaperPlace place, Fault fault, DeliveryContext context) : IWholeDelivery<TModel, TKey>, IPaperDelivery
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public int BatchSize => 1_000;

    public ValueTask DisposeAsync() => default;

    public async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        var content = place.Content;
        var writer = new PaperWriter<TModel, TKey>(place, fault, content);
        var outcomes = writer.Apply(batch.Operations.ToArray());
        var after = writer.Content;
        if (fault is Fault.SeenBeforeTheCommit or Fault.KeptWithoutACommit) place.Content = after;
        if (fault == Fault.OverwritesOtherWriters) await Task.Delay(5, cancellationToken);
        return new PaperWork(place, fault, _ => after, outcomes) { Undo = fault == Fault.SeenBeforeTheCommit ? content : null };
    }

    public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        switch (context.Sync.Mode)
        {
            case SyncMode.Snapshot:
                ImmutableArray<object> rows = [.. run.Select(operation => (object)operation.Row!)];
                return new PaperWork(place, fault, content => content with { Snapshots = fault == Fault.OneSnapshotForAll && content.Snapshots is [var only] ? [[.. only, .. rows]] : content.Snapshots.Add(rows) }, [.. Enumerable.Repeat(OperationOutcome.Succeeded, run.Count)]);
            case SyncMode.Diff:
                ImmutableArray<object> Of(OperationKind kind) => [.. run.Where(operation => operation.Kind == kind).Select(operation => (object)operation.Row!)];
                var diff = (Of(OperationKind.DiffAdded), Of(OperationKind.DiffChanged), fault == Fault.DiffsLoseWhatWasRemoved ? [] : Of(OperationKind.DiffRemoved));
                return new PaperWork(place, fault, content => content with { Diffs = content.Diffs.Add(diff) }, [.. Enumerable.Repeat(OperationOutcome.Succeeded, run.Count)]);
            default:
                return await new PaperMirror<TModel, TKey>(place, fault, context).ApplyAsync(run, cancellationToken);
        }
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (fault == Fault.OverwritesOtherWriters) return;
        if (fault == Fault.FailsWhenBusy)
        {
            if (!await place.Writing.WaitAsync(0, cancellationToken)) throw new DestinationException("Somebody else is writing.", FailureEffect.NothingPermanent);
            await Task.Delay(5, cancellationToken);
        }
        else
        {
            await place.Writing.WaitAsync(cancellationToken);
        }
    }
}
