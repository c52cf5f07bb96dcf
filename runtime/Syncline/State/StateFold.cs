using System.Collections;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Folds a log that has outgrown what it says into a new base: for each key its last put and, after it, its last mark.</summary>
internal static class StateFold
{
    /// <summary>Folds after a run that wrote, when more than a third of the log's records are no longer of use: after a first run the marks of each batch are.</summary>
    /// <returns>Why it could not be folded; null when it was, or was not due.</returns>
    public static async Task<Exception?> FoldIfDueAsync(RunContext context, Baseline baseline, IStateSession session)
    {
        // What a run delivered can be undone until the next run that delivers folds it. Only a log that goes on growing without one is folded for its size.
        var times = UndoRules.IsKept(context.Sync, context.Schema) ? 2 : 1;
        if ((baseline.Written == 0 && !SyncFamily.IsFull(context.Sync)) || !IsDue(context, baseline, times)) return null;
        try
        {
            var useful = await FindUsefulAsync(context, baseline, session).ConfigureAwait(false);
            await session.ReplaceAsync(FoldedAsync(context, baseline, session, useful, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            // Everything was committed before; an unfolded log is as good, and the next run tries again.
            return e;
        }
    }

    /// <summary>Folds before a run that can be undone delivers, so that the log keeps what stood before it apart from what it does.</summary>
    /// <returns>Why it could not be folded, or null.</returns>
    /// <exception cref="StateException">The state can't be read to find out whether it was folded; nothing was delivered.</exception>
    public static async Task<Exception?> FoldFirstAsync(PreparedState state, RunContext context, IStateSession session)
    {
        // Under a new head, which is not in the log yet, the run knows the marks otherwise than the log does.
        if (state.HeadIsNew || !IsDue(context, state.Baseline, 1)) return null;
        BitArray useful;
        try
        {
            useful = await FindUsefulAsync(context, state.Baseline, session).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return e;
        }

        Exception? unfolded = null;
        try
        {
            await session.ReplaceAsync(FoldedAsync(context, state.Baseline, session, useful, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            unfolded = e;
        }

        // Asked for, and not assumed: a replacement that was not answered may have been made.
        var segments = 0;
        await foreach (var segment in session.ReadAsync(CancellationToken.None).ConfigureAwait(false)) segments++;
        if (unfolded is null) state.Baseline.Refolded(segments);
        else state.Baseline.Renumber(segments);
        return unfolded;
    }

    private static bool IsDue(RunContext context, Baseline baseline, int times)
        // What is prepared and not settled is folded by the run that knows what became of it.
        => baseline.Commits.Open is null && (SyncFamily.IsFull(context.Sync)
            // Nothing is remembered of a row, but each run says how many there were, and what it was called.
            ? baseline.NextOrdinal >= context.Options.FoldDue
            : baseline.Records + baseline.Written >= times * ((baseline.CountAlive() * 3L / 2) + context.Options.FoldDue));

    /// <summary>Which records are still of use, by their number.</summary>
    private static async Task<BitArray> FindUsefulAsync(RunContext context, Baseline baseline, IStateSession session)
    {
        var index = new FoldIndex(new KeyFormat(context.Schema), baseline.Table);
        var reader = new StateReader(context.Store.Name, context.StateId, baseline.Commits);
        await foreach (var segment in session.ReadAsync(CancellationToken.None).ConfigureAwait(false)) reader.Read(segment.Span, index);
        return index.Useful();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> FoldedAsync(RunContext context, Baseline baseline, IStateSession session, BitArray useful, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var writer = new StateWriter(context.StateId, 0);
        var entries = SyncFamily.IsFull(context.Sync) ? baseline.State!.Entries : baseline.CountAlive();
        writer.Head(baseline.State! with { Entries = entries, LastCommit = baseline.LastCommit });
        var copier = new FoldCopier(useful, baseline, writer);
        var reader = new StateReader(context.Store.Name, context.StateId, baseline.Commits);
        await foreach (var segment in session.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            reader.Read(segment.Span, copier);
            foreach (var full in writer.TakeFull()) yield return full;
        }

        foreach (var last in writer.Take()) yield return last;
    }
}

/// <summary>The place of each key's last put and last mark, by the number of the record.</summary>
/// <param name="keys">The model's keys.</param>
/// <param name="table">The baseline's, which has every key of the log.</param>
internal sealed class FoldIndex(KeyFormat keys, EntryTable table) : IStateRecords
{
    // Both places of an entry: the put's in the high half, the mark's in the low, from 1; 0 is none.
    private ulong[]? _places;
    private uint _record;

    /// <summary>Each key's last put and last mark, so that whoever copies them looks no key up.</summary>
    public BitArray Useful()
    {
        var useful = new BitArray(checked((int)_record + 1));
        foreach (var places in _places ?? [])
        {
            useful[(int)(places >> 32)] = true;
            useful[(int)(uint)places] = true;
        }

        return useful;
    }

    void IStateRecords.Head(StateHead head)
    {
    }

    void IStateRecords.Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
        => Place(key) = (ulong)++_record << 32;

    void IStateRecords.Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        ref var places = ref Place(key);
        places = (places >> 32 << 32) | ++_record;
    }

    void IStateRecords.Drop(ReadOnlySpan<byte> key)
    {
        // What was dropped and never put has no entry.
        if (table.Find(keys.ImageOf(key)) >= 0) Place(key) = 0;
        _record++;
    }

    // Not before there is a key: of modes that act on every row the table has many, and the log none.
    private ref ulong Place(ReadOnlySpan<byte> key) => ref (_places ??= new ulong[table.Count])[table.Find(keys.ImageOf(key))];
}

/// <summary>Copies the records that are still of use.</summary>
/// <param name="useful">Which ones are, by their number.</param>
/// <param name="baseline">What the run knows.</param>
/// <param name="writer">Where they are copied to.</param>
internal sealed class FoldCopier(BitArray useful, Baseline baseline, StateWriter writer) : IStateRecords
{
    private int _record;
    private int _day;

    void IStateRecords.Head(StateHead head)
    {
    }

    void IStateRecords.Day(int day) => _day = day;

    void IStateRecords.Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
    {
        if (!useful[++_record]) return;
        writer.Put(generation, flags, key, hash, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(tolerances), row, hasRow, _day);
    }

    void IStateRecords.Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        if (!useful[++_record]) return;
        // As the run knows them: a mark has no generation to tell whether it still stands.
        var (known, remembered) = baseline.Remembered(key);
        if ((known & ~EntryFlags.Stale) != 0) writer.Mark(known, key, remembered);
    }

    void IStateRecords.Drop(ReadOnlySpan<byte> key) => _record++;
}
