namespace Syncline;

/// <summary>Reads a source to its end and compares every row with the baseline; what is to be done about each change waits in the spool.</summary>
internal sealed class Planner<TModel, TKey> : IDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SyncSchema _schema = TModel.Schema;
    private readonly SyncRules _rules;
    private readonly Baseline _baseline;
    private readonly SyncOptions _options;
    private readonly EntryTable _table;
    private readonly double[] _tolerances;
    private readonly ChangeJudge _judge;
    private readonly AbsentKeys _absent;
    private readonly SharedKeys<TModel, TKey> _shared;
    private RowEncoder _encoder;
    private RowCodecWriter _row;
    private long _position;

    public Planner(SyncDefinition sync, SyncRules rules, Baseline baseline, SyncOptions options)
    {
        (_rules, _baseline, _options) = (rules, baseline, options);
        _table = baseline.Table;
        _tolerances = EncoderPlan.Of(_schema).ToleranceLimits;
        _encoder = new RowEncoder(_schema);
        _row = new RowCodecWriter();
        // Removals are found last and sent first, so they wait in a spool of their own.
        Changes = new ChangeSpool(new Spool(options.SpoolMemory, options.SpoolFolder), _tolerances.Length);
        Removals = new ChangeSpool(new Spool(options.SpoolMemory / 4, options.SpoolFolder), _tolerances.Length);
        Invalid = new ReportList<InvalidRow>(options.ReportRows);
        Clashes = new ReportList<KeyClash>(options.ReportRows);
        _judge = new ChangeJudge(rules, baseline);
        _absent = new AbsentKeys(sync, _schema, rules, baseline, Removals, Counts, static key => KeyText.Of<TModel, TKey>(key));
        _shared = new SharedKeys<TModel, TKey>(options, baseline, Changes, Counts, Invalid);
        Counts.Known = baseline.CountKnown();
    }

    public SyncCounts Counts { get; } = new();

    public ChangeSpool Changes { get; }

    public ChangeSpool Removals { get; }

    public ReportList<InvalidRow> Invalid { get; }

    public ReportList<KeyClash> Clashes { get; }

    /// <summary>Operations planned for the first time, by change: what guards count.</summary>
    public (long Added, long Changed, long Removed) FirstTime { get; private set; }

    /// <summary>Whether a spooled change was taken back, because another row of the run has its key.</summary>
    public bool IsTakenBack(in PlannedChange change) => _shared.IsTakenBack(change);

    /// <summary>Whether the source was left before its end, because no more rows were asked for: nothing may be taken for removed.</summary>
    public bool IsSampled { get; private set; }

    /// <summary>Whether what was not seen may be there all the same: not every row was read, or not every key is known.</summary>
    public bool KeepsUnseen => HasUnreadable || IsSampled;

    /// <summary>The keys of the run and of the state; with the hash of each row where every row is acted on.</summary>
    public EntryTable Table => _table;

    /// <summary>Whether rows share the key, so that none of them is delivered.</summary>
    public bool IsHeld(int entry) => _shared.IsHeld(entry);

    /// <summary>The keys that rows share, so that none of them is delivered. Of modes that act on every row alone.</summary>
    public IEnumerable<TKey> HeldKeys()
    {
        for (var i = 0; i < Changes.Count; i++)
        {
            if (_shared.IsHeld(Changes.Read(i).Change.Entry)) yield return KeyCodec.Decode<TKey>(Changes.Read(i).Key, _schema);
        }
    }

    /// <summary>Whether a row's key is unknown because it could not be read, so that nothing may be taken for removed.</summary>
    private bool HasUnreadable { get; set; }

    public async Task ReadAsync(RowCursor<TModel> cursor, ProgressReporter progress, CancellationToken cancellationToken)
    {
        while (!IsSampled && await NextAsync(cursor, cancellationToken).ConfigureAwait(false))
        {
            Counts.Queried = ++_position;
            Take(cursor);
            IsSampled = _position == _options.SampleRows;
            if ((_position & 1023) != 0) continue;
            // Here too: a source that never waits may not look at the token.
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(SyncPhase.Reading, _position, null, Counts);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Whether the source is at work, so that what is thrown is its failure.</summary>
    public bool AwaitsSource { get; private set; }

    /// <summary>Finds what is no longer in the result, once every row was read.</summary>
    /// <param name="session">The open state, to fetch the keys and rows that are not held in memory.</param>
    /// <param name="reader">The store's name and the state's id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task FinishAsync(IStateSession session, (string Store, string Id) reader, CancellationToken cancellationToken)
    {
        if (_rules.IsLedger) await new OwedRows(_schema, _rules, _baseline, Removals, Counts, _shared.IsHeld).FindAsync(session, reader, cancellationToken).ConfigureAwait(false);
        else await _absent.FindAsync(session, reader, KeepsUnseen, cancellationToken).ConfigureAwait(false);
        FirstTime = WorkTally.Of(Removals, Changes, change => IsTakenBack(change), Counts);
        if (Counts.IgnoredByLedger > 0) ListClashes();
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

    private ValueTask<bool> NextAsync(RowCursor<TModel> cursor, CancellationToken cancellationToken)
    {
        AwaitsSource = true;
        return cursor.ReadAsync(cancellationToken);
    }

    private void Take(RowCursor<TModel> cursor)
    {
        AwaitsSource = false;
        try
        {
            Encode(cursor);
            if (_encoder.KeyIsNull)
            {
                Counts.NullKey++;
                if (!Invalid.IsFull) Invalid.Add(new InvalidRow(_position, null, $"a part of the key ({NullableKeyNames()}) is null"));
                return;
            }

            var entry = _table.Find(_encoder.KeyImage);
            if (entry < 0) entry = _table.GetOrAdd(_encoder.KeyImage, out _);
            if (!_table.TestAndSetSeen(entry)) CompareFirst(entry, cursor);
            else if (_shared.TakeAnother(entry, _position, cursor, _encoder.KeyBytes)) Compare(entry, cursor);
        }
        catch (UnreadableRowException e) when (_options.UnreadableRows == UnreadableRows.HoldBack)
        {
            HasUnreadable = true;
            Counts.NullKey++;
            Invalid.Add(new InvalidRow(_position, null, e.Message));
        }
        catch (UnreadableRowException e)
        {
            throw new SourceException($"{RowFailure.Sentence(e.Message, _position)} Correct the row, leave it out of the source, or set UnreadableRows.HoldBack to go on without it.", e);
        }
    }

    private void Encode(RowCursor<TModel> cursor)
    {
        try
        {
            _encoder.Reset();
            cursor.Encode(ref _encoder);
        }
        catch (Exception e) when (RowFailure.Of(e, _schema) is { } unreadable)
        {
            throw unreadable;
        }
    }

    /// <summary>The row, exactly. Valid until the next.</summary>
    private ReadOnlySpan<byte> Build(RowCursor<TModel> cursor)
    {
        try
        {
            var row = cursor.Current;
            _row.Reset();
            TModel.Write(in row, ref _row);
            return _row.Written;
        }
        catch (Exception e) when (RowFailure.Of(e, _schema) is { } unreadable)
        {
            throw unreadable;
        }
    }

    private void CompareFirst(int entry, RowCursor<TModel> cursor)
    {
        try
        {
            Compare(entry, cursor);
        }
        catch (UnreadableRowException)
        {
            // A source that encodes from its own bytes may find out only when it builds the record. Such a row is as good as not there.
            _table.ClearSeen(entry);
            throw;
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
        var change = _judge.Judge(entry, flags, hash, isSame: _table.HashOf(entry) == hash && WithinTolerance(entry));
        change.Position = _position;
        // The row first: it may turn out unreadable, and then it is counted nowhere else.
        var isNeeded = change.Disposition == Disposition.Planned || (_rules.KeepsRows(_schema) && change.Change != default && !_rules.IsLedger);
        var row = isNeeded ? Build(cursor) : default;
        if (change.Change == ChangeKind.Added) Counts.Added++;
        else if (change.Change == ChangeKind.Changed) Counts.Changed++;
        else if (change.Change == ChangeKind.Full) CountFull(entry, hash);
        else Counts.Unchanged++;
        _shared.Spooled(entry, Changes.Count);
        Changes.Append(change, _encoder.Tolerances, _encoder.KeyBytes, row);
    }

    private void CountFull(int entry, ulong hash)
    {
        Counts.Full++;
        // Nothing is remembered of it: what the destination has is compared with this.
        _table.HashOf(entry) = hash;
    }

    private bool WithinTolerance(int entry) => _tolerances.Length == 0 || AreWithinTolerance(_baseline.TolerancesOf(entry), _encoder.Tolerances);

    /// <summary>Whether the values of the columns compared within a tolerance count as equal.</summary>
    public bool AreWithinTolerance(ReadOnlySpan<double> before, ReadOnlySpan<double> now)
    {
        if (before.Length != _tolerances.Length) return false;
        for (var i = 0; i < now.Length; i++)
        {
            if (!ToleranceSlot.AreClose(before[i], now[i], _tolerances[i])) return false;
        }

        return true;
    }

    private void ListClashes()
    {
        for (var i = 0; i < Changes.Count && !Clashes.IsFull; i++)
        {
            var spooled = Changes.Read(i);
            if (spooled.Change.Disposition == Disposition.LeftByLedger && !IsTakenBack(spooled.Change)) Clashes.Add(new KeyClash(spooled.Change.Position, KeyText.Of<TModel, TKey>(spooled.Key)));
        }
    }

    private string NullableKeyNames() => string.Join(", ", _schema.Key.Select(column => _schema.Columns[column].Name));
}
