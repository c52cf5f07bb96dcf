using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>A state in memory: per key the image, the hash and the flags, and a note where one is needed.</summary>
internal sealed partial class Baseline : IStateRecords
{
    private readonly KeyFormat _keys;
    private readonly int _toleranceColumns;
    private readonly Dictionary<int, EntryNote> _notes = [];
    private readonly List<double> _tolerances = [];
    private readonly List<ushort>? _days;
    private readonly bool _keepsHashes;
    private int _day;
    private EntryTable? _table;
    private ulong[]? _knownBefore;

    private Baseline(KeyFormat keys, int toleranceColumns, bool keepsDays, bool keepsHashes)
    {
        _keepsHashes = keepsHashes;
        _keys = keys;
        _toleranceColumns = toleranceColumns;
        if (keepsDays) _days = [];
    }

    /// <summary>What the state says of itself; null when it is empty.</summary>
    public StateHead? State { get; private set; }

    public EntryTable Table => _table ??= EntryTable.Create(_keys, 0, _keepsHashes);

    /// <summary>The entries the state had; those above are keys this run met first.</summary>
    public int Loaded { get; private set; }

    /// <summary>The store's version the baseline was read at.</summary>
    public long Version { get; private set; }

    /// <summary>The ordinal the next segment gets.</summary>
    public int NextOrdinal { get; private set; }

    /// <summary>The records of the log as it was loaded.</summary>
    public long Records { get; private set; }

    /// <summary>The records committed since.</summary>
    public long Written { get; private set; }

    public static Task<Baseline> LoadAsync(IStateSession session, string store, string id, SyncSchema schema, CancellationToken cancellationToken, int? beforeRun = null)
        => LoadAsync(session, store, id, schema, keepsDays: false, cancellationToken, beforeRun);

    /// <param name="session">The open state.</param>
    /// <param name="store">The store's name.</param>
    /// <param name="id">The state's id.</param>
    /// <param name="schema">The model's columns.</param>
    /// <param name="keepsDays">Whether to remember when each key was delivered, which takes two bytes a key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="beforeRun">Reads what stood before the run of this number, see <see cref="DeliveredRuns"/>; null for all.</param>
    /// <param name="doubt">Takes what a commit without a verdict says for in doubt, as operations of these rules; null takes it back.</param>
    /// <param name="keepsHashes">Whether rows are compared with anything, so that their hashes are kept.</param>
    public static async Task<Baseline> LoadAsync(IStateSession session, string store, string id, SyncSchema schema, bool keepsDays, CancellationToken cancellationToken, int? beforeRun = null, SyncRules? doubt = null, bool keepsHashes = true)
    {
        var baseline = new Baseline(new KeyFormat(schema), ToleranceColumns(schema), keepsDays, keepsHashes) { Version = session.Version };
        var reader = new StateReader(store, id);
        IStateRecords records = beforeRun is { } run ? new RecordsBeforeRun(baseline, run) : baseline;
        await foreach (var segment in session.ReadAsync(cancellationToken).ConfigureAwait(false)) reader.Read<IStateRecords>(segment.Span, records);
        baseline.LeaveOpen(doubt);
        if (baseline.State is null && reader.NextOrdinal > 0 && beforeRun is null) throw new StateException($"The state '{id}' in {store} is damaged: it has no head. Restore a copy of it, or call ResetAsync (the next run takes the source as delivered) and then run again.");
        baseline.NextOrdinal = reader.NextOrdinal;
        baseline.Loaded = baseline.Table.Count;
        return baseline;
    }

    public static int ToleranceColumns(SyncSchema schema) => EncoderPlan.Of(schema).Tolerances;

    public EntryFlags FlagsOf(int entry) => (EntryFlags)Table.FlagsOf(entry);

    public EntryNote? NoteOf(int entry) => (FlagsOf(entry) & EntryFlags.HasNote) != 0 ? _notes[entry] : null;

    /// <summary>The values of the tolerance columns as last delivered.</summary>
    public ReadOnlySpan<double> TolerancesOf(int entry)
    {
        var start = entry * _toleranceColumns;
        return start + _toleranceColumns <= _tolerances.Count
            ? CollectionsMarshal.AsSpan(_tolerances).Slice(start, _toleranceColumns)
            : default;
    }

    /// <summary>The day on which the key was delivered; 0 where none was said, or none is kept.</summary>
    public int DayOf(int entry) => _days is not null && entry < _days.Count ? _days[entry] : 0;

    /// <summary>How many keys are known.</summary>
    public int CountKnown() => Count(EntryFlags.Known);

    /// <summary>Whether a record is remembered as delivered.</summary>
    public bool HasOwned => Count(EntryFlags.Owned) > 0;

    /// <summary>How many keys anything is remembered of.</summary>
    public int CountAlive() => Count(~EntryFlags.None);

    /// <summary>How many keys became known, and how many are known no more, since the state was loaded.</summary>
    public (int Entered, int Gone) CountMoves()
    {
        if (_knownBefore is null) return default;
        var (entered, gone) = (0, 0);
        for (var entry = 0; entry < Table.Count; entry++)
        {
            var before = entry < Loaded && (_knownBefore[entry >> 6] >> (entry & 63) & 1) != 0;
            var after = (FlagsOf(entry) & EntryFlags.Known) != 0;
            if (after && !before) entered++;
            if (before && !after) gone++;
        }

        return (entered, gone);
    }

    public void Replace(StateHead head)
    {
        State = head;
        LastCommit = head.LastCommit ?? LastCommit;
    }

    /// <summary>Follows a committed record: the flags and the note. The hash is of no more use to the run.</summary>
    public void Follow(int entry, EntryFlags flags, EntryNote? note)
    {
        _knownBefore ??= RememberKnown();
        Written++;
        SetMark(entry, flags, note);
        // Whatever was recorded was recorded under the run's own generation.
        Table.FlagsOf(entry) &= unchecked((byte)~EntryFlags.Stale);
    }

    /// <summary>The flags and the note of a key that is in the log.</summary>
    public (EntryFlags Flags, EntryNote? Note) Remembered(ReadOnlySpan<byte> key)
    {
        var entry = Table.Find(_keys.ImageOf(key));
        return (FlagsOf(entry), NoteOf(entry));
    }

    private ulong[] RememberKnown()
    {
        var known = new ulong[(Loaded + 63) / 64];
        for (var entry = 0; entry < Loaded; entry++)
        {
            if ((FlagsOf(entry) & EntryFlags.Known) != 0) known[entry >> 6] |= 1UL << (entry & 63);
        }

        return known;
    }

    private int Count(EntryFlags any) => Table.CountFlags((byte)any);

    private void SetPut(int entry, EntryFlags flags, ulong hash, ReadOnlySpan<double> tolerances)
    {
        Table.HashOf(entry) = hash;
        ForgetNote(entry);
        Table.FlagsOf(entry) = (byte)flags;
        SetTolerances(entry, tolerances);
        SetDay(entry, _day);
    }

    /// <summary>Takes the day on which the key was delivered, where days are kept.</summary>
    public void SetDay(int entry, int day)
    {
        if (_days is null) return;
        if (_days.Count <= entry) CollectionsMarshal.SetCount(_days, entry + 1);
        // Two bytes reach to the year 2149.
        _days[entry] = (ushort)Math.Min(day, LedgerTerm.Unchanged - 1);
    }

    private void SetMark(int entry, EntryFlags flags, EntryNote? note)
    {
        var stale = FlagsOf(entry) & EntryFlags.Stale;
        flags &= ~(EntryFlags.HasNote | EntryFlags.Stale);
        if (note is null)
        {
            ForgetNote(entry);
        }
        else
        {
            _notes[entry] = note;
            flags |= EntryFlags.HasNote;
        }

        Table.FlagsOf(entry) = (byte)(flags | stale);
    }

    /// <summary>Follows a log that was folded before the run wrote anything.</summary>
    public void Refolded(int segments) => (NextOrdinal, Records) = (segments, CountAlive());

    /// <summary>Follows a log that has as many segments.</summary>
    public void Renumber(int segments) => NextOrdinal = segments;

    /// <summary>Makes every entry compare as recorded under an earlier model.</summary>
    public void MakeStale()
    {
        for (var entry = 0; entry < Table.Count; entry++)
        {
            if (FlagsOf(entry) != EntryFlags.None) Table.FlagsOf(entry) |= (byte)EntryFlags.Stale;
        }
    }

    /// <summary>Forgets all but which keys are known: what was delivered, is in doubt, was rejected or left, was so somewhere else.</summary>
    public void Disown()
    {
        // What a ledger owes is owed to the other destination.
        var stays = EntryFlags.Known | (State is { } head && SyncFamily.IsLedger(head.Family) ? LedgerFlags.Owed : EntryFlags.None);
        for (var entry = 0; entry < Table.Count; entry++) Table.FlagsOf(entry) &= (FlagsOf(entry) & stays) == 0 ? (byte)0 : (byte)(stays | EntryFlags.Stale);
        LastCommit = null;
    }

    void IStateRecords.Head(StateHead head)
    {
        _table ??= EntryTable.Create(_keys, (int)Math.Min(head.Entries, int.MaxValue / 2), _keepsHashes);
        if (State is not null && head.Generation > State.Generation) MakeStale();
        if (State is not null && head.OwnedSince > State.OwnedSince) Disown();
        Replace(head);
    }

    void IStateRecords.Day(int day) => _day = day;

    void IStateRecords.Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
    {
        Records++;
        var entry = Table.GetOrAdd(_keys.ImageOf(key), out _);
        Remember(entry);
        if (State is not null && generation < State.Generation) flags |= EntryFlags.Stale;
        if (State is not null && generation < State.OwnedSince) flags &= ~EntryFlags.Owned;
        SetPut(entry, flags, hash, MemoryMarshal.Cast<byte, double>(tolerances));
    }

    void IStateRecords.Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        Records++;
        var entry = Table.GetOrAdd(_keys.ImageOf(key), out _);
        Remember(entry);
        SetMark(entry, flags, note);
    }

    void IStateRecords.Drop(ReadOnlySpan<byte> key)
    {
        Records++;
        var entry = Table.Find(_keys.ImageOf(key));
        if (entry < 0) return;
        Remember(entry);
        Forget(entry);
    }

    private void Forget(int entry)
    {
        ForgetNote(entry);
        Table.FlagsOf(entry) = 0;
        Table.HashOf(entry) = 0;
        SetDay(entry, 0);
    }

    // Every key sent has a note until it is answered: those of the answered must go, or a large run fills memory with them.
    private void ForgetNote(int entry)
    {
        if ((FlagsOf(entry) & EntryFlags.HasNote) != 0) _notes.Remove(entry);
    }

    private void SetTolerances(int entry, ReadOnlySpan<double> tolerances)
    {
        // A put of a generation with other tolerance columns is stale, and never asked for its values.
        if (_toleranceColumns == 0 || tolerances.Length != _toleranceColumns) return;
        var end = (entry + 1) * _toleranceColumns;
        if (_tolerances.Count < end) CollectionsMarshal.SetCount(_tolerances, end);
        tolerances.CopyTo(CollectionsMarshal.AsSpan(_tolerances)[(end - _toleranceColumns)..]);
    }
}
