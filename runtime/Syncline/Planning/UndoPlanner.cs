namespace Syncline;

/// <summary>Finds what brings the destination back to what it was before the last run that delivered, from the state alone.</summary>
/// <param name="run">The run to plan; its state is the one that stands now.</param>
/// <param name="before">The state as it stood before.</param>
/// <param name="last">What the run delivered.</param>
internal sealed class UndoPlanner<TModel, TKey>(PlannedRun<TModel, TKey> run, Baseline before, DeliveredRuns last)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SyncDefinition _sync = run.Context.Sync;
    private readonly Baseline _now = run.State.Baseline;
    private readonly SyncCounts _counts = run.Planner.Counts;
    private readonly double[] _noTolerances = new double[Baseline.ToleranceColumns(TModel.Schema)];
    private readonly Dictionary<int, PlannedChange> _found = [];
    private long _withoutRow;
    private long _perhapsThere;

    /// <summary>Finds the operations, and spools them with their rows.</summary>
    /// <exception cref="SyncStoppedException">A row that has to be written again is not kept.</exception>
    public async Task PlanAsync(IStateSession session, CancellationToken cancellationToken)
    {
        for (var entry = 0; entry < _now.Table.Count; entry++) Judge(entry);
        if (_found.Count == 0) throw new SyncStoppedException($"There is nothing left to undo of run {last.RunId} of {_sync.Name}: what it delivered is as it was before it. An undo itself is not undone: the next run does again what was taken back.");
        run.Context = run.Context with { Undo = run.Context.Undo! with { PerhapsThere = _perhapsThere } };
        // As if a source had returned the rows that stood before: the books hold as they do for a run.
        _counts.Unchanged = _counts.Known - _counts.Changed - _counts.Removed;
        _counts.Queried = _counts.Unchanged + _counts.Added + _counts.Changed;
        await SpoolAsync(session, cancellationToken).ConfigureAwait(false);
        if (_withoutRow > 0)
        {
            throw new SyncStoppedException($"Run {last.RunId} of {_sync.Name} can't be undone: of {Sentence.Count(_withoutRow, "key")} it changed or removed no row before is kept, because rows were not kept yet or were kept under another version of the model. Correct the source and run again instead.");
        }

        run.Planner.Tally();
    }

    private void Judge(int entry)
    {
        var (flags, note) = (_now.FlagsOf(entry), _now.NoteOf(entry));
        var at = before.Table.Find(_now.Table.ImageOf(entry));
        var flagsBefore = at < 0 ? EntryFlags.None : before.FlagsOf(at);
        // Sent and not answered, it may have been applied all the same; parked, it waits for a word.
        if ((flags & (EntryFlags.InDoubt | EntryFlags.Parked)) == (EntryFlags.InDoubt | EntryFlags.Parked)) return;
        var isInDoubt = (flags & EntryFlags.InDoubt) != 0 && (flagsBefore & EntryFlags.InDoubt) == 0;
        if (!isInDoubt && !last.Has(entry)) return;

        var isKnown = (flags & EntryFlags.Known) != 0;
        // One that was only in doubt has no row to go back to.
        var wasKnown = (flagsBefore & EntryFlags.Known) != 0 && before.Table.HashOf(at) != 0;
        if (wasKnown)
        {
            if (isKnown && !isInDoubt && IsSame(entry, at)) return;
            var isOurs = ((isKnown ? flags : flagsBefore) & (EntryFlags.Owned | EntryFlags.InDoubt)) != 0;
            Found(entry, isKnown ? ChangeKind.Changed : ChangeKind.Added, IsThere(entry) ? UndoRules.OfChanged(_sync) : UndoRules.OfRemoved(_sync), isOurs, before.Table.HashOf(at));
        }
        else if (isKnown)
        {
            var isOurs = (flags & EntryFlags.Owned) != 0 || (isInDoubt && note?.Kind is OperationKind.Upsert);
            Found(entry, ChangeKind.Removed, UndoRules.OfAdded(_sync, flagsBefore), isOurs, 0);
        }
    }

    private void Found(int entry, ChangeKind kind, OperationKind? operation, bool isOurs, ulong hash)
    {
        if (kind == ChangeKind.Added) _counts.Added++;
        else if (kind == ChangeKind.Changed) _counts.Changed++;
        else _counts.Removed++;
        var disposition = !isOurs ? Disposition.NotOurs : operation is null ? Disposition.LeftByMode : Disposition.Planned;
        // An insert creates, or leaves what it met alone; an upsert and an Add don't say what they met.
        if (kind == ChangeKind.Removed && disposition == Disposition.Planned && operation is (OperationKind.Delete or OperationKind.RemoveMember) && _sync.Mode is (SyncMode.Upsert or SyncMode.Add)) _perhapsThere++;
        _found.Add(entry, new PlannedChange { Entry = entry, Change = kind, Disposition = disposition, Operation = operation ?? default, Hash = hash });
    }

    /// <summary>Whether the record is there as far as is known. One that was removed and then only sent, and not answered, is known by its mark alone.</summary>
    private bool IsThere(int entry) => (_now.FlagsOf(entry) & EntryFlags.Known) != 0 && _now.Table.HashOf(entry) != 0;

    private bool IsSame(int entry, int at) => _now.Table.HashOf(entry) == before.Table.HashOf(at) && _now.TolerancesOf(entry).SequenceEqual(before.TolerancesOf(at));

    private async Task SpoolAsync(IStateSession session, CancellationToken cancellationToken)
    {
        var (store, id) = (run.Context.Store.Name, run.Context.StateId);
        var now = new StateFetch(_now, TModel.Schema, entry => _found.TryGetValue(entry, out var change) && change.Change != ChangeKind.Added, SpoolNow);
        await now.RunAsync(session, store, id, cancellationToken).ConfigureAwait(false);
        var then = new StateFetch(_now, TModel.Schema, entry => _found.TryGetValue(entry, out var change) && change.Change != ChangeKind.Removed, SpoolBefore);
        await then.RunAsync(session, store, id, cancellationToken, last.Last).ConfigureAwait(false);
    }

    private void SpoolNow(int entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
    {
        if (_found[entry].Change == ChangeKind.Changed) run.Before.Add(entry, row);
        else run.Planner.Removals.Append(_found[entry], _noTolerances, key, row);
    }

    private void SpoolBefore(int entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty && _found[entry].Disposition == Disposition.Planned) _withoutRow++;
        var tolerances = before.TolerancesOf(before.Table.Find(_now.Table.ImageOf(entry)));
        run.Planner.Changes.Append(_found[entry], tolerances.Length == _noTolerances.Length ? tolerances : _noTolerances, key, row);
    }
}
