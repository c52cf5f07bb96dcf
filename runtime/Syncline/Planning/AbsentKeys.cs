namespace Syncline;

/// <summary>Finds the known keys that are no longer in the result, and spools what is to be done about each.</summary>
internal sealed class AbsentKeys(SyncDefinition sync, SyncSchema schema, SyncRules rules, Baseline baseline, ChangeSpool removals, SyncCounts counts, Func<byte[], string> nameOf)
{
    private readonly KeyFormat _keys = new(schema);
    private readonly double[] _noTolerances = new double[EncoderPlan.Of(schema).Tolerances];
    private readonly Dictionary<int, Disposition> _found = [];

    /// <summary>Looks at every entry that was not seen, once every row was read.</summary>
    /// <param name="session">The open state, to fetch the keys and rows that are not held in memory.</param>
    /// <param name="names">The store's name and the state's id.</param>
    /// <param name="hasUnreadable">Whether a row's key is unknown because it could not be read, so that nothing may be taken for removed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task FindAsync(IStateSession session, (string Store, string Id) names, bool hasUnreadable, CancellationToken cancellationToken)
    {
        for (var entry = 0; entry < baseline.Loaded; entry++)
        {
            if (!baseline.Table.IsSeen(entry)) Judge(entry, hasUnreadable);
        }

        if (_found.Count > 0) await SpoolAsync(session, names, cancellationToken).ConfigureAwait(false);
    }

    private void Judge(int entry, bool hasUnreadable)
    {
        var flags = baseline.FlagsOf(entry);
        if ((flags & EntryFlags.Known) == 0)
        {
            // Rejected and then gone: there is nothing left to try.
            if ((flags & EntryFlags.Rejected) != 0 && !hasUnreadable) _found.Add(entry, Disposition.Settled);
            return;
        }

        if (hasUnreadable)
        {
            counts.Held++;
            return;
        }

        var note = baseline.NoteOf(entry);
        if ((note?.AbsentRuns ?? 0) + 1 < sync.RemoveAfterRuns)
        {
            counts.Waiting++;
            _found.Add(entry, Disposition.Waiting);
            return;
        }

        counts.Removed++;
        var disposition = rules.OnRemoved(flags, note);
        var isParked = disposition == Disposition.Planned && rules.IsParked(flags, note, rules.Removal!.Value, 0);
        _found.Add(entry, isParked ? Disposition.Parked : disposition);
    }

    private async Task SpoolAsync(IStateSession session, (string Store, string Id) names, CancellationToken cancellationToken)
    {
        if (_keys.IsAlwaysExact && !rules.KeepsRows(schema))
        {
            foreach (var (entry, disposition) in _found) Spool(entry, disposition);
            return;
        }

        var fetch = new StateFetch(baseline, schema, _found.ContainsKey, (entry, key, row) => Spool(entry, _found[entry], key, rules.KeepsRows(schema) ? row : default));
        await fetch.RunAsync(session, names.Store, names.Id, cancellationToken).ConfigureAwait(false);
    }

    private void Spool(int entry, Disposition disposition)
    {
        Span<byte> image = stackalloc byte[KeyFormat.ExactBytes];
        KeyFormat.WriteImage(baseline.Table.ImageOf(entry), image);
        Spool(entry, disposition, image[.._keys.FixedSize], default);
    }

    private void Spool(int entry, Disposition disposition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
    {
        var operation = rules.Removal ?? default;
        if (operation == OperationKind.DiffRemoved && disposition == Disposition.Planned && row.IsEmpty)
        {
            throw new SyncStoppedException($"{sync.Name} can't deliver the removed row {nameOf(key.ToArray())} in full: it was kept under an earlier version of the model, which this one can't read. Run once with the earlier version; or call ResetAsync to take the source as delivered.");
        }

        var change = new PlannedChange
        {
            Entry = entry,
            Change = disposition is Disposition.Settled or Disposition.Waiting ? default : ChangeKind.Removed,
            Disposition = disposition,
            Operation = operation,
            IsRetry = rules.IsRetry(baseline.FlagsOf(entry), baseline.NoteOf(entry), operation) ? (byte)1 : (byte)0,
        };
        removals.Append(change, _noTolerances, key, row);
    }
}
