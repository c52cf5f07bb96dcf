namespace Syncline;

/// <summary>Rows of one run that share a key: what the policy says becomes of them.</summary>
internal sealed class SharedKeys<TModel, TKey>(SyncOptions options, Baseline baseline, ChangeSpool changes, SyncCounts counts, ReportList<InvalidRow> invalid)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Changes of an entry found before this position are taken back.
    private readonly Dictionary<int, long> _takenBackBefore = [];

    // The spooled change that stands for an entry; made when the first shared key is met.
    private Dictionary<int, int>? _standing;

    /// <summary>Whether any change was taken back.</summary>
    public bool TookBack => _takenBackBefore.Count > 0;

    public bool IsTakenBack(in PlannedChange change)
        => TookBack && _takenBackBefore.TryGetValue(change.Entry, out var before) && change.Position < before;

    /// <summary>Whether no row of the key is delivered in this run.</summary>
    public bool IsHeld(int entry) => _takenBackBefore.TryGetValue(entry, out var before) && before == long.MaxValue;

    /// <summary>Hears of every spooled change.</summary>
    public void Spooled(int entry, int index)
    {
        if (_standing is not null) _standing[entry] = index;
    }

    /// <summary>Takes another row of a key that was seen.</summary>
    /// <returns>Whether the row goes on to be compared, in the place of those before it.</returns>
    /// <exception cref="SyncStoppedException">The policy is to fail.</exception>
    public bool TakeAnother(int entry, long position, RowCursor<TModel> cursor, ReadOnlySpan<byte> key)
    {
        _standing ??= FindStanding();
        // A row that turns out unreadable is one of no key: found out before anything is counted.
        var columns = options.DuplicateKeys is DuplicateKeys.HoldBack or DuplicateKeys.KeepLast ? Compare(entry, cursor) : "";
        switch (options.DuplicateKeys)
        {
            case DuplicateKeys.KeepFirst:
                counts.Superseded++;
                return false;
            case DuplicateKeys.KeepLast:
                counts.Superseded++;
                TakeBack(entry, position);
                return true;
            case DuplicateKeys.Fail:
                throw new SyncStoppedException($"{Describe(entry, position, key)}. Make the key unique, or choose another DuplicateKeys policy.", isOfSource: true);
            default:
                HoldBack(entry, position, columns, key);
                return false;
        }
    }

    private void HoldBack(int entry, long position, string columns, ReadOnlySpan<byte> key)
    {
        counts.Duplicate++;
        var name = invalid.IsFull ? "" : Name(key);
        if (!_takenBackBefore.ContainsKey(entry))
        {
            counts.Duplicate++;
            if ((baseline.FlagsOf(entry) & EntryFlags.Known) != 0) counts.Held++;
            long? firstPosition = _standing!.TryGetValue(entry, out var index) ? changes.ChangeOf(index).Position : null;
            var first = firstPosition is { } at ? $"row {at}" : "an earlier row, unchanged since the last run,";
            invalid.Add(new InvalidRow(firstPosition, name, $"shares its key with row {position}"));
            invalid.Add(new InvalidRow(position, name, $"shares its key with {first}{columns}".TrimEnd(',')));
            TakeBack(entry, long.MaxValue);
            return;
        }

        invalid.Add(new InvalidRow(position, name, "shares its key with earlier rows"));
    }

    /// <summary>In which columns a row differs from the one that stands for its key, as the end of a sentence; empty where that one is not at hand.</summary>
    private string Compare(int entry, RowCursor<TModel> cursor)
    {
        try
        {
            var after = cursor.Current;
            if (!_standing!.TryGetValue(entry, out var index) || !changes.ChangeOf(index).HasRow) return "";
            var before = PlannedRows.Row<TModel>(changes.Read(index).Row);
            var columns = TModel.Compare(in before, in after);
            return columns.IsEmpty ? "; no compared column differs" : $"; they differ in {string.Join(", ", columns.Select(column => TModel.Schema.Columns[column].Name))}";
        }
        catch (Exception e) when (RowFailure.Of(e, TModel.Schema) is { } unreadable)
        {
            throw unreadable;
        }
    }

    /// <summary>Takes the standing row of a key out of the counts.</summary>
    private void TakeBack(int entry, long position)
    {
        var change = _standing!.Remove(entry, out var index) ? changes.ChangeOf(index).Change : default;
        if (change == ChangeKind.Added) counts.Added--;
        else if (change == ChangeKind.Changed) counts.Changed--;
        else if (change == ChangeKind.Full) counts.Full--;
        else counts.Unchanged--;
        _takenBackBefore[entry] = position;
    }

    private Dictionary<int, int> FindStanding()
    {
        var standing = new Dictionary<int, int>();
        for (var i = 0; i < changes.Count; i++) standing[changes.ChangeOf(i).Entry] = i;
        return standing;
    }

    private string Describe(int entry, long position, ReadOnlySpan<byte> key)
        => _standing!.TryGetValue(entry, out var index)
            ? $"Rows {changes.ChangeOf(index).Position} and {position} share the key {Name(key)}"
            : $"Row {position} shares the key {Name(key)} with an earlier row";

    private static string Name(ReadOnlySpan<byte> key) => KeyText.Of<TModel, TKey>(key);
}
