using System.Collections.Immutable;

namespace Syncline.Tests.Suite;

/// <summary>Makes a place hold exactly the rows of a run.</summary>
internal sealed class PaperMirror<TModel, TKey>(PaperPlace place, Fault fault, DeliveryContext context)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
    {
        var (type, content) = (context.Sync.Type, place.Content);
        var writer = new PaperWriter<TModel, TKey>(place, fault, content);
        var (outcomes, toWrite, foreign) = (Enumerable.Repeat(OperationOutcome.Succeeded, run.Count).ToArray(), Enumerable.Range(0, run.Count).ToHashSet(), new List<ForeignRecord>());
        var before = content[type].ToArray();
        await using (var cursor = await SyncSource.From(before.Select(record => PaperCells.Row<TModel>(record.Value.Cells))).OpenAsync(cancellationToken))
        {
            for (var i = 0; await cursor.ReadAsync(cancellationToken); i++)
            {
                var match = run.Compare(cursor, out var operation);
                if (match == RecordMatch.Foreign || (match == RecordMatch.Held && fault == Fault.AllDeletesWhatIsHeld))
                {
                    if (fault == Fault.AllKeepsForeign || (fault == Fault.AllKeepsOtherSpellings && place.IsLoose)) continue;
                    writer.Content = writer.Content.With(type, writer.Content[type].Remove(before[i].Key));
                    if (fault != Fault.AllHidesForeign && match == RecordMatch.Foreign) foreign.Add(WholeRun<TModel, TKey>.ForeignOf((TKey)before[i].Value.Key, OperationOutcome.Succeeded));
                }
                else if (match == RecordMatch.Same && fault != Fault.AllWritesEverything && (!before[i].Value.IsArchived || fault == Fault.AllForgetsTheArchive))
                {
                    toWrite.Remove(operation);
                }
            }
        }

        var operations = toWrite.Order().Select(i => (i, Operation: run[i])).ToArray();
        var clashes = new PaperRules(place, fault, TModel.Schema).Clashes([.. operations.Select(write => write.Operation)]);
        for (var i = 0; i < operations.Length; i++)
        {
            var (at, operation) = operations[i];
            var isLost = fault == Fault.WritesNothing || (fault == Fault.LosesTheLastOfABatch && i == operations.Length - 1);
            outcomes[at] = isLost ? OperationOutcome.Succeeded : clashes.TryGetValue(i, out var clash) ? OperationOutcome.Rejected(clash) : writer.Write(type, operation.Key, operation.Row!);
        }

        var after = writer.Content;
        return new PaperWork(place, fault, _ => after, outcomes) { Records = before.Length, Foreign = foreign };
    }
}
