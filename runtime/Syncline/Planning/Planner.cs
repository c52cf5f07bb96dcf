namespace Syncline;

/// <summary>Reads a source to its end and compares every row with the baseline; what is to be done about each change waits in the spool.</summary>
internal sealed partial class Planner<TModel, TKey> : IDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Rows that are staged as they are read are read again only where that went wrong, and fresh memory is dearer than a file nobody reads.
    private const long MemoryOfStaged = 1 << 20;

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
    private bool _isEncoded;

    public Planner(SyncDefinition sync, SyncRules rules, Baseline baseline, SyncOptions options, RowsAhead<TModel, TKey>? ahead = null)
    {
        (_rules, _baseline, _options, Ahead) = (rules, baseline, options, ahead);
        _table = baseline.Table;
        var plan = rules.ComparesRows ? EncoderPlan.Of(_schema) : EncoderPlan.OfKey(_schema);
        _tolerances = plan.ToleranceLimits;
        _encoder = new RowEncoder(plan);
        _row = new RowCodecWriter();
        var memory = ahead is null ? options.SpoolMemory : Math.Min(options.SpoolMemory, MemoryOfStaged);
        Changes = new ChangeSpool(new Spool(memory, options.SpoolFolder), _tolerances.Length) { Ahead = ahead };
        // Removals are found last and sent first, so they wait in a spool of their own.
        Removals = new ChangeSpool(new Spool(options.SpoolMemory / 4, options.SpoolFolder), EncoderPlan.Of(_schema).Tolerances);
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

    /// <summary>Takes planned rows while more are read; null where nobody wants them so early.</summary>
    public RowsAhead<TModel, TKey>? Ahead { get; }

    public ReportList<InvalidRow> Invalid { get; }

    public ReportList<KeyClash> Clashes { get; }

    /// <summary>Operations planned for the first time, by change: what guards count.</summary>
    public (long Added, long Changed, long Removed) FirstTime { get; private set; }

    /// <summary>Whether the spooled changes have the hashes of their rows.</summary>
    public bool HasHashes => _rules.ComparesRows;

    /// <summary>Whether a spooled change was taken back, because another row of the run has its key.</summary>
    public bool IsTakenBack(in PlannedChange change) => _shared.IsTakenBack(change);

    /// <summary>How many rows of the result were known under an earlier version of the model, or before a resync. What is in doubt is owed whatever the model.</summary>
    public long CountStale()
    {
        const EntryFlags StaleRow = EntryFlags.Known | EntryFlags.Stale;
        const EntryFlags Compared = StaleRow | EntryFlags.InDoubt;
        long count = 0;
        for (var entry = 0; entry < _baseline.Loaded; entry++)
        {
            if ((_baseline.FlagsOf(entry) & Compared) == StaleRow && _table.IsSeen(entry) && !_shared.IsHeld(entry)) count++;
        }

        return count;
    }

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
            if (_shared.IsHeld(Changes.ChangeOf(i).Entry)) yield return KeyCodec.Decode<TKey>(Changes.Read(i).Key, _schema);
        }
    }

    /// <summary>Whether a row's key is unknown because it could not be read, so that nothing may be taken for removed.</summary>
    private bool HasUnreadable { get; set; }

    public async Task ReadAsync(RowCursor<TModel> cursor, ProgressReporter progress, CancellationToken cancellationToken)
    {
        if (cursor.Expected is { } rows) _table.Expect(Math.Min(rows, _options.SampleRows ?? rows));
        while (!IsSampled && await NextAsync(cursor, cancellationToken).ConfigureAwait(false))
        {
            Counts.Queried = ++_position;
            Take(cursor);
            IsSampled = _position == _options.SampleRows;
            if (Ahead is { IsDue: true }) await Ahead.PassOnAsync(cancellationToken).ConfigureAwait(false);
            if ((_position & 1023) != 0) continue;
            // Here too: a source that never waits may not look at the token.
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(SyncPhase.Reading, _position, null, Counts);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (Ahead is null) return;
        Changes.Complete();
        await Ahead.CompleteAsync(cancellationToken).ConfigureAwait(false);
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
        Tally();
        if (Counts.IgnoredByLedger > 0) ListClashes();
    }

    /// <summary>Counts the work, once every change is spooled.</summary>
    public void Tally()
    {
        var tally = _shared.TookBack ? WorkTally.Of(Removals, Changes, change => IsTakenBack(change)) : WorkTally.Of(Removals, Changes);
        tally.Enter(Counts);
        FirstTime = tally.FirstTime;
    }

    /// <summary>The entries of planned changes that have a row before.</summary>
    public HashSet<int> ChangedEntries()
    {
        var entries = new HashSet<int>();
        for (var i = 0; i < Changes.Count; i++)
        {
            var change = Changes.ChangeOf(i);
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
