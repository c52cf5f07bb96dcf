namespace Syncline;

/// <summary>Finds the events and actions that were planned in an earlier run and not delivered, and spools the rows kept of them: they are owed, whether or not the result still holds them.</summary>
/// <param name="schema">The model's columns.</param>
/// <param name="rules">What the sync does.</param>
/// <param name="ledger">The state.</param>
/// <param name="owed">Takes the rows; it is sent before those of this result.</param>
/// <param name="counts">The books.</param>
/// <param name="isHeld">Whether rows of this result that share a key hold it back.</param>
internal sealed class OwedRows(SyncSchema schema, SyncRules rules, Baseline ledger, ChangeSpool owed, SyncCounts counts, Func<int, bool> isHeld)
{
    private readonly double[] _noTolerances = new double[EncoderPlan.Of(schema).Tolerances];
    private readonly Dictionary<int, Disposition> _found = [];

    /// <summary>Looks at every entry of the ledger, once every row was read.</summary>
    /// <param name="session">The open state, which has the rows.</param>
    /// <param name="names">The store's name and the state's id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncStoppedException">An owed row was kept under an earlier version of the model.</exception>
    public async Task FindAsync(IStateSession session, (string Store, string Id) names, CancellationToken cancellationToken)
    {
        for (var entry = 0; entry < ledger.Loaded; entry++) Judge(entry);
        if (_found.Count == 0) return;
        var fetch = new StateFetch(ledger, schema, _found.ContainsKey, Spool);
        await fetch.RunAsync(session, names.Store, names.Id, cancellationToken).ConfigureAwait(false);
    }

    private void Judge(int entry)
    {
        var flags = ledger.FlagsOf(entry);
        var isSeen = ledger.Table.IsSeen(entry);
        if ((flags & EntryFlags.Known) != 0 && !isSeen) counts.Absent++;
        // A run that records sends nothing: what is owed stays so, but where a row of the result is taken as delivered.
        if ((flags & LedgerFlags.Owed) == 0 || isHeld(entry) || rules.RecordsOnly) return;
        // A row of this result takes the place of the kept one, unless that was sent already.
        if (isSeen && (flags & EntryFlags.InDoubt) == 0) return;
        if (!isSeen) counts.Carried++;
        var isParked = rules.IsParked(flags, ledger.NoteOf(entry), rules.Write, ledger.Table.HashOf(entry));
        _found.Add(entry, isParked ? Disposition.Parked : Disposition.Planned);
    }

    private void Spool(int entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty) throw new SyncStoppedException($"{schema.Model} owes {Sentence.Count(counts.Carried, "row")} kept under an earlier version of the model, which this one can't read. Run once with the earlier version to deliver what is owed; or call ResetAsync to give them up.");
        var change = new PlannedChange
        {
            Entry = entry,
            Change = ledger.Table.IsSeen(entry) ? ChangeKind.Changed : ChangeKind.Carried,
            Disposition = _found[entry],
            Operation = rules.Write,
            // After every row of the result: none of them takes its place.
            Position = long.MaxValue,
            Hash = ledger.Table.HashOf(entry),
            IsRetry = 1,
        };
        // Kept under a model with other tolerance columns, they stand for nothing.
        var tolerances = ledger.TolerancesOf(entry);
        owed.Append(change, tolerances.Length == _noTolerances.Length ? tolerances : _noTolerances, key, row);
    }
}
