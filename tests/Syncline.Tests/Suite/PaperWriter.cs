using System.Collections.Immutable;

namespace Syncline.Tests.Suite;

/// <summary>Applies operations one after the other to a copy of a place.</summary>
internal sealed class PaperWriter<TModel, TKey>(PaperPlace place, Fault fault, PaperContent content)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private static readonly SyncSchema Schema = TModel.Schema;
    private readonly PaperRules _rules = new(place, fault, Schema);

    /// <summary>The copy.</summary>
    public PaperContent Content { get; set; } = content;

    public OperationOutcome[] Apply(Operation<TModel, TKey>[] operations)
    {
        var outcomes = new OperationOutcome[operations.Length];
        var before = Content;
        var clashes = _rules.Clashes(operations);
        for (var i = 0; i < operations.Length; i++)
        {
            var isLost = (fault == Fault.LosesTheLastOfABatch && i == operations.Length - 1)
                || (fault == Fault.WritesHalfOfABatch && i >= (operations.Length + 1) / 2)
                || fault == Fault.WritesNothing;
            outcomes[i] = isLost ? OperationOutcome.Succeeded : clashes.TryGetValue(i, out var clash) ? OperationOutcome.Rejected(clash) with { IsFinal = true } : Apply(operations[i]);
        }

        if (fault != Fault.RefusesTheBatchForARow || !outcomes.Any(outcome => outcome.Outcome == Outcome.Rejected)) return outcomes;
        Content = before;
        return [.. outcomes.Select(_ => OperationOutcome.Rejected("a row of the batch is bad") with { IsFinal = true })];
    }

    /// <summary>Writes a row of a record, or of none; says why it can't.</summary>
    public OperationOutcome Write(SyncType type, TKey key, TModel row)
    {
        var form = PaperForms.KeyOf(fault, key, Schema);
        var records = Content[type];
        var record = records.GetValueOrDefault(form);
        if (record is null && _rules.Twin(records, key) is { } twin)
        {
            if (fault is not (Fault.LooseKeysMerged or Fault.AllKeepsOtherSpellings)) return OperationOutcome.Rejected($"there is ({twin.Key}), which is taken for the same as ({key})");
            (form, record) = (PaperForms.KeyOf(fault, (TKey)twin.Key, Schema), twin);
        }

        var cells = PaperForms.Merge(fault, Schema, record?.Cells, PaperCells.Of(row));
        if (_rules.WhyNot(records, form, cells) is { } why)
        {
            if (fault == Fault.RefusedRowsLoseTheirRecord) Content = Content.With(type, records.Remove(form));
            if (fault == Fault.SaysNothingOfARefusal) return OperationOutcome.Succeeded;
            return OperationOutcome.Rejected(fault == Fault.NamesNobody ? "it is refused" : why) with { IsFinal = fault == Fault.RefusesForGood };
        }

        if (fault == Fault.MixesWriters && record is not null && cells.Length > 2) cells[2] = record.Cells[2];
        Content = Content.With(type, records.SetItem(form, new PaperRecord(record?.Key ?? key, cells, type == SyncType.Objects && fault == Fault.AllForgetsTheArchive && record is { IsArchived: true })));
        return OperationOutcome.Succeeded;
    }

    private OperationOutcome Apply(in Operation<TModel, TKey> operation)
    {
        var (kind, key, row) = (operation.Kind, operation.Key, operation.Row);
        var form = PaperForms.KeyOf(fault, key, Schema);
        var isThere = Content.Records.TryGetValue(form, out var record);
        if (fault == Fault.RefusesWhatItMetBefore && kind == OperationKind.Upsert && isThere) return OperationOutcome.Rejected("it was sent before");
        switch (kind)
        {
            case OperationKind.Insert when isThere && fault != Fault.InsertOverwrites: return OperationOutcome.Skipped("it is there");
            case OperationKind.Update when !isThere && fault != Fault.UpdateCreates && _rules.Twin(Content.Records, key) is null: return OperationOutcome.Skipped("it is not there");
            case OperationKind.Insert or OperationKind.Update or OperationKind.Upsert: return Write(SyncType.Objects, key, row!);
            case OperationKind.Delete when fault == Fault.DeleteRefusesWhatIsGone && !isThere: return OperationOutcome.Rejected("it is not there");
            case OperationKind.Delete when fault != Fault.ReferencesAreIgnored && _rules.HasChildren(Content.Records, form): return OperationOutcome.Rejected($"others refer to ({key})") with { IsFinal = fault == Fault.RefusesForGood };
            case OperationKind.Delete:
                if (fault != Fault.DeleteKeeps) Content = Content.With(SyncType.Objects, Content.Records.Remove(form));
                return OperationOutcome.Succeeded;
            case OperationKind.Clear:
                if (isThere) Content = Content.With(SyncType.Objects, fault == Fault.ClearDeletes ? Content.Records.Remove(form) : Content.Records.SetItem(form, record! with { Cells = [.. record.Cells.Select((cell, column) => Schema.KeyPartOf(column) >= 0 ? cell : null)] }));
                return OperationOutcome.Succeeded;
            case OperationKind.Archive:
                if (isThere) Content = Content.With(SyncType.Objects, fault == Fault.ArchiveDeletes ? Content.Records.Remove(form) : Content.Records.SetItem(form, record! with { IsArchived = true }));
                return OperationOutcome.Succeeded;
            case OperationKind.AddMember:
                if (fault == Fault.AddReplacesTheSegment) Content = Content.With(SyncType.Segments, ImmutableDictionary<object, PaperRecord>.Empty);
                return Write(SyncType.Segments, key, row!);
            case OperationKind.RemoveMember:
                if (fault != Fault.DeleteKeeps) Content = Content.With(SyncType.Segments, Content.Members.Remove(form));
                return OperationOutcome.Succeeded;
            case OperationKind.Event:
                return Content.Events.ContainsKey(form) && fault != Fault.EventsOverwrite ? OperationOutcome.Skipped("it is there") : Write(SyncType.Events, key, row!);
            default:
                Content = Content with { Actions = fault == Fault.ActionsTwice ? Content.Actions.Add(row!).Add(row!) : Content.Actions.Add(row!) };
                return OperationOutcome.Succeeded;
        }
    }
}
