namespace Syncline;

/// <summary>Hands on the records of a log that stood before one of its runs.</summary>
internal sealed class RecordsBeforeRun(IStateRecords inner, int run) : IStateRecords
{
    private int _runs;

    private bool IsBefore => _runs <= run;

    void IStateRecords.Head(StateHead head)
    {
        if (IsBefore) inner.Head(head);
    }

    void IStateRecords.Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
    {
        if (IsBefore) inner.Put(generation, flags, key, hash, tolerances, row, hasRow);
    }

    void IStateRecords.Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        if (IsBefore) inner.Mark(flags, key, note);
    }

    void IStateRecords.Drop(ReadOnlySpan<byte> key)
    {
        if (IsBefore) inner.Drop(key);
    }

    void IStateRecords.Prepare(string commit)
    {
        if (IsBefore) inner.Prepare(commit);
    }

    void IStateRecords.Settle(string commit, bool tookEffect)
    {
        if (IsBefore) inner.Settle(commit, tookEffect);
    }

    void IStateRecords.LastingHead(StateHead head)
    {
        if (IsBefore) inner.LastingHead(head);
    }

    void IStateRecords.Run(RunPart part, string id)
    {
        if (part == RunPart.Begins) _runs++;
    }
}
