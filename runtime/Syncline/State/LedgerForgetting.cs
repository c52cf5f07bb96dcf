namespace Syncline;

/// <summary>Forgets the keys of a bounded ledger that were delivered longer ago than <see cref="SyncDefinition.KeepLedger"/> says and are no longer in the result.</summary>
/// <remarks>A key that is still in the result is kept whatever its age, or its row would be delivered again; so is one that is owed, in doubt, rejected or parked.</remarks>
internal sealed class LedgerForgetting(RunContext context, Baseline ledger, StateHead head)
{
    private readonly KeyFormat _keys = new(context.Schema);

    /// <summary>Forgets in one commit, at the end of a run that read the whole result and delivered all of it.</summary>
    /// <returns>Why it could not; null when it did, or nothing was to be forgotten. The ledger is then only longer than it need be.</returns>
    public async Task<Exception?> ForgetAsync(IStateSession session, StateJournal journal)
    {
        try
        {
            var over = await FindAsync(session).ConfigureAwait(false);
            if (over.Count == 0) return null;
            await session.AppendAsync(Drop(over, journal), null, CancellationToken.None).ConfigureAwait(false);
            journal.Confirm();
            return null;
        }
        catch (Exception e)
        {
            journal.Discard();
            return e;
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Drop(List<(int Entry, byte[] Key)> over, StateJournal journal)
    {
        foreach (var (entry, key) in over)
        {
            journal.Drop(entry, key);
            foreach (var segment in journal.TakeFull()) yield return segment;
        }

        foreach (var segment in journal.Take()) yield return segment;
    }

    private async Task<List<(int Entry, byte[] Key)>> FindAsync(IStateSession session)
    {
        var over = new List<(int, byte[])>();
        for (var entry = 0; entry < ledger.Loaded; entry++)
        {
            if (IsOver(entry)) over.Add((entry, _keys.IsAlwaysExact ? KeyOf(entry) : []));
        }

        if (over.Count == 0 || _keys.IsAlwaysExact) return over;
        over.Clear();
        var fetch = new StateFetch(ledger, context.Schema, IsOver, (entry, key, _) => over.Add((entry, key.ToArray())));
        await fetch.RunAsync(session, context.Store.Name, context.StateId, CancellationToken.None).ConfigureAwait(false);
        return over;
    }

    private bool IsOver(int entry)
    {
        const EntryFlags Delivered = EntryFlags.Known | EntryFlags.Owned | EntryFlags.Stale;
        var flags = ledger.FlagsOf(entry);
        if (entry >= ledger.Loaded || (flags & EntryFlags.Known) == 0 || (flags & ~Delivered) != 0 || ledger.Table.IsSeen(entry)) return false;
        var day = ledger.DayOf(entry);
        return context.LedgerDay - (day > 0 ? day : head.DatedSince) > context.Sync.KeepLedger;
    }

    private byte[] KeyOf(int entry)
    {
        Span<byte> image = stackalloc byte[KeyFormat.ExactBytes];
        KeyFormat.WriteImage(ledger.Table.ImageOf(entry), image);
        return image[.._keys.FixedSize].ToArray();
    }
}
