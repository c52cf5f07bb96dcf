namespace Syncline;

/// <summary>Hands on what is found of a key: its bytes, and the row where rows are kept.</summary>
internal delegate void FetchedEntry(int entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row);

/// <summary>
/// Reads a state once more for the keys and rows of a few entries: long keys and kept rows stay on disk while a run compares, and only
/// what was removed, or changed with its row kept, is asked for again.
/// </summary>
internal sealed class StateFetch(Baseline baseline, SyncSchema schema, Func<int, bool> wants, FetchedEntry found) : IStateRecords
{
    // A key may stand in several records; the last put holds its row, and a later mark has none.
    private readonly Dictionary<int, (byte[] Key, byte[]? Row)> _found = [];
    private readonly KeyFormat _keys = new(schema);
    private readonly EntryTable _table = baseline.Table;
    private readonly string _model = ModelSignature.Of(schema);
    private StateHead? _head;
    private bool _isOpen;

    /// <summary>Reads the state.</summary>
    /// <param name="session">The open state.</param>
    /// <param name="store">The store's name.</param>
    /// <param name="id">The state's id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="beforeRun">Finds what stood before the run of this number, see <see cref="DeliveredRuns"/>; null for what stands now.</param>
    public async Task RunAsync(IStateSession session, string store, string id, CancellationToken cancellationToken, int? beforeRun = null)
    {
        var reader = new StateReader(store, id, baseline.Commits);
        IStateRecords records = beforeRun is { } run ? new RecordsBeforeRun(this, run) : this;
        await foreach (var segment in session.ReadAsync(cancellationToken).ConfigureAwait(false)) reader.Read(segment.Span, records);
        foreach (var (entry, (key, row)) in _found) found(entry, key, row);
    }

    void IStateRecords.Head(StateHead head) => _head = head;

    void IStateRecords.Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
    {
        var entry = Wanted(key);
        if (entry < 0) return;
        // A row of an earlier model can't be read as one of today's.
        var readable = hasRow && _head is not null && generation < _head.Generations.Length && _head.Generations[generation] == _model;
        var found = (key.ToArray(), readable ? row.ToArray() : null);
        // Of a commit that nobody knows of yet only what stands nowhere else.
        if (_isOpen) _found.TryAdd(entry, found);
        else _found[entry] = found;
    }

    void IStateRecords.Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        var entry = Wanted(key);
        if (entry >= 0) _found.TryAdd(entry, (key.ToArray(), null));
    }

    void IStateRecords.Drop(ReadOnlySpan<byte> key)
    {
        if (_isOpen) return;
        // What comes after knows nothing of the row before.
        var entry = Wanted(key);
        if (entry >= 0) _found.Remove(entry);
    }

    void IStateRecords.Prepare(string commit) => _isOpen = commit == baseline.Commits.Open;

    void IStateRecords.Settle(string commit, bool tookEffect) => _isOpen = false;

    private int Wanted(ReadOnlySpan<byte> key)
    {
        var entry = _table.Find(_keys.ImageOf(key));
        return entry >= 0 && wants(entry) ? entry : -1;
    }
}
