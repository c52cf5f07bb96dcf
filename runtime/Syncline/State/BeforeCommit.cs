namespace Syncline;

/// <summary>What stood before the records of a commit that may turn out not to count.</summary>
/// <param name="entries">How many entries there were; those above are the commit's own.</param>
/// <param name="head">What the state said of itself.</param>
internal sealed class BeforeCommit(int entries, StateHead? head)
{
    private readonly List<RememberedEntry> _entries = [];

    /// <summary>How many entries there were.</summary>
    public int Entries => entries;

    /// <summary>What the state says of itself where the commit does not count.</summary>
    public StateHead? Head => Lasting ?? head;

    /// <summary>A head that holds whatever becomes of the commit.</summary>
    public StateHead? Lasting { get; set; }

    /// <summary>The entries that were touched, the last first.</summary>
    public IEnumerable<RememberedEntry> Backwards()
    {
        for (var i = _entries.Count - 1; i >= 0; i--) yield return _entries[i];
    }

    public void Remember(RememberedEntry entry) => _entries.Add(entry);
}

/// <summary>All that was remembered of an entry.</summary>
internal readonly record struct RememberedEntry(int Entry, EntryFlags Flags, ulong Hash, EntryNote? Note, double[] Tolerances, int Day);
