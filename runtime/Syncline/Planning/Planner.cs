namespace Syncline;

/// <summary>Reads a source to its end and compares every row with the baseline; what is to be done about each change waits in the spool.</summary>
internal sealed class Planner<TModel, TKey> : IDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SyncDefinition _sync;
    private readonly SyncSchema _schema = TModel.Schema;
    private readonly SyncRules _rules;
    private readonly Baseline _baseline;
    private readonly SyncOptions _options;
    private readonly EntryTable _table;
    private readonly KeyFormat _keys;
    private readonly double[] _tolerances;
    private readonly double[] _noTolerances;
    private readonly SharedKeys<TModel, TKey> _shared;
    private RowEncoder _encoder;
    private RowCodecWriter _row;
    private long _position;

    public Planner(SyncDefinition sync, SyncRules rules, Baseline baseline, SyncOptions options)
    {
        (_sync, _rules, _baseline, _options) = (sync, rules, baseline, options);
        _table = baseline.Table;
        _tolerances = [.. _schema.Columns.Where(column => column.Tolerance != 0).Select(column => column.Tolerance)];
        _noTolerances = new double[_tolerances.Length];
        _keys = new KeyFormat(_schema);
        _encoder = new RowEncoder(_schema);
        _row = new RowCodecWriter();
        // Removals are found last and sent first, so they wait in a spool of their own.
        Changes = new ChangeSpool(new Spool(options.SpoolMemory, options.SpoolFolder), _tolerances.Length);
        Removals = new ChangeSpool(new Spool(options.SpoolMemory / 4, options.SpoolFolder), _tolerances.Length);
        Invalid = new ReportList<InvalidRow>(options.ReportRows);
        _shared = new SharedKeys<TModel, TKey>(options, baseline, Changes, Counts, Invalid);
        Counts.Known = baseline.CountKnown();
    }

    public SyncCounts Counts { get; } = new();

    public ChangeSpool Changes { get; }

    public ChangeSpool Removals { get; }

    public ReportList<InvalidRow> Invalid { get; }

    /// <summary>Operations planned for the first time, by change: what guards count.</summary>
    public (long Added, long Changed, long Removed) FirstTime { get; private set; }

    /// <summary>Whether a spooled change was taken back, because another row of the run has its key.</summary>
    public bool IsTakenBack(in PlannedChange change) => _shared.IsTakenBack(change);

    /// <summary>Whether a row's key is unknown because it could not be read, so that nothing may be taken for removed.</summary>
    private bool HasUnreadable { get; set; }

    public async Task ReadAsync(RowCursor<TModel> cursor, ProgressReporter progress, CancellationToken cancellationToken)
    {
        while (await cursor.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Counts.Queried = ++_position;
            Take(cursor);
            if ((_position & 1023) == 0) progress.Report(SyncPhase.Reading, _position, null, Counts);
        }
    }

    /// <summary>Finds what is no longer in the result, once every row was read.</summary>
    /// <param name="session">The open state, to fetch the keys and rows that are not held in memory.</param>
    /// <param name="reader">The store's name and the state's id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task FinishAsync(IStateSession session, (string Store, string Id) reader, CancellationToken cancellationToken)
    {
        var absent = new Dictionary<int, Disposition>();
        FindAbsent(absent);
        if (absent.Count > 0) await SpoolAbsentAsync(session, reader, absent, cancellationToken).ConfigureAwait(false);
        Counts.Planned = 0;
        Tally(Changes);
        Tally(Removals);
    }

    /// <summary>The entries of planned changes that have a row before.</summary>
    public HashSet<int> ChangedEntries()
    {
        var entries = new HashSet<int>();
        for (var i = 0; i < Changes.Count; i++)
        {
            var change = Changes.Read(i).Change;
            if (change is { Change: ChangeKind.Changed, Disposition: Disposition.Planned } && !_shared.IsTakenBack(change)) entries.Add(change.Entry);
        }

        return entries;
    }

    public void Dispose()
    {
        _encoder.Release();
        _row.Release();
        Changes.Dispose();
        Removals.Dispose();
    }

    private void Take(RowCursor<TModel> cursor)
    {
        try
        {
            _encoder.Reset();
            cursor.Encode(ref _encoder);
            if (_encoder.KeyIsNull)
            {
                Counts.NullKey++;
                Invalid.Add(new InvalidRow(_position, null, $"a part of the key ({NullableKeyNames()}) is null"));
                return;
            }

            var entry = _table.Find(_encoder.KeyImage);
            if (entry < 0) entry = _table.GetOrAdd(_encoder.KeyImage, out _);
            if (_table.TestAndSetSeen(entry) && !_shared.TakeAnother(entry, _position, cursor, _encoder.KeyBytes)) return;
            Compare(entry, cursor);
        }
        catch (UnreadableRowException e) when (_options.UnreadableRows == UnreadableRows.HoldBack)
        {
            HasUnreadable = true;
            Counts.NullKey++;
            Invalid.Add(new InvalidRow(_position, null, e.Message));
        }
        catch (UnreadableRowException e)
        {
            throw new SourceException($"Row {_position}: {e.Message} Correct the row, leave it out of the source, or set UnreadableRows.HoldBack to go on without it.", e);
        }
    }

    private void Compare(int entry, RowCursor<TModel> cursor)
    {
        var flags = _baseline.FlagsOf(entry);
        var hash = _encoder.Hash();
        const EntryFlags Special = ~(EntryFlags.Known | EntryFlags.Owned);
        if ((flags & Special) == 0 && (flags & EntryFlags.Known) != 0 && _table.HashOf(entry) == hash && WithinTolerance(entry))
        {
            Counts.Unchanged++;
            return;
        }

        CompareSpecial(entry, flags, hash, cursor);
    }

    private void CompareSpecial(int entry, EntryFlags flags, ulong hash, RowCursor<TModel> cursor)
    {
        var note = _baseline.NoteOf(entry);
        var change = new PlannedChange { Entry = entry, Position = _position, Hash = hash, Operation = _rules.Write };
        if ((flags & EntryFlags.Known) == 0)
        {
            change.Change = ChangeKind.Added;
            change.Disposition = _rules.RecordsOnly ? Disposition.Recorded : _rules.ActsOnAdded(flags) ? Disposition.Planned : Disposition.LeftByMode;
            Counts.Added++;
        }
        else if ((flags & (EntryFlags.InDoubt | EntryFlags.Stale)) == 0 && _table.HashOf(entry) == hash && WithinTolerance(entry))
        {
            Counts.Unchanged++;
            change.Disposition = Disposition.Settled;
        }
        else
        {
            change.Change = ChangeKind.Changed;
            var silent = (flags & EntryFlags.Stale) != 0 && (flags & (EntryFlags.InDoubt | EntryFlags.Rejected)) == 0 && _rules.RebaselinesStale;
            change.Disposition = _rules.RecordsOnly ? Disposition.Recorded : !silent && _rules.ActsOnChanged(flags) ? Disposition.Planned : Disposition.LeftByMode;
            Counts.Changed++;
        }

        if (change.Disposition == Disposition.Planned && IsParked(flags, note, hash)) change.Disposition = Disposition.Parked;
        change.IsRetry = (flags & (EntryFlags.InDoubt | EntryFlags.Rejected)) != 0 ? (byte)1 : (byte)0;
        _row.Reset();
        if (change.Disposition == Disposition.Planned || _schema.KeepRows)
        {
            var row = cursor.Current;
            TModel.Write(in row, ref _row);
        }

        _shared.Spooled(entry, Changes.Count);
        Changes.Append(change, _encoder.Tolerances, _encoder.KeyBytes, _row.Written);
    }

    /// <summary>A parked rejection is tried again once its row changed; a parked unknown is settled by hand alone.</summary>
    private static bool IsParked(EntryFlags flags, EntryNote? note, ulong hash)
        => (flags & EntryFlags.Parked) != 0 && ((flags & EntryFlags.InDoubt) != 0 || note?.RowHash == hash);

    private bool WithinTolerance(int entry)
    {
        if (_tolerances.Length == 0) return true;
        var before = _baseline.TolerancesOf(entry);
        if (before.Length != _tolerances.Length) return false;
        var now = _encoder.Tolerances;
        for (var i = 0; i < now.Length; i++)
        {
            // Null and NaN are bit patterns of their own: equal to themselves, and far from any number.
            var same = BitConverter.DoubleToInt64Bits(before[i]) == BitConverter.DoubleToInt64Bits(now[i]);
            if (!same && !(Math.Abs(before[i] - now[i]) <= _tolerances[i])) return false;
        }

        return true;
    }

    private void FindAbsent(Dictionary<int, Disposition> absent)
    {
        for (var entry = 0; entry < _baseline.Loaded; entry++)
        {
            if (_table.IsSeen(entry)) continue;
            var flags = _baseline.FlagsOf(entry);
            if ((flags & EntryFlags.Known) == 0)
            {
                // Rejected and then gone, never delivered: there is nothing to remember. What left is remembered.
                if ((flags & EntryFlags.Rejected) != 0 && (flags & EntryFlags.Left) == 0 && !HasUnreadable) absent.Add(entry, Disposition.Settled);
                continue;
            }

            if (HasUnreadable)
            {
                Counts.Held++;
                continue;
            }

            var note = _baseline.NoteOf(entry);
            if ((note?.AbsentRuns ?? 0) + 1 < _sync.RemoveAfterRuns)
            {
                Counts.Waiting++;
                absent.Add(entry, Disposition.Waiting);
                continue;
            }

            Counts.Removed++;
            var parked = (flags & EntryFlags.Parked) != 0 && ((flags & EntryFlags.InDoubt) != 0 || note?.Kind == _rules.Removal);
            var disposition = _rules.OnRemoved(flags, note);
            absent.Add(entry, parked && disposition == Disposition.Planned ? Disposition.Parked : disposition);
        }
    }

    private async Task SpoolAbsentAsync(IStateSession session, (string Store, string Id) reader, Dictionary<int, Disposition> absent, CancellationToken cancellationToken)
    {
        if (_keys.IsAlwaysExact && !_schema.KeepRows)
        {
            foreach (var (entry, disposition) in absent) SpoolAbsent(entry, disposition);
            return;
        }

        var fetch = new StateFetch(_table, _schema, absent.ContainsKey, (entry, key, row) => SpoolAbsent(entry, absent[entry], key, _schema.KeepRows ? row : default));
        await fetch.RunAsync(session, reader.Store, reader.Id, cancellationToken).ConfigureAwait(false);
    }

    private void SpoolAbsent(int entry, Disposition disposition)
    {
        Span<byte> image = stackalloc byte[KeyFormat.ExactBytes];
        KeyFormat.WriteImage(_table.ImageOf(entry), image);
        SpoolAbsent(entry, disposition, image[.._keys.FixedSize], default);
    }

    private void SpoolAbsent(int entry, Disposition disposition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
    {
        var change = new PlannedChange
        {
            Entry = entry,
            Change = disposition is Disposition.Settled or Disposition.Waiting ? default : ChangeKind.Removed,
            Disposition = disposition,
            Operation = _rules.Removal ?? default,
            IsRetry = (_baseline.FlagsOf(entry) & (EntryFlags.InDoubt | EntryFlags.Rejected)) != 0 ? (byte)1 : (byte)0,
        };
        Removals.Append(change, _noTolerances, key, row);
    }

    /// <summary>Counts the work once everything is known, so that a change taken back is counted nowhere.</summary>
    private void Tally(ChangeSpool spool)
    {
        var first = FirstTime;
        for (var i = 0; i < spool.Count; i++)
        {
            var change = spool.Read(i).Change;
            if (_shared.IsTakenBack(change)) continue;
            switch (change.Disposition)
            {
                case Disposition.Planned:
                    Counts.Planned++;
                    if (change.IsRetry != 0) break;
                    if (change.Change == ChangeKind.Added) first.Added++;
                    else if (change.Change == ChangeKind.Changed) first.Changed++;
                    else first.Removed++;
                    break;
                case Disposition.LeftByMode: Counts.IgnoredByMode++; break;
                case Disposition.LeftByKeep: Counts.IgnoredByKeep++; break;
                case Disposition.NotOurs: Counts.IgnoredNotOurs++; break;
                case Disposition.Recorded: Counts.IgnoredByBaseline++; break;
                case Disposition.Parked: Counts.Parked++; break;
            }
        }

        FirstTime = first;
    }

    private string NullableKeyNames() => string.Join(", ", _schema.Key.Select(column => _schema.Columns[column].Name));
}
