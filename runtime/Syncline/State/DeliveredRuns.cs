namespace Syncline;

/// <summary>Finds the last run of a log that delivered anything, and the keys it delivered.</summary>
internal sealed class DeliveredRuns(Baseline baseline, KeyFormat keys) : IStateRecords
{
    private readonly HashSet<int> _delivered = [];
    private string? _begun;
    private int _runs = -1;
    private bool _isDelivered;

    /// <summary>The run's number among those told apart, from 0; -1 where none of them delivered anything.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>The run's id.</summary>
    public string? RunId { get; private set; }

    /// <summary>Whether the run delivered the row or the removal of an entry.</summary>
    public bool Has(int entry) => _delivered.Contains(entry);

    public async Task ReadAsync(IStateSession session, string store, string id, CancellationToken cancellationToken)
    {
        var reader = new StateReader(store, id, baseline.Commits);
        await foreach (var segment in session.ReadAsync(cancellationToken).ConfigureAwait(false)) reader.Read(segment.Span, this);
    }

    void IStateRecords.Head(StateHead head)
    {
    }

    void IStateRecords.Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow) => Note(key);

    void IStateRecords.Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
    }

    void IStateRecords.Drop(ReadOnlySpan<byte> key) => Note(key);

    void IStateRecords.Run(RunPart part, string id)
    {
        _isDelivered = part == RunPart.Delivered;
        if (part == RunPart.Begins) (_begun, _runs) = (id, _runs + 1);
        if (!_isDelivered || _runs == Last) return;
        _delivered.Clear();
        (Last, RunId) = (_runs, _begun);
    }

    private void Note(ReadOnlySpan<byte> key)
    {
        if (_isDelivered && baseline.Table.Find(keys.ImageOf(key)) is >= 0 and var entry) _delivered.Add(entry);
    }
}
