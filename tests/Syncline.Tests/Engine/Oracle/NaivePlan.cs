namespace Syncline.Tests.Engine.Oracle;

/// <summary>What SPEC says a run does about its rows, worked out the slow way: by key, with dictionaries.</summary>
internal sealed class NaivePlan
{
    private readonly RunSpec _spec;
    private readonly NaiveRules _rules;
    private readonly bool _keepsRows;
    private readonly int? _today;

    public NaivePlan(NaiveState state, RunSpec spec, int run, IReadOnlyList<Row> rows, bool keepsRows, int? today)
    {
        (State, _spec, _keepsRows) = (state, spec, keepsRows);
        _rules = new NaiveRules(spec, run, state.Generation, today);
        _today = today;
        RecordsOnly = !IsFull && (state.Phase == NaivePhase.Record || (state.Phase == NaivePhase.First && spec.FirstRun == FirstRunPolicy.Baseline));
        Known = state.Entries.Values.Count(entry => entry.Known);
        var standing = Read(rows);
        StaleRows = standing.Count(row => state.Entries.GetValueOrDefault(row.Key!.Value) is { Known: true, InDoubt: false } entry && entry.Generation < state.Generation);
        if (IsLedger)
        {
            foreach (var row in standing) CompareEvent(row);
            var held = _seen.Except(standing.Select(row => row.Key!.Value)).ToHashSet();
            foreach (var (key, entry) in state.Entries) Owe(key, entry, held.Contains(key));
            return;
        }

        if (_spec.Mode == SyncMode.Archive && _spec.Type == SyncType.Objects)
        {
            foreach (var row in standing)
            {
                Full++;
                var operation = new Sent(OperationKind.Archive, row.Key!.Value, row);
                Writes.Add(operation);
                Operations.Add(("full", operation));
            }

            return;
        }

        foreach (var row in standing) Compare(row);
        foreach (var (key, entry) in state.Entries.Where(entry => !_seen.Contains(entry.Key)).ToArray()) Miss(key, entry);
    }

    public NaiveState State { get; }

    public NaiveRules Rules => _rules;

    public bool RecordsOnly { get; }

    /// <summary>Whether nothing is remembered of the rows.</summary>
    public bool IsFull => _spec.Mode == SyncMode.Archive;

    public bool IsLedger => _spec.Type is SyncType.Events or SyncType.Actions;

    /// <summary>Whether a row is owed that this version of the model can't read.</summary>
    public bool NeedsEarlierModel { get; private set; }

    /// <summary>What goes first: removals, and events owed from earlier runs.</summary>
    public List<Sent> Removals { get; } = [];

    /// <summary>In the order of the source.</summary>
    public List<Sent> Writes { get; } = [];

    /// <summary>What becomes of keys for which nothing is sent.</summary>
    public Dictionary<int, NaiveEntry?> LeftAlone { get; } = [];

    /// <summary>The operations with how they compare, for the fingerprint.</summary>
    public HashSet<(string Change, Sent Operation)> Operations { get; } = [];

    /// <summary>How many rows were known under an earlier version of the model.</summary>
    public int StaleRows { get; }

    /// <summary>Whether the report must say that the model changed.</summary>
    public bool TellsOfModel => StaleRows > 0 && State.Phase != NaivePhase.Resync && State.Before is { } before && before != State.Version;

    /// <summary>The keys that a run which succeeds forgets: delivered longer ago than the ledger is kept, and not in the result.</summary>
    public IEnumerable<int> Forgotten => _today is not { } today || RecordsOnly || Queried == 0 ? [] : State.Entries
        .Where(entry => entry.Value is { Known: true, Owed: false, InDoubt: false, Rejected: false, Parked: false } && !_seen.Contains(entry.Key) && today - (entry.Value.Day ?? State.DatedSince) > _spec.KeepLedger)
        .Select(entry => entry.Key);

    public int Queried { get; private set; }
    public int Known { get; }
    public int Unchanged { get; private set; }
    public int Added { get; private set; }
    public int Full { get; private set; }
    public int Changed { get; private set; }
    public int Removed { get; private set; }
    public int NullKey { get; private set; }
    public int Duplicate { get; private set; }
    public int Superseded { get; private set; }
    public int Waiting { get; private set; }
    public int Held { get; private set; }
    public int Parked { get; private set; }
    public int ByMode { get; private set; }
    public int ByKeep { get; private set; }
    public int NotOurs { get; private set; }
    public int ByBaseline { get; private set; }
    public int ByLedger { get; private set; }
    public int Absent { get; private set; }
    public int Carried { get; private set; }
    public int FirstTimeAdded { get; private set; }
    public int FirstTimeChanged { get; private set; }
    public int FirstTimeRemoved { get; private set; }

    public int Planned => Removals.Count + Writes.Count;

    public bool HasValidRow => Queried > NullKey + Duplicate;

    private readonly HashSet<int> _seen = [];
    private bool _hasUnreadable;

    private OperationKind Write => _spec.Mode switch { _ when _spec.Type == SyncType.Events => OperationKind.Event, _ when _spec.Type == SyncType.Actions => OperationKind.Action, SyncMode.Insert => OperationKind.Insert, SyncMode.Update => OperationKind.Update, SyncMode.Add => OperationKind.AddMember, SyncMode.Remove => OperationKind.RemoveMember, _ => OperationKind.Upsert };

    private OperationKind Removal => _spec.WhenRemoved switch { WhenRemoved.Delete => OperationKind.Delete, WhenRemoved.Clear => OperationKind.Clear, WhenRemoved.Archive => OperationKind.Archive, _ => OperationKind.RemoveMember };

    /// <summary>Takes out what is invalid or superseded.</summary>
    private List<Row> Read(IReadOnlyList<Row> rows)
    {
        Queried = rows.Count;
        _hasUnreadable = rows.Any(row => row.IsUnreadable);
        NullKey = rows.Count(row => row.IsUnreadable || row.Key is null);
        var standing = new List<Row>();
        foreach (var group in rows.Where(row => !row.IsUnreadable && row.Key is not null).GroupBy(row => row.Key!.Value))
        {
            _seen.Add(group.Key);
            var same = group.ToList();
            if (same.Count == 1 || _spec.DuplicateKeys != DuplicateKeys.HoldBack)
            {
                Superseded += same.Count - 1;
                standing.Add(_spec.DuplicateKeys == DuplicateKeys.KeepLast ? same[^1] : same[0]);
                continue;
            }

            Duplicate += same.Count;
            if (State.Entries.TryGetValue(group.Key, out var entry) && entry.Known) Held++;
        }

        return [.. standing.OrderBy(row => IndexOf(rows, row))];
    }

    /// <summary>By identity: equal rows stand at several places.</summary>
    private static int IndexOf(IReadOnlyList<Row> rows, Row row)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (ReferenceEquals(rows[i], row)) return i;
        }

        throw new InvalidOperationException();
    }

    private void Compare(Row row)
    {
        var key = row.Key!.Value;
        var entry = State.Entries.GetValueOrDefault(key);
        var isStale = entry is not null && entry.Generation < State.Generation;
        if (entry is not { Known: true })
        {
            Added++;
            var acts = State.Phase is NaivePhase.First or NaivePhase.Resync || entry is { Left: true } or { Rejected: true } || ActsOn(SyncChanges.Added);
            Act("added", row, entry, acts);
        }
        else if (!entry.InDoubt && !isStale && entry.Base! == row)
        {
            Unchanged++;
            // A rejection, a mark or a grace that this row ends.
            LeftAlone[key] = entry with { Rejected = false, Parked = false, AbsentRuns = 0, Attempts = 0, Tried = default, TriedRow = null, TriedRemoval = false };
        }
        else
        {
            Changed++;
            var isOwed = entry.InDoubt || (entry.Rejected && !entry.TriedRemoval);
            var isSilent = isStale && !entry.InDoubt && !entry.Rejected && _spec.OnModelChange == ModelChange.Rebaseline && State.Phase != NaivePhase.Resync;
            Act("changed", row, entry, !isSilent && (isOwed || (State.Phase == NaivePhase.Resync && isStale) || ActsOn(SyncChanges.Changed)));
        }
    }

    /// <summary>A key once delivered is never delivered again.</summary>
    private void CompareEvent(Row row)
    {
        var key = row.Key!.Value;
        var entry = State.Entries.GetValueOrDefault(key);
        var isStale = entry is { Known: true } && entry.Generation < State.Generation;
        if (entry is not { Known: true })
        {
            Added++;
            Act("added", row, entry, true);
        }
        else if (RecordsOnly && (entry.InDoubt || entry.Owed || isStale || entry.Base! != row))
        {
            Changed++;
            Act("changed", row, entry, true);
        }
        else if (entry.InDoubt)
        {
            // Sent again as it was.
            Changed++;
        }
        else if (entry.Owed || (isStale && State.Phase == NaivePhase.Resync))
        {
            Changed++;
            Act("changed", row, entry, true);
        }
        else if (isStale)
        {
            Unchanged++;
            LeftAlone[key] = _rules.Recorded(row) with { Owned = entry.Owned, Day = _today is null ? null : entry.Day };
        }
        else if (entry.Base! == row)
        {
            Unchanged++;
        }
        else
        {
            Changed++;
            ByLedger++;
        }
    }

    /// <summary>What was planned and not delivered is owed, whether or not the result still holds it.</summary>
    private void Owe(int key, NaiveEntry entry, bool isHeld)
    {
        var isSeen = _seen.Contains(key);
        if (entry.Known && !isSeen) Absent++;
        if (!entry.Owed || isHeld || RecordsOnly || (isSeen && !entry.InDoubt)) return;
        NeedsEarlierModel |= entry.BaseVersion != _spec.Version;
        if (!isSeen) Carried++;
        if (IsParked(entry, isRemoval: false, entry.Base))
        {
            Parked++;
            return;
        }

        var operation = new Sent(Write, key, entry.Base);
        Removals.Add(operation);
        Operations.Add((isSeen ? "changed" : "carried", operation));
    }

    private void Act(string change, Row row, NaiveEntry? entry, bool acts)
    {
        var key = row.Key!.Value;
        if (RecordsOnly)
        {
            ByBaseline++;
            LeftAlone[key] = _rules.Recorded(row) with { Owned = true };
        }
        else if (!acts)
        {
            ByMode++;
            LeftAlone[key] = _rules.Recorded(row) with { Owned = entry is { Owned: true } };
        }
        else if (IsParked(entry, isRemoval: false, row))
        {
            Parked++;
            LeftAlone[key] = entry! with { AbsentRuns = 0 };
        }
        else
        {
            var operation = new Sent(Write, key, row);
            Writes.Add(operation);
            Operations.Add((change, operation));
            if (IsRetry(entry, isRemoval: false)) return;
            if (change == "added") FirstTimeAdded++;
            else FirstTimeChanged++;
        }
    }

    private void Miss(int key, NaiveEntry entry)
    {
        if (!entry.Known)
        {
            if (entry.Rejected && !_hasUnreadable) LeftAlone[key] = entry.Left ? new NaiveEntry { Left = true, Owned = entry.Owned } : null;
            return;
        }

        if (_hasUnreadable)
        {
            Held++;
        }
        else if (entry.AbsentRuns + 1 < _spec.RemoveAfterRuns)
        {
            Waiting++;
            LeftAlone[key] = entry with { AbsentRuns = entry.AbsentRuns + 1 };
        }
        else
        {
            Removed++;
            Remove(key, entry);
        }
    }

    private void Remove(int key, NaiveEntry entry)
    {
        // An upsert in doubt makes the record ours, whether it was applied or not, and a removal was planned because it is; an insert or update may have met a stranger's.
        var isOurs = entry.Owned || (entry.InDoubt && (entry.Tried is OperationKind.Upsert or OperationKind.AddMember || entry.TriedRemoval));
        if (RecordsOnly || _spec.WhenRemoved == WhenRemoved.Keep || !isOurs)
        {
            if (RecordsOnly) ByBaseline++;
            else if (_spec.WhenRemoved == WhenRemoved.Keep) ByKeep++;
            else NotOurs++;
            LeftAlone[key] = null;
        }
        else if (IsParked(entry, isRemoval: true, null))
        {
            Parked++;
        }
        else
        {
            var operation = new Sent(Removal, key, KeptRow(entry));
            Removals.Add(operation);
            Operations.Add(("removed", operation));
            if (!IsRetry(entry, isRemoval: true)) FirstTimeRemoved++;
        }
    }

    private Row? KeptRow(NaiveEntry entry) => _keepsRows ? entry.Base : null;

    private bool ActsOn(SyncChanges change)
        => (_spec.ActOn != 0 ? _spec.ActOn : _spec.Mode switch { SyncMode.Insert or SyncMode.Add or SyncMode.Remove => SyncChanges.Added, SyncMode.Update => SyncChanges.Changed, _ => SyncChanges.Added | SyncChanges.Changed }).HasFlag(change);

    private bool IsParked(NaiveEntry? entry, bool isRemoval, Row? row)
    {
        if (entry is not { Parked: true } || State.Phase == NaivePhase.Resync) return false;
        if (!entry.Rejected) return true;
        return entry.TriedRemoval == isRemoval && entry.TriedRow == row && (isRemoval || entry.TriedVersion == _spec.Version);
    }

    private bool IsRetry(NaiveEntry? entry, bool isRemoval) => IsLedger ? entry is { Owed: true } : entry is not null && (entry.InDoubt || entry.Rejected) && entry.TriedRemoval == isRemoval;
}
