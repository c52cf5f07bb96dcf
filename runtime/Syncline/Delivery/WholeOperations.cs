namespace Syncline;

/// <summary>The operations of a whole run: the planned ones of its removals, and then of its changes.</summary>
internal sealed class WholeOperations(ChangeSpool removals, ChangeSpool changes)
{
    // Counted from the first change on, so that removals are below 0; null where every change is an operation, and each stands at its own place.
    private List<int>? _places;

    /// <summary>How many there are.</summary>
    public int Count => _places?.Count ?? checked(removals.Count + changes.Count);

    /// <summary>Picks the operations.</summary>
    /// <param name="planned">How many there are.</param>
    /// <param name="isTakenBack">Whether a change was taken back.</param>
    /// <param name="leftAlone">Hears of each that is none, and whether it is a removal.</param>
    public void Collect(long planned, Func<PlannedChange, bool> isTakenBack, Action<SpooledChange, bool> leftAlone)
    {
        if (planned == (long)removals.Count + changes.Count) return;
        _places = new List<int>(checked((int)planned));
        for (var place = -removals.Count; place < changes.Count; place++)
        {
            var change = At(place);
            if (isTakenBack(change.Change)) continue;
            if (change.Change.Disposition == Disposition.Planned) _places.Add(place);
            else leftAlone(change, place < 0);
        }
    }

    /// <summary>An operation; its spans are valid until the next is asked for. Quickest in order.</summary>
    public SpooledChange Read(int index) => At(_places is null ? index - removals.Count : _places[index]);

    private SpooledChange At(int place) => place < 0 ? removals.Read(place + removals.Count) : changes.Read(place);
}
